# outcome: runtime_error
# tries: raise an exception whose text cannot be had

class Fighting(BaseException):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise KeyboardInterrupt


raise Fighting
