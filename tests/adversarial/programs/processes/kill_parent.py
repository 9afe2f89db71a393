# outcome: runtime_error
# tries: kill the runner

import os

os.kill(os.getppid(), 9)
