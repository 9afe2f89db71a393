# outcome: runtime_error
# message: ValueError
# tries: break the parser of formulas

import matplotlib.pyplot as plt

plt.title(r"$\frac{1}{2$ \input{/etc/passwd} $\write18{id}$")
plt.savefig("figure.png")
