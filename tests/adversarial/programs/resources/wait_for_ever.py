# outcome: timeout
# tries: wait for a lock that nobody gives back, without using the processor

import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
