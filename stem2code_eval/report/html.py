"""How the pages of this package are made safe: one gate for all that they say, and a policy that names what may run.

Jinja escapes every expression, and before that `finalize` makes unseen and reordering characters visible. A
Content-Security-Policy with the hashes of the page's own style and script lets the browser run nothing else, even if
an escape were missing.
"""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stem2code_eval.report.text import short, visible

Filter = Callable[..., Any]


def environment(*templates: Path, **filters: Filter) -> Environment:
    """Return a Jinja environment in which every expression is escaped and made visible.

    Args:
        templates: folders, the first that has a template gives it.
        filters: by name, beside `short`, `score` (one decimal, a dash for None) and `percent` (0 to 100, for drawings).
    """
    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(score=score, percent=percent, short=short, **filters)
    return made


def finalize(value: Any) -> str:
    """Return what an expression of a template gave as visible text; markup that is already escaped stays as it is."""
    return value if isinstance(value, Markup) else visible(str(value))


def score(value: float | None) -> str:
    """Return a number with one decimal, or a dash."""
    return "–" if value is None else f"{value:.1f}"  # noqa: RUF001 - the dash is meant


def percent(value: float) -> str:
    """Return a number for an SVG drawing that is 100 wide."""
    return f"{min(max(value, 0.0), 100.0):.2f}"


def own(folder: Path, *names: str) -> Markup:
    """Return files of this package, one after another, to be put into a page as they are."""
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704 - this package's own files


def policy(
    style: str,
    script: str | None = None,
    *,
    images: str = "data:",
    frames: str = "'none'",
    scripts: str = "",
    styles: str = "",
) -> str:
    """Return a Content-Security-Policy (W3C, level 3) that allows this style and this script and no others.

    Args:
        style: the content of the page's only `style` element.
        script: the content of the page's only `script` element that runs; None: nothing runs.
        images: sources of pictures, as the policy writes them.
        frames: sources of framed pages.
        scripts: sources of scripts beside the page's own.
        styles: sources of styles beside the page's own.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"img-src {images}",
            f"frame-src {frames}",
            f"style-src '{digest(style)}' {styles}".rstrip(),
            "script-src 'none'" if script is None else f"script-src '{digest(script)}' {scripts}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def digest(text: str) -> str:
    """Return the hash of a style or a script as a policy writes it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
