# outcome: runtime_error
# message: Error
# tries: read a file of the machine as a style sheet

import matplotlib.pyplot as plt

plt.style.use("/etc/passwd")
