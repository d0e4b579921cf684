import pytest

from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import Facts
from trellis.policies.definitions import codes
from trellis.policies.definitions.policies import NAME
from trellis.policies.tests.conftest import CONDUCT, LAPTOPS, LAPTOPS_TEXT, POLICIES

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", [*codes.CODES, *of_people.AUDIENCES], ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def test_a_page_says_who_reads_it_by_when_and_how_often():
    found = compiled(POLICIES).assembled[NAME].by_path[LAPTOPS]

    assert (found.title, found.owner) == ("Laptops", "Manager, IT")
    ask = found.acknowledge
    assert (ask.days, ask.in_working_days, ask.after_hire, ask.again) == (14, False, True, "yearly")


def test_a_variant_counts_in_the_place_of_the_policy_for_its_audience():
    text = LAPTOPS_TEXT.replace("policy:\n", f"policy:\n  variant-of: {CONDUCT}\n")
    found = compiled({**POLICIES, LAPTOPS: text}).assembled[NAME]
    in_it, elsewhere = Facts(departments=frozenset({"it"})), Facts(departments=frozenset({"people"}))

    assert [found.asks(CONDUCT, in_it), found.asks(LAPTOPS, in_it)] == [False, True]
    assert [found.asks(CONDUCT, elsewhere), found.asks(LAPTOPS, elsewhere)] == [True, False]


def test_a_page_that_cannot_be_read_as_a_policy_is_reported_and_asks_nobody():
    made = compiled(
        {**POLICIES, CONDUCT: "---\ntitle: X\npolicy: {acknowledge: {due: soon}}\n---\n\nText.\n"}
    )

    assert list(made.assembled[NAME].by_path) in ([LAPTOPS], [CONDUCT, LAPTOPS])
    assert [each.path for each in made.assembled[NAME].asking()] == [LAPTOPS]
    assert any(each.path == CONDUCT for each in made.diagnostics)
