# outcome: runtime_error
# flags: network

import socket

socket.socket(socket.AF_VSOCK)
