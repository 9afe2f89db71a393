# outcome: resource_limit
# flags: leftover_process
# tries: start processes without end through vfork

import os
import subprocess
import sys

hoard = []
while True:
    hoard.append(subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(1000)"]))
