# outcome: runtime_error
# message: Error
# tries: overflow the parser of formulas

import matplotlib.pyplot as plt

plt.title("$" + r"\frac{1}{" * 400 + "x" + "}" * 400 + "$")
plt.savefig("figure.png")
