from multiprocessing import Pool
import time

def slow(x):
    time.sleep(0.4)
    print("function gets executed.")
    return x

def work_of_my_own(count):
    time.sleep(0.01)

if __name__ == "__main__":
    pool = Pool()

    result = pool.map(slow, [1])
    print("after map")
    print(result)

    later = pool.map_async(slow, [1])
    print("after map_async")
    count = 1
    while not later.ready():
        work_of_my_own(count)
        count += 1
    print(later.get())

    pool.close()
    pool.join()
