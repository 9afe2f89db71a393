# outcome: ok
# tries: draw only when it is the main program

def main():
    import matplotlib.pyplot as plt

    plt.plot([0, 1])
    plt.show()


if __name__ == "__main__":
    main()
