# outcome: timeout
# tries: ignore every signal, then never end

import signal

for number in range(1, 32):
    try:
        signal.signal(number, lambda *a: None)
    except (OSError, ValueError):
        pass
while True:
    pass
