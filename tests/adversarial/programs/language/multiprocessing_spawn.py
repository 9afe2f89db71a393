# outcome: runtime_error
# tries: compute in workers that start anew and import the program, which is no file

import multiprocessing

import matplotlib.pyplot as plt


def square(x):
    return x * x


if __name__ == "__main__":
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        values = list(pool.map(square, range(3), timeout=4))
    plt.plot(values)
    plt.show()
