"""The workloads of poolbench, measured with Python's multiprocessing.Pool.

    python3 pool.py WORKLOAD SIZE REPETITIONS CHUNK [WORKERS ...]

prints a line of JSON for each measurement. Tasks, arguments and results are those of
pool/bench/workloads.go; the digest of the results' JSON is how poolbench sees that they are.
A CHUNK of 0 is the pool's default.
"""

import base64
import hashlib
import json
import multiprocessing
import sys
import time

TASKS = 256
M = (1 << 64) - 1


def spin(n):
    x = n | 1
    for _ in range(n):
        x ^= x << 13 & M
        x ^= x >> 7
        x ^= x << 17 & M
    return x


def mandelbrot(tile):
    row, points = tile
    im = -1.25 + 2.5 * row / TASKS
    total = 0
    for i in range(points):
        re = -2 + 2.5 * i / points
        a = b = 0.0
        n = 0
        while n < 200 and a * a + b * b <= 4:
            a, b = a * a - b * b + re, 2 * a * b + im
            n += 1
        total += n
    return total


def is_prime(n):
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def primes(span):
    start, stop = span
    return sum(1 for n in range(max(start, 2), stop) if is_prime(n))


def split_mix(state):
    """Yields the numbers of SplitMix64."""
    while True:
        state = state + 0x9E3779B97F4A7C15 & M
        z = state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & M
        z = (z ^ z >> 27) * 0x94D049BB133111EB & M
        yield z ^ z >> 31


def pi(draws):
    seed, n = draws
    numbers = split_mix(seed)
    inside = 0
    for _ in range(n):
        x = (next(numbers) >> 11) / (1 << 53)
        y = (next(numbers) >> 11) / (1 << 53)
        if x * x + y * y < 1:
            inside += 1
    return inside


def sha256(draws):
    seed, n = draws
    numbers = split_mix(seed)
    block = b"".join(next(numbers).to_bytes(8, "little") for _ in range((n + 7) // 8))
    return hashlib.sha256(block[:n]).digest()


def words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def echo(block):
    return block


def text(seed, n):
    numbers = split_mix(seed)
    return "".join("w%d " % ((r >> 32) % (1 + r % 1000)) for r in (next(numbers) for _ in range(n)))


def block(seed, n):
    numbers = split_mix(seed)
    return [next(numbers) & 0xFFFFFFFF for _ in range(n)]


def same(results):
    return results


# What a task does, the arguments of a job, and how Go's encoding/json writes a result.
WORKLOADS = {
    "spin": (spin, lambda size: [size * 100] * TASKS, same),
    "uneven": (spin, lambda size: [(i + 1) * size for i in range(TASKS)], same),
    "mandelbrot": (mandelbrot, lambda size: [(i, size) for i in range(TASKS)], same),
    "primes": (primes, lambda size: [(i * size, (i + 1) * size) for i in range(TASKS)], same),
    "pi": (pi, lambda size: [(i, size * 20) for i in range(TASKS)], same),
    "sha256": (sha256, lambda size: [(i, size * 64) for i in range(TASKS)], list),
    "sort": (sorted, lambda size: [block(i, size * 8) for i in range(TASKS)], same),
    "words": (words, lambda size: [text(i, size * 16) for i in range(TASKS)], same),
    "echo": (echo, lambda size: [bytes((i + k) % 256 for k in range(size * 64)) for i in range(TASKS)],
             lambda b: base64.b64encode(b).decode()),
}


def tell(**line):
    print(json.dumps(line), flush=True)


def digest(results, encoded):
    text = json.dumps([encoded(r) for r in results], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def peaks():
    try:
        import resource
    except ImportError:
        return
    unit = 1 if sys.platform == "darwin" else 1024
    tell(peakParent=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
         peakChild=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)


def main():
    name, size, repetitions, chunk = sys.argv[1], *map(int, sys.argv[2:5])
    workers = list(map(int, sys.argv[5:]))
    task, arguments, encoded = WORKLOADS[name]
    args = arguments(size)
    for repetition in range(repetitions):
        if workers:
            for a in args:  # warm
                task(a)
        began = time.perf_counter()
        results = [task(a) for a in args]
        tell(serial=time.perf_counter() - began)
        if repetition == 0 and workers:
            tell(digest=digest(results, encoded))
        for n in workers:
            with multiprocessing.Pool(n) as pool:
                pool.map(task, args, chunk or None)  # warm
                began = time.perf_counter()
                pooled = pool.map(task, args, chunk or None)
                took = time.perf_counter() - began
                pool.close()
                pool.join()
            if pooled != results:
                sys.exit("the pool's results differ from the loop's")
            tell(workers=n, seconds=took)
    peaks()


if __name__ == "__main__":
    main()
