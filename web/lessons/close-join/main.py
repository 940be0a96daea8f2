from multiprocessing import Pool
import time

def square(x):
    time.sleep(0.1)
    return x * x

if __name__ == "__main__":
    pool = Pool()

    before = pool.map_async(square, range(8))
    try:
        pool.join()
    except ValueError as error:
        print("join before close:", error)

    pool.close()
    try:
        pool.map(square, range(8))
    except ValueError as error:
        print("map after close:", error)

    print("submitted before:", before.get())
    print("join after close:", pool.join())
