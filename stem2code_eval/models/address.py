"""Where a server is, as far as that decides about keys and proxies."""

import base64
import ipaddress
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from stem2code_eval.errors import UserError


def host_of(base_url: str) -> str:
    """Return the host in a server's address.

    Raises:
        UserError: it is no address of a web server; what it holds, which may be a password, is not repeated.
    """
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.port is None or parts.port else None
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UserError(
            "The base URL must begin with http:// or https:// and name a host, such as http://localhost:8000/v1."
        )
    return host


def secrets_in(base_url: str) -> Iterator[str]:
    """Yield what of an address must not be shown: the password, how it is sent, and the values after a `?`."""
    parts = urlsplit(base_url)
    if parts.password:
        name, password = unquote(parts.username or ""), unquote(parts.password)
        yield from (parts.password, password, base64.b64encode(f"{name}:{password}".encode()).decode("ascii"))
    yield from (value for _, value in parse_qsl(parts.query))


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def is_local(host: str) -> bool:
    """Return whether `host` is this machine or one of its network, by address or by a name without domain."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return is_loopback(host) or "." not in host or host.endswith((".local", ".internal", ".lan"))
    return address.is_loopback or address.is_unspecified or address.is_private or address.is_link_local


def proxy_for(base_url: str) -> str | None:
    """Return the address of the proxy that the environment names for a server, if any.

    Variables are those of other programs (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case). No
    proxy can reach this machine's own loopback address.

    Raises:
        UserError: it is none that is asked over HTTP.
    """
    parts, proxies = urlsplit(base_url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or is_loopback(host_of(base_url)) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    kind, mark, _ = proxy.partition("://")
    if mark and kind.lower() not in ("http", "https"):
        raise UserError(
            f"The environment names a proxy of the kind {kind}:// for {host_of(base_url)}; only those that are asked "
            "over HTTP are used. Set HTTPS_PROXY or HTTP_PROXY to such a one, or name the host in NO_PROXY."
        )
    return proxy if mark else f"http://{proxy}"
