# outcome: timeout
# tries: sleep beyond the wall limit

import time

time.sleep(1000)
