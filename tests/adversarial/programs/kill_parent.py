# outcome: runtime_error

import os

os.kill(os.getppid(), 9)
