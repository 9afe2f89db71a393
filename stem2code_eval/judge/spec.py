"""What is judged, by whom and how often, as the manifest of a run holds it; and the keys of votes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stem2code_eval.hashing import sha256_json
from stem2code_eval.judge.rubric import KIND_OF, Kind, Rubric

JUDGING_VERSION = 1
"""Raised with every change here that can move a judge's score: what judges are shown, how votes are combined."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote that is to be had."""

    judge: int
    """Which judge of the panel, from 0."""
    number: int
    """Which of its votes, from 0."""
    swapped: bool
    """The candidate is shown first."""


@dataclass(frozen=True, slots=True)
class JudgeSpec:
    """How one metric is judged."""

    metric: str
    """`image_score` or `code_score`."""
    names: tuple[str, ...]
    """The judges of the panel, as the user wrote them."""
    identities: tuple[Mapping[str, Any], ...]
    """What can change their answers, as their backends say it."""
    rubric: Rubric
    """What they are asked."""
    votes: int
    """Of each judge, at least 1."""
    version: int = JUDGING_VERSION

    @property
    def kind(self) -> Kind:
        """Of the judges."""
        return KIND_OF[self.metric]

    def ballots(self) -> Iterator[Ballot]:
        """Yield every vote: each second one of a judge is swapped, where the rubric allows it."""
        for judge in range(len(self.names)):
            for number in range(self.votes):
                yield Ballot(judge, number, self.rubric.can_swap and number % 2 == 1)

    def vote_key(self, ballot: Ballot, pair_hash: str) -> str:
        """Return the key of a vote: a hash of everything that can change it."""
        return sha256_json(
            {
                "stage": "judge",
                "version": self.version,
                "kind": self.kind,
                "judge": dict(self.identities[ballot.judge]),
                "rubric": self.rubric.hash,
                "pair": pair_hash,
                "vote": ballot.number,
                "swapped": ballot.swapped,
            }
        )

    def to_json(self) -> dict[str, Any]:
        """Return the spec as the manifest holds it."""
        return {
            "panel": [
                {"name": name, "identity": dict(identity)}
                for name, identity in zip(self.names, self.identities, strict=True)
            ],
            "prompt_hash": self.rubric.hash,
            "rubric": self.rubric.model_dump(),
            "votes": self.votes,
            "version": self.version,
        }

    @classmethod
    def from_json(cls, metric: str, value: Mapping[str, Any]) -> "JudgeSpec":
        """Return the spec of a manifest.

        Raises:
            KeyError, ValueError: the manifest was not written by `to_json`.
        """
        return cls(
            metric=metric,
            names=tuple(judge["name"] for judge in value["panel"]),
            identities=tuple(judge["identity"] for judge in value["panel"]),
            rubric=Rubric.model_validate(value["rubric"]),
            votes=value["votes"],
            version=value["version"],
        )
