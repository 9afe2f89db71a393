import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 2 * np.pi, 60)
fig, ax = plt.subplots(figsize=(4, 3))
ax.plot(x, np.sin(x), "k-", lw=1.3)
ax.plot(x, np.cos(x), "--", color="tab:red")
ax.fill_between(x, np.sin(x), alpha=0.3, hatch="//")
ax.scatter(x[::6], np.sin(x[::6]), c=x[::6], s=30)
ax.set_title(r"$\int_0^{2\pi} \sin^2 x\,dx = \pi$")
ax.annotate("peak", (np.pi / 2, 1), (3, 0.8), arrowprops={"arrowstyle": "->"})
plt.show()
