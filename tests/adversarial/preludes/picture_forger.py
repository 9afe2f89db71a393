def forge_picture(change):
    """Send what `change(header, picture)` returns in place of header and pixels; the element list stays behind them."""
    import json

    def forged(header, payload):
        cut = len(payload) - json.loads(header)["elements"]
        header, picture = change(header, payload[:cut])
        return header, picture + payload[cut:]

    forge(forged)  # noqa: F821 - `forger.py` comes before this file
