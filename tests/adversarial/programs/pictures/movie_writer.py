# outcome: ok
# tries: start a program of its choice as the writer of a movie

import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation

plt.rcParams["animation.ffmpeg_path"] = "/usr/bin/env"
plt.rcParams["animation.convert_path"] = "/bin/sh"
fig, ax = plt.subplots()
(line,) = ax.plot([0, 1])
animation = FuncAnimation(fig, lambda i: line.set_ydata([0, i]), frames=3)
try:
    animation.save("movie.mp4", writer="ffmpeg")
except Exception as error:
    print(type(error))
