# outcome: runtime_error
# flags: network
# tries: connect to a server on this machine

import socket

socket.socket(socket.AF_INET).connect(("127.0.0.1", 80))
