# outcome: runtime_error
# message: Permission
# tries: hoard kernel memory in sockets, which also are a way to talk to other processes

import socket

hoard = []
while True:
    hoard.append(socket.socketpair())
