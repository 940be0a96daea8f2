"""The benchmarks' jobs on Python's own Pool. Each line of input names one; the answer is its seconds."""

import multiprocessing
import sys
import time
from array import array

ITEMS, LARGE = 1_000_000, 64 << 20


def square(x):
    return x * x


def same(x):
    return x


def arrive(barrier):
    barrier.wait()


def ready(method):
    context = multiprocessing.get_context(method)
    began = time.perf_counter()
    barrier = context.Barrier(3)
    with context.Pool(2, arrive, (barrier,)):
        barrier.wait()
        return time.perf_counter() - began


def apply(pool, n=200):
    began = time.perf_counter()
    for _ in range(n):
        pool.apply(square, (3,))
    return (time.perf_counter() - began) / n


def timed(f, *args):
    began = time.perf_counter()
    f(*args)
    return time.perf_counter() - began


def main():
    xs, large = list(range(ITEMS)), array("d", bytes(LARGE))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        jobs = {
            "apply": lambda: apply(pool),
            "map": lambda: timed(pool.map, square, xs),
            "large": lambda: timed(pool.apply, same, (large,)),
            "fork": lambda: ready("fork"),
            "spawn": lambda: ready("spawn"),
        }
        for line in sys.stdin:
            print(jobs[line.strip()](), flush=True)


if __name__ == "__main__":
    main()
