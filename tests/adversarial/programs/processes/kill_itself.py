# outcome: crash
# tries: end itself by SIGKILL

import os

os.kill(os.getpid(), 9)
