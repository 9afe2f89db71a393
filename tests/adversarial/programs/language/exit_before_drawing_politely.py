# outcome: no_figure
# tries: leave before anything is drawn

import sys

sys.exit()
