from multiprocessing import Pool

def mul(x, y):
    return x * y

if __name__ == "__main__":
    pool = Pool()

    pairs = zip(range(1, 10), range(10, 19))
    print(pool.starmap(mul, pairs))

    pool.close()
    pool.join()
