# outcome: runtime_error
# message: Error.*runner
# tries: read the source of the runner

import sys

frame = sys._getframe().f_back
path = frame.f_code.co_filename
print("ESCAPED:", path, open(path).read()[:100])
