# outcome: timeout
# tries: hang while its exception is described

class Endless(Exception):
    def __str__(self):
        while True:
            pass


raise Endless
