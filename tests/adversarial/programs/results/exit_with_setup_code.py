# outcome: runtime_error
# tries: end with the code by which the runner says that it could not set up

import os

os._exit(70)
