# outcome: runtime_error
# flags: network
# tries: open a local socket

import socket

socket.socket(socket.AF_UNIX)
