# outcome: runtime_error
# flags: network
# message: gaierror|PermissionError
# tries: carry data out in the names it looks up

import socket

socket.create_connection(("secret.example.com", 53), timeout=3)
