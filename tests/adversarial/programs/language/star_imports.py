# outcome: ok
# tries: import everything from pylab, as old programs do

from pylab import *

plot(sin(arange(0, 10, 0.1)))
show()
