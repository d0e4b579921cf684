import pytest

from trellis.assessments.definitions import codes
from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it_once(code):
    assert len(found_in(code.bad, code, KINDS)) == 1


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []
