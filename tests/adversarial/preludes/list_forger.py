def forge_list(change, claim=None):
    """Send what `change(elements)` returns, as bytes, in place of the element list; `claim` is the size it claims."""
    import json

    def forged(header, payload):
        said = json.loads(header)
        cut = len(payload) - said["elements"]
        elements = change(payload[cut:])
        header = json.dumps(said | {"elements": len(elements) if claim is None else claim}).encode()
        return header, payload[:cut] + elements

    forge(forged)  # noqa: F821 - `forger.py` comes before this file
