from multiprocessing import Pool, TimeoutError
import time

def risky(n):
    if n == 1:
        raise ValueError("no luck")
    if n == 3:
        time.sleep(3600)
    return n * n

if __name__ == "__main__":
    pool = Pool()

    results = [
        pool.apply_async(risky, [n]) for n in range(6)
    ]
    for n, result in enumerate(results):
        try:
            print(result.get(timeout=0.3))
        except ValueError as error:
            print(f"task {n}: {error}")
        except TimeoutError:
            # Its worker goes on sleeping.
            # Had it exited, nobody would be told.
            print(f"task {n}: takes too long")

    pool.terminate()
    pool.join()
