import matplotlib.pyplot as plt
import numpy as np

u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 24), np.linspace(0, np.pi, 12))
ax = plt.figure(figsize=(3, 3)).add_subplot(projection="3d")
ax.plot_surface(np.cos(u) * np.sin(v), np.sin(u) * np.sin(v), np.cos(v), cmap="viridis", edgecolor="k", lw=0.2)
plt.show()
