"""Response text to program: what a careful reader would take out of a model's answer."""

from stem2code_eval.responses.answer import fenced_answer
from stem2code_eval.responses.extract import Extraction, extract_program

__all__ = ["Extraction", "extract_program", "fenced_answer"]
