"""The arena of each sandbox, made once for all tests that look at what happened in it."""

import pytest
from arena import Arena, render_everything

from stem2code_eval.render.choose import ORDER


@pytest.fixture(scope="session", params=ORDER)
def arena(request: pytest.FixtureRequest) -> Arena:
    """Every program in one sandbox after the other."""
    return render_everything(request.param)
