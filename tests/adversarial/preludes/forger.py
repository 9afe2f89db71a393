import os

_write = os.write


def forge(change):
    """Send what `change(header, picture)` returns in place of the result, and end."""

    def forged(descriptor, data):
        data = bytes(data)
        if descriptor != 3 or len(data) <= 8:
            return _write(descriptor, data)
        size = int.from_bytes(data[:4], "big")
        header, picture = change(data[8 : 8 + size], data[8 + size :])
        os.close(1)
        left = len(header).to_bytes(4, "big") + len(picture).to_bytes(4, "big") + header + picture
        while left:
            left = left[_write(descriptor, left) :]
        os._exit(0)

    os.write = forged
