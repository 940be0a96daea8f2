from multiprocessing import Pool
import time

def slow(x):
    time.sleep(0.4)
    print("function gets executed.")
    return x

def work_of_my_own():
    time.sleep(0.01)

if __name__ == "__main__":
    pool = Pool()

    result = pool.map(slow, [1])
    print("after map")
    print(result)

    later = pool.map_async(slow, [1])
    print("after map_async")
    while not later.ready():
        work_of_my_own()
    print(later.get())

    pool.close()
    pool.join()
