"""The four ways in which an entry's scores may have come about, as readers are told."""

from dataclasses import dataclass

from stem2code_eval.board.entry import Badge


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a badge says."""

    name: str
    said: str


BADGES: dict[Badge, Meaning] = {
    "re_run": Meaning(
        "re-run", "The model was asked again by somebody else, and the scores agreed within what chance allows."
    ),
    "re_rendered": Meaning(
        "re-rendered",
        "The submitted answers were taken apart, drawn and scored again, and every number agreed. That the model gave "
        "these answers is the submitter's word.",
    ),
    "self_reported": Meaning("self-reported", "The submitter's numbers. Nobody has drawn or scored the answers again."),
    "published": Meaning(
        "published", "Copied from a publication as a reference. Not measured with this software, and never ranked."
    ),
}
"""The most trustworthy first."""
