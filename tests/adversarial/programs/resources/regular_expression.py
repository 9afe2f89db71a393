# outcome: timeout
# tries: hang in the C code of a regular expression

import re

re.match(r"(a+)+$", "a" * 64 + "b")
