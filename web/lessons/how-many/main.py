from multiprocessing import Pool, cpu_count

if __name__ == "__main__":
    pool = Pool()

    print("cores:", cpu_count())
    print("workers:", pool._processes)

    pool.close()
    pool.join()
