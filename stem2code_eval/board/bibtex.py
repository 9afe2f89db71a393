"""How to cite the publications whose rows are shown, and this software."""

from collections.abc import Iterable

from stem2code_eval import __version__
from stem2code_eval.board.entry import Publication

_AUTHORS = {
    "2603.10757": (
        "Guan, Tongkun and Yang, Zhibo and Wan, Jianqiang and Yang, Mingkun and Guo, Zhengtao and Hu, Zijian and "
        "Luo, Ruilin and Chen, Ruize and Jiang, Songtao and Wang, Peng and Shen, Wei and Lin, Junyang and "
        "Yang, Xiaokang"
    ),
}
"""As arXiv lists them; an entry names its publication by number and title alone."""
_SPECIAL = {each: f"\\{each}" for each in "&%$#_{}"} | {"\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}"}


def cite(source: Publication) -> str:
    """Return the BibTeX entry of a publication on arXiv; the year is that of its number."""
    authors = _AUTHORS.get(source.arxiv)
    fields = {
        "title": f"{{{_plain(source.title)}}}",
        **({"author": authors} if authors else {}),
        "year": f"20{source.arxiv[:2]}",
        "eprint": source.arxiv,
        "archivePrefix": "arXiv",
        "note": f"Version {source.version}",
    }
    return _entry("misc", f"arxiv{source.arxiv.replace('.', '_')}", fields)


def bibliography(sources: Iterable[Publication]) -> str:
    """Return the entries of all publications, each once, and of this software."""
    known = {source.arxiv: source for source in sources}
    software = {
        "title": "{stem2code-eval: does a vision-language model really see a STEM figure?}",
        "author": "{The stem2code-eval contributors}",
        "note": f"Version {__version__}",
    }
    return "\n".join([*(cite(known[each]) for each in sorted(known)), _entry("software", "stem2code_eval", software)])


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _plain(text: str) -> str:
    """Return text in which nothing is a command of TeX."""
    return "".join(_SPECIAL.get(each, each) for each in " ".join(text.split()))
