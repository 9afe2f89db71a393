# outcome: tampered
# flags: leftover_process
# tries: let a child write into the result before the program does

import os
import time

if os.fork() == 0:
    os.write(3, b'\0\0\0\2\0\0\0\0{}')
    time.sleep(1000)
time.sleep(0.3)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
