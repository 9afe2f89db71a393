# outcome: timeout
# tries: start interpreters one after the other without end

import subprocess
import sys

while True:
    subprocess.run([sys.executable, "-S", "-c", "pass"])
