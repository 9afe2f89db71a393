# outcome: runtime_error
# message: Error
# tries: read a file of the machine through matplotlib

import matplotlib.pyplot as plt

print(plt.imread("/etc/passwd", format="raw"))
