# outcome: runtime_error
# message: Error
# tries: load a picture from the network into the figure

import matplotlib.pyplot as plt

plt.imshow(plt.imread("http://127.0.0.1:1/picture.png"))
plt.show()
