"""`performance.yml`: what it says, what is reported, what counts without it."""

import pytest

from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled
from trellis.performance import terms
from trellis.performance.definitions import codes
from trellis.performance.definitions.states import OPEN, OVER, WHEN, Deed, State, can
from trellis.performance.definitions.support import NAME, Support
from trellis.performance.tests.conftest import PERFORMANCE

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it_and_the_good_one_does_not(code):
    assert found_in(code.bad, code, KINDS) != []
    assert found_in(code.good, code, KINDS) == []


def test_the_file_says_how_people_are_supported():
    made = compiled({"performance.yml": PERFORMANCE, "index.md": "# Home\n"})
    found = made.assembled[NAME]

    assert made.diagnostics_of("performance.yml") == ()
    assert (found.weeks.least, found.weeks.most, found.extensions, found.check_in_every) == (2, 4, 1, 7)
    assert [each.agreed_by for each in found.stages.values()] == ["nobody", "people-partner"]


def test_without_a_file_people_are_supported_as_usual(serve):
    assert compiled({"index.md": "# Home\n"}).assembled[NAME] == Support()


def test_a_stage_that_the_handbook_has_no_more_still_needs_agreement(handbook):
    assert not terms.needs_agreement("coaching")
    assert terms.needs_agreement("gone")
    assert terms.stage_title("gone") == "gone"
    assert terms.guidance("plan") == "/handbook/"


def test_nothing_is_done_with_a_plan_that_is_over():
    assert set(OPEN) | set(OVER) == set(State)
    assert set(WHEN) == set(Deed)
    assert not any(can(deed, state) for deed in Deed for state in OVER)
