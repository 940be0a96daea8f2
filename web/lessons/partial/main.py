from functools import partial
from multiprocessing import Pool

def multiply(x, y):
    return x * y

if __name__ == "__main__":
    pool = Pool()

    double = partial(multiply, y=2)
    print(pool.map(double, range(1, 10)))

    pool.close()
    pool.join()
