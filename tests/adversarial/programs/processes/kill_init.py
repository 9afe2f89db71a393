# outcome: runtime_error
# tries: kill process 1

import os

os.kill(1, 9)
