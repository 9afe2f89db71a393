"""Start the runner: `python -s -B PATH/runner CONFIG_JSON`, with frames on stdin and stdout."""

import importlib
import os
import sys

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    reserved = importlib.import_module("runner.arenas").reserve()  # before anything large is imported
    sys.exit(importlib.import_module("runner.zygote").main(sys.argv[1], reserved))
