from multiprocessing import Pool

WIDTH, HEIGHT, BAND, DEEPEST = 640, 400, 20, 255

def compute(top):
    steps = bytearray()
    for y in range(top, top + BAND):
        for x in range(WIDTH):
            steps.append(escape(complex(-2.2 + 3.2 * x / WIDTH, -1 + 2 * y / HEIGHT)))
    return top, bytes(steps)

def escape(c):
    z = 0
    for n in range(DEEPEST):
        if abs(z) > 2:
            return n
        z = z * z + c
    return DEEPEST

if __name__ == "__main__":
    pool = Pool()

    picture = bytearray(WIDTH * HEIGHT)
    for top, steps in pool.imap_unordered(compute, range(0, HEIGHT, BAND)):
        picture[top * WIDTH : top * WIDTH + len(steps)] = steps

    with open("mandelbrot.pgm", "wb") as file:
        file.write(b"P5 %d %d 255\n" % (WIDTH, HEIGHT) + picture)

    pool.close()
    pool.join()
