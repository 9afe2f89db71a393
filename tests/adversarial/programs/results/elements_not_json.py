# outcome: tampered
# tries: send an element list that no reader can read
# uses: forger, list_forger
# message: the element list is not one

forge_list(lambda elements: b'{"schema": 1, "elements": [' * 1000)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
