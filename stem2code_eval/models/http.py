"""The HTTP library that the client of OpenAI's API uses; it changed its name between versions of the client."""

from importlib import import_module
from typing import Any

import openai

HTTP: Any = import_module(openai.DefaultAsyncHttpxClient.__mro__[1].__module__.partition(".")[0])
RequestError: type[Exception] = HTTP.RequestError
"""What goes wrong between sending a request and the last byte of its answer."""
