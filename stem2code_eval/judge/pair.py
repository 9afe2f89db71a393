"""What is put before a judge: two pictures, or two programs, as it will see them."""

from dataclasses import dataclass
from functools import cached_property

from stem2code_eval.hashing import sha256_bytes, sha256_json, sha256_text
from stem2code_eval.judge.strip import Shown, shown_to_judges
from stem2code_eval.models.protocol import Picture


@dataclass(frozen=True)
class ImagePair:
    """Two encoded pictures, as they are sent."""

    reference: Picture
    candidate: Picture

    @cached_property
    def hash(self) -> str:
        """Of both pictures' bytes."""
        return image_pair_hash(sha256_bytes(self.reference.data), sha256_bytes(self.candidate.data))


@dataclass(frozen=True)
class CodePair:
    """Two programs, already without what judges do not see."""

    reference: Shown
    candidate: Shown

    @cached_property
    def hash(self) -> str:
        """Of both texts as they are shown."""
        shown = [[each.cut, sha256_text(each.text)] for each in (self.reference, self.candidate)]
        return sha256_json(["code", *shown])


Pair = ImagePair | CodePair


def image_pair_hash(reference_sha256: str, candidate_sha256: str) -> str:
    """Return the hash of two pictures of which only the hashes of their bytes are at hand."""
    return sha256_json(["image", reference_sha256, candidate_sha256])


def code_pair(reference: str, candidate: str) -> CodePair:
    """Return two programs as a judge sees them."""
    return CodePair(shown_to_judges(reference), shown_to_judges(candidate))
