# outcome: runtime_error
# flags: network
# tries: open a socket to the hypervisor

import socket

socket.socket(socket.AF_VSOCK)
