# outcome: ok
# tries: find secrets of the host in its own environment

import os

print(dict(os.environ))
known = {"PATH", "HOME", "TMPDIR", "PWD", "MPLCONFIGDIR", "MPLBACKEND", "LC_ALL", "LANG", "TZ", "HOSTNAME", "LC_CTYPE"}
strange = {name for name in os.environ if name not in known and not name.startswith(("PYTHON", "OMP_", "OPENBLAS_", "MKL_"))}
strange -= {"NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "GPG_KEY", "container", "OLDPWD"}
if strange:
    print("ESCAPED: the environment holds", strange)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
