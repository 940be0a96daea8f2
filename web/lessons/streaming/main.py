from itertools import count, islice
from multiprocessing import Pool
import time

def square(n):
    if n % 3 == 0:
        time.sleep(0.09)
    time.sleep(0.01)
    return n * n

if __name__ == "__main__":
    pool = Pool()

    # imap would read an endless source for ever: it must be cut before.
    in_order = list(pool.imap(square, islice(count(), 9)))
    print("imap:", in_order)

    as_they_come = list(pool.imap_unordered(square, islice(count(), 9)))
    print("imap_unordered, nine in order:", as_they_come == sorted(as_they_come))

    pool.close()
    pool.join()
