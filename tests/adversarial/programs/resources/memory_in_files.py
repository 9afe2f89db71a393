# outcome: runtime_error
# message: Permission
# tries: hoard memory in files that have no name, which no process's size shows

import os

hoard = []
for number in range(60):
    hoard.append(os.memfd_create(f"hoard{number}"))
    for _ in range(4):
        os.write(hoard[-1], b"x" * (16 << 20))
