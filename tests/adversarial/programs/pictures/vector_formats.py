# outcome: ok
# tries: save to formats that name files, run scripts or start programs

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.text(0.5, 0.5, "link", url="file:///etc/passwd")
for name in ("figure.svg", "figure.pdf", "figure.ps", "figure.eps", "figure.pgf", "figure.exe"):
    plt.savefig(name)
