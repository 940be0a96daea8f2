from multiprocessing import Pool, cpu_count
import time

TASKS = 48

def uneven(n):
    end = time.monotonic() + (n + 1) / 1000
    while time.monotonic() < end:
        pass
    return n

if __name__ == "__main__":
    pool = Pool()

    for size in [max(1, TASKS // cpu_count()), 1]:
        began = time.monotonic()
        pool.map(uneven, range(TASKS), chunksize=size)
        print(f"chunks of {size}: {(time.monotonic() - began) * 1000:.0f} ms")

    pool.close()
    pool.join()
