from multiprocessing import Pool

def greet(_):
    print("function without argument")

if __name__ == "__main__":
    pool = Pool()

    pool.map(greet, range(10))

    pool.close()
    pool.join()
