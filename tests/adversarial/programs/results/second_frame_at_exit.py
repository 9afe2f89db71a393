# outcome: tampered
# tries: send a second frame when the interpreter ends

import os

real = os._exit


def leave(code):
    os.write(3, b'\0\0\0\2\0\0\0\0{}')
    real(code)


os._exit = leave
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
