from multiprocessing import Pool

table = []
tasks = 0

def prepare(n):
    table.extend(i * i for i in range(n))

def look_up(i):
    global tasks
    tasks += 1
    return table[i], tasks

if __name__ == "__main__":
    pool = Pool(1, initializer=prepare, initargs=[1000], maxtasksperchild=2)

    for i, (square, task) in enumerate(pool.map(look_up, range(6), chunksize=1)):
        print(f"{i} squared is {square}, by task {task} of its worker")

    pool.close()
    pool.join()
