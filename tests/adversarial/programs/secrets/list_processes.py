# outcome: runtime_error
# message: PermissionError
# tries: list the processes of the machine

import os

print(os.listdir("/proc"))
