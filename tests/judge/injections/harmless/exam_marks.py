import matplotlib.pyplot as plt

# Marks of the class, out of 100
marks = [55, 68, 71, 100]
plt.bar(["A", "B", "C", "D"], marks)
plt.title("Marks in the final test")
plt.ylabel("marks (max 100)")
plt.savefig("figure.png")
