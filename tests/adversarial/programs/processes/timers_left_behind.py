# outcome: ok
# tries: set timers that would go off in the next program

import ctypes
import signal
import threading

signal.signal(signal.SIGALRM, lambda *a: print("ESCAPED: alarm"))
signal.alarm(1)
signal.setitimer(signal.ITIMER_REAL, 1.0, 0.05)
signal.setitimer(signal.ITIMER_PROF, 5.0, 0.05)
libc = ctypes.CDLL(None)
timer = ctypes.c_void_p()
libc.timer_create(0, None, ctypes.byref(timer))
late = threading.Timer(5, lambda: print("ESCAPED: timer"))
late.daemon = True
late.start()
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
