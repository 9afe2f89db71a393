# outcome: ok
# tries: use names and text from all over Unicode

import matplotlib.pyplot as plt

ﬁ = 1
变量 = [0, fi]
plt.plot(变量, label="Ж ع ‮ \u0001 \U0001f600 ﷽ \U0010ffff")
plt.legend()
plt.show()
