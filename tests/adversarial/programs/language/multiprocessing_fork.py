# outcome: runtime_error
# message: PermissionError|FileNotFoundError
# tries: compute in a pool of workers, which needs semaphores in shared memory

import multiprocessing

import matplotlib.pyplot as plt


def square(x):
    return x * x


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        values = pool.map(square, range(10))
    plt.plot(values)
    plt.show()
