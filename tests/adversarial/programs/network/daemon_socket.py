# outcome: runtime_error
# flags: network
# message: PermissionError
# tries: start a container of its own through the daemon's socket

import socket

daemon = socket.socket(socket.AF_UNIX)
daemon.connect("/var/run/docker.sock")
daemon.sendall(b"GET /containers/json HTTP/1.0\r\n\r\n")
print("ESCAPED:", daemon.recv(1000))
