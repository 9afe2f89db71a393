# outcome: timeout
# tries: spread the computing over threads and never let the main one go

import threading


def compute():
    while True:
        pass


for _ in range(8):
    threading.Thread(target=compute).start()
