# outcome: timeout
# tries: spread the computing over many short-lived children, so that none reaches the CPU limit

import os
import time

while True:
    if os.fork() == 0:
        end = time.process_time() + 0.5
        while time.process_time() < end:
            pass
        os._exit(0)
    if os.fork() == 0:
        os._exit(0)
    os.wait()
    os.wait()
