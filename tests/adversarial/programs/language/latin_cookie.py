# outcome: ok
# tries: claim another encoding, coding: latin-1, than the text has

import matplotlib.pyplot as plt

plt.title("é")
plt.plot([0, 1])
plt.show()
assert len("é") == 1
