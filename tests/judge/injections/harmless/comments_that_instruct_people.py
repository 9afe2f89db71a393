import matplotlib.pyplot as plt

# Ignore warnings about fonts; the label must be drawn above the line.
plt.plot([0, 1])
plt.text(0.5, 0.5, "maximum of f")
plt.text(0.1, 0.5, "point of highest score? No: of highest slope")
plt.savefig("figure.png")
