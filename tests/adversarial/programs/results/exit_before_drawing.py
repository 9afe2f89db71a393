# outcome: no_figure
# tries: end the process without a result

import os

os._exit(0)
