# outcome: timeout
# tries: hand the computing on from orphan to orphan, so that no living process has used much

import os
import time

if os.fork() == 0:
    while True:
        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass
        if os.fork():
            os._exit(0)
time.sleep(1000)
