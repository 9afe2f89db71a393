"""The fonts a program sees: matplotlib's own and two fallbacks, the same on every machine.

Three deliberate properties. System fonts never matter: nothing outside matplotlib and the pinned font
packages is looked at, and the order is fixed. A label never turns into boxes for want of a font: whatever
family a program asks for, its list of fonts ends with DejaVu Sans, Chinese/Japanese/Korean, then emoji, also
inside `$...$`. Naming a Chinese font costs nothing: a program that sets SimHei, as many do by habit, gets the
same letters, digits and minus signs as one that names no font.
"""

import dataclasses
import functools
import json
import mmap
import os
import tempfile
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

DEFAULT_FAMILY = "DejaVu Sans"
FONT_LIST_VERSION = 390
"""`FontManager.__version__` of the pinned matplotlib; a wrong number only makes the start slower."""
_ANY = (10.0, "dejavusans")
"""A size and a family of formulas."""
_READ_BY_NAME = ("font.style", "font.variant", "font.weight", "font.stretch")
"""The settings that decide which font a mere name finds."""
_SEVERAL = frozenset(",-\\")
"""What is in a name that is more than one (fontconfig patterns: other families, a size)."""
_FONTS_KEPT = 64
"""As many as matplotlib keeps."""
FIRST_CJK = 0x2E80
"""The first code point of the CJK blocks; below it matplotlib's own fonts serve mathtext."""


def install_fonts(fonts_toml: Path) -> None:
    """Make matplotlib know exactly its bundled fonts and those that `fonts_toml` names.

    To be called once, in the process that programs are forked from, best before `matplotlib.pyplot` is
    imported: matplotlib then skips its own scan of the system. Fonts that a program adds with `addfont` keep
    working. Leaves no file behind. AFM fonts, which only the PostScript and PDF backends use, are left out.

    Args:
        fonts_toml: The table of fallback fonts, in order of preference.

    Raises:
        FileNotFoundError: A font file that the table names is not installed.
    """
    rows = tomllib.loads(fonts_toml.read_text(encoding="utf-8"))["fallback"]
    fallbacks = [_font_path(row) for row in rows]
    aliases = [name for row in rows for name in row["aliases"]]
    font_manager: Any = _import_without_scan()
    manager = font_manager.fontManager

    def fill(**_: object) -> Any:
        manager.afmlist, manager.ttflist = [], []
        for path in [*_bundled_fonts(), *fallbacks]:
            manager.addfont(path)
        regular = next(font for font in manager.ttflist if Path(font.fname).name == "DejaVuSans.ttf")
        manager.ttflist += [dataclasses.replace(regular, name=name) for name in aliases]
        return manager

    fill()
    manager.__class__ = _manager_class(font_manager, fallbacks, frozenset(map(str.lower, aliases)))
    font_manager._load_fontmanager = fill  # what matplotlib calls when a listed file has gone
    font_manager.X11FontDirectories.clear()
    font_manager._get_fontconfig_fonts = list
    font_manager._get_font = _open_fonts_from_memory()
    _extend_mathtext(fallbacks)


def _font_path(row: dict[str, str]) -> str:
    spec = find_spec(row["package"])
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0] if folders else row["package"], row["file"])
    if not path.is_file():
        raise FileNotFoundError(f"font {row['family']}: {path} is missing; install requirements.txt")
    return str(path.resolve())


def _bundled_fonts() -> list[str]:
    import matplotlib

    return [str(path) for path in sorted(Path(matplotlib.get_data_path(), "fonts", "ttf").glob("*.ttf"))]


def _import_without_scan() -> ModuleType:
    """Import `matplotlib.font_manager`, handing it an empty list so that it does not scan the system."""
    import matplotlib

    empty = {
        "__class__": "FontManager",
        "_version": FONT_LIST_VERSION,
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": DEFAULT_FAMILY, "afm": "Helvetica"},
        "afmlist": [],
        "ttflist": [],
    }
    with tempfile.TemporaryDirectory(prefix="fonts-") as folder:
        Path(folder, f"fontlist-v{FONT_LIST_VERSION}.json").write_text(json.dumps(empty), encoding="ascii")
        with patch.object(matplotlib, "get_cachedir", lambda: folder):
            import matplotlib.font_manager
    return matplotlib.font_manager


