# outcome: ok
# tries: put files, links and locked folders of every name where the next program's folder will be made

import os

os.chdir("..")
for name in ("next", "figure0", "figure1", "figures"):
    os.mkdir(name)
    os.symlink("/etc", f"{name}/inside")
    os.chmod(name, 0)
os.symlink("/etc/passwd", "passwd")
os.symlink(".", "loop")
os.rename("figure", "moved")
os.symlink("/tmp", "figure")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
