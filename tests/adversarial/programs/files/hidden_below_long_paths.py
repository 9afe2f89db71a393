# outcome: resource_limit
# tries: write beyond the disk limit where no path reaches

import os

for level in range(100):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
for number in range(20):
    with open(f"part{number}", "wb") as file:
        file.write(b"x" * (32 << 20))
import time

time.sleep(2)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
