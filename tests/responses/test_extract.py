"""Every rule of extraction, a row each; the rows are in `cases_*.py`."""

import pytest
from cases_choice import CASES as CHOICE_CASES
from cases_fences import CASES as FENCE_CASES
from cases_wrappings import CASES as WRAPPING_CASES
from extraction_cases import Case

from stem2code_eval.outcomes import Outcome
from stem2code_eval.responses.extract import Extraction, extract_program

CASES = [*FENCE_CASES, *CHOICE_CASES, *WRAPPING_CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    program, outcome = (None, case.expected) if isinstance(case.expected, Outcome) else (case.expected, None)
    assert extract_program(case.text, case.finish_reason) == Extraction(program, outcome, case.rule)


def test_names_of_cases_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
