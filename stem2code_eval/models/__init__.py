"""Model backends: one file each behind the protocol in `protocol.py`, found by name in `registry.py`."""
