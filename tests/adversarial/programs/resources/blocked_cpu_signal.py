# outcome: timeout
# tries: block and ignore the signal that tells of the CPU limit

import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM, signal.SIGPROF})
while True:
    pass
