# outcome: syntax_error
# tries: ask for the future too late

x = 1
from __future__ import division
