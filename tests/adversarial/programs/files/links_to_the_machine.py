# outcome: ok
# tries: read and change files of the machine through links, hard links and renames

import os

for number, path in enumerate(("/etc/passwd", "/etc/shadow", "/root", os.__file__, "/proc/1/environ")):
    os.symlink(path, f"soft{number}")
    try:
        if number != 3:
            print("ESCAPED:", os.listdir(f"soft{number}") if os.path.isdir(path) else open(f"soft{number}").read())
        open(f"soft{number}", "a").close()
        print("ESCAPED: may append to", path)
    except OSError:
        pass
    for change in (os.link, os.rename):
        try:
            change(path, f"hard{number}")
            print("ESCAPED:", change.__name__, path)
        except OSError:
            pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
