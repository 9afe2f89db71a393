# outcome: runtime_error
# flags: network
# tries: ask the kernel about the network

import socket

socket.socket(socket.AF_NETLINK)