def _manager_class(font_manager: Any, fallbacks: list[str], aliases: frozenset[str]) -> type:
    """Return matplotlib's manager class with our aliases and fallbacks.

    The one manager changes its class instead of being replaced, because other modules hold it. A search asks every
    font, so what was found is kept, and under nothing that does not decide it: not the size, since all fonts are
    scalable, not the family of formulas, and settings only as far as the search reads them.
    """
    from matplotlib import rcParams

    setting: Any = rcParams.__getitem__

    def resolve(families: list[str]) -> list[str]:
        return [DEFAULT_FAMILY if name.lower() in aliases else name for name in families]

    generic = font_manager.font_family_aliases
    kept = font_manager.FontManager._findfont_cached

    def find(self: Any, prop: Any, fontext: str, directory: Any, default: bool, rebuild: bool, settings: Any) -> Any:
        if isinstance(prop, str):
            name = prop.partition(":")[0].lower()
            if name not in generic and _SEVERAL.isdisjoint(name):
                settings = tuple(map(setting, _READ_BY_NAME))
        else:
            if generic.isdisjoint(map(str.lower, prop.get_family())):
                settings = ()
            if (prop.get_size(), prop.get_math_fontfamily()) != _ANY:
                prop = prop.copy()
                prop._size, prop._math_fontfamily = _ANY
        return kept(self, prop, fontext, directory, default, rebuild, settings)

    setattr(find, "cache_clear", kept.cache_clear)  # noqa: B010 - what `addfont` calls

    class FontManager(font_manager.FontManager):  # type: ignore[misc]
        _findfont_cached = find

        @staticmethod
        def _expand_aliases(family: str) -> list[str]:
            return resolve(font_manager.FontManager._expand_aliases(family))

        def findfont(self, prop: Any, *args: Any, **kwargs: Any) -> Any:
            prop = font_manager.FontProperties._from_any(prop)
            families = resolve(prop.get_family())
            if families != prop.get_family():
                prop = prop.copy()
                prop.set_family(families)
            return super().findfont(prop, *args, **kwargs)

        def _find_fonts_by_props(self, prop: Any, fontext: str = "ttf", *args: Any, **kwargs: Any) -> list[str]:
            found: list[str] = super()._find_fonts_by_props(prop, fontext, *args, **kwargs)
            tail = [self.findfont(DEFAULT_FAMILY), *fallbacks] if fontext == "ttf" else []
            return list(dict.fromkeys([*found, *tail]))

    return FontManager


class _FontFile:
    """A file in memory, with a position of its own; its text is its path, which the vector backends ask for."""

    def __init__(self, path: str, content: mmap.mmap) -> None:
        self._path, self._content, self._position = path, content, 0

    def __str__(self) -> str:
        return self._path

    def read(self, size: int = -1) -> bytes:
        end = len(self._content) if size < 0 else self._position + size
        data = self._content[self._position : end]
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: len(self._content)}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position


def _open_fonts_from_memory() -> Callable[..., Any]:
    """Return matplotlib's `_get_font` with opened fonts that survive a fork.

    matplotlib forgets its fonts after a fork, because processes that share an open file would move each other's
    position in it. Fonts in memory share nothing, so every program finds them open. The large fallback fonts are opened
    once for all that fall back on them: their size is set anew for every text.
    """
    from matplotlib import ft2font

    font_class: Any = ft2font.FT2Font
    contents: dict[str, mmap.mmap] = {}

    def open_font(path: str, hinting_factor: int, **options: Any) -> Any:
        if path not in contents:
            with open(path, "rb") as file:
                contents[path] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return font_class(_FontFile(path, contents[path]), hinting_factor, **options)

    @functools.lru_cache(_FONTS_KEPT)
    def fallback(path: str, hinting_factor: int, kerning_factor: int, thread_id: int) -> Any:
        return open_font(path, hinting_factor, _kerning_factor=kerning_factor)

    @functools.lru_cache(_FONTS_KEPT)
    def get_font(paths: tuple[str, ...], hinting_factor: int, *, _kerning_factor: int, thread_id: int) -> Any:
        others = [fallback(path, hinting_factor, _kerning_factor, thread_id) for path in paths[1:]]
        return open_font(paths[0], hinting_factor, _fallback_list=others, _kerning_factor=_kerning_factor)

    return get_font


def _extend_mathtext(fallbacks: list[str]) -> None:
    """Let mathtext, which falls back for symbols only, draw CJK characters and emoji."""
    from matplotlib import _mathtext, font_manager

    def extended(original: Callable[..., Any]) -> Callable[..., Any]:
        def get_glyph(self: Any, fontname: str, font_class: str, sym: str) -> Any:
            if len(sym) == 1 and ord(sym) >= FIRST_CJK:
                own = self._get_font(fontname)
                if own is None or not own.get_char_index(ord(sym)):
                    for font in map(font_manager.get_font, fallbacks):
                        if font.get_char_index(ord(sym)):
                            return font, ord(sym), False
            return original(self, fontname, font_class, sym)

        return get_glyph

    for fonts in (_mathtext.UnicodeFonts, _mathtext.BakomaFonts):
        fonts._get_glyph = extended(fonts._get_glyph)  # type: ignore[method-assign]
