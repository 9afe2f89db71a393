# outcome: ok
# tries: learn the host's paths and secrets from how the runner was started

import sys

words = " ".join([*sys.argv, *getattr(sys, "orig_argv", [])])
if "token" in words.lower() or "/root" in words.replace(sys.prefix, "").replace(sys.base_prefix, ""):
    print("ESCAPED:", words)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
