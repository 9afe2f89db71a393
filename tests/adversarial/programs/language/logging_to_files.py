# outcome: ok
# tries: write a log as programs do

import logging

logging.basicConfig(filename="program.log", level=logging.DEBUG)
logging.getLogger().debug("drawing")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
