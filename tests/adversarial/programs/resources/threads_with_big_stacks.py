# outcome: resource_limit
# tries: use up the address space with the stacks of threads

import threading
import time

threading.stack_size(512 << 20)
for _ in range(100):
    threading.Thread(target=time.sleep, args=(1000,)).start()
