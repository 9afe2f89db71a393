# outcome: runtime_error
# flags: network

import socket

socket.socket(socket.AF_INET).connect(("127.0.0.1", 80))
