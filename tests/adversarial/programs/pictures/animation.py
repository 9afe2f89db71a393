# outcome: ok
# tries: save an animation instead of a picture

import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation

fig, ax = plt.subplots()
(line,) = ax.plot([0, 1])
animation = FuncAnimation(fig, lambda i: line.set_ydata([0, i]), frames=5)
animation.save("movie.gif")
