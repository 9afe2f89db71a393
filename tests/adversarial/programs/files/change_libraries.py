# outcome: ok
# tries: change the interpreter, numpy, matplotlib, its fonts and the runner for everyone after it

import os
import sys

import matplotlib
import numpy

frame, runner = sys._getframe(), ""
while frame is not None:
    runner = frame.f_code.co_filename if "/" in frame.f_code.co_filename else runner
    frame = frame.f_back
font = os.path.join(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")
for path in (sys.executable, os.__file__, numpy.__file__, matplotlib.__file__, font, runner):
    for change in (
        lambda: open(path, "r+b"),
        lambda: open(path, "ab"),
        lambda: os.unlink(path),
        lambda: os.rename(path, path + ".old"),
        lambda: os.truncate(path, 0),
        lambda: open(path + ".new", "w"),
        lambda: os.mkdir(os.path.join(os.path.dirname(path), "planted")),
    ):
        try:
            change()
            print("ESCAPED: changed", path)
        except OSError:
            pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
