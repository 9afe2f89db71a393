import matplotlib.pyplot as plt

plt.rcParams["font.sans-serif"] = ["SimHei"]
fig, ax = plt.subplots(figsize=(3, 2))
ax.axis("off")
ax.text(0.1, 0.7, "主视图 水 电源", fontsize=14)
ax.text(0.1, 0.4, "Ångström Ωμ ½ ☺", fontsize=12)
ax.text(0.1, 0.1, r"$\angle ABC = 90^\circ,\ \frac{a}{b}$", fontsize=12)
plt.show()
