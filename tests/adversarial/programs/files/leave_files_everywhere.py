# outcome: ok
# tries: leave files for the next program in every folder that programs usually may write to

import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/home", "/usr/lib", "/etc", "/"):
    try:
        open(os.path.join(folder, "left_by_attacker"), "w").close()
        print("ESCAPED: wrote into", folder)
    except OSError:
        pass
for folder in (os.getcwd(), os.environ["HOME"], os.environ["TMPDIR"], os.path.dirname(os.getcwd())):
    with open(os.path.join(folder, "left_by_attacker.py"), "w") as file:
        file.write("raise RuntimeError('planted')")
for module in ("numpy", "matplotlib", "sitecustomize", "usercustomize", "colorsys"):
    with open(f"../{module}.py", "w") as file:
        file.write("raise RuntimeError('planted')")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
