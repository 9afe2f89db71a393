# outcome: ok
# tries: gain rights by a set-uid copy of the interpreter, device files and programs such as su

import os
import shutil
import stat
import subprocess
import sys

shutil.copyfile(sys.executable, "shell")
try:
    os.chmod("shell", 0o6777)
except OSError:
    pass
for device in (os.makedev(8, 0), os.makedev(1, 1)):
    try:
        os.mknod("disk", 0o666 | stat.S_IFBLK, device)
        print("ESCAPED: made a device file")
    except OSError:
        pass
for command in (["./shell", "-c", "1"], ["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "x", "."]):
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=3)
        if b"uid=0" in done.stdout or done.returncode == 0:
            print("ESCAPED: ran", command)
    except OSError:
        pass
try:
    before = os.getuid()
    os.setuid(0)
    if before != 0:
        print("ESCAPED: became root")
except OSError:
    pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
