"""Equivalents and corruptions of any matplotlib program: text to text, never run here."""

from stem2code_eval.synth.perturb.corruptions import CORRUPTIONS, corruptions
from stem2code_eval.synth.perturb.equivalents import EQUIVALENTS, equivalents
from stem2code_eval.synth.perturb.variant import GRADES, Variant

__all__ = ["CORRUPTIONS", "EQUIVALENTS", "GRADES", "Variant", "corruptions", "equivalents"]
