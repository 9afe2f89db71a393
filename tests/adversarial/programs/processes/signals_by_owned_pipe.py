# outcome: runtime_error
# message: PermissionError
# tries: let the kernel send signals to the runner by making it the owner of a pipe

import fcntl
import os
import signal

read, write = os.pipe()
fcntl.fcntl(read, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(read, 10, signal.SIGKILL)
fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC)
os.write(write, b"x")
