"""The made-up history by itself: the same from the same seed, in order, and with lines that hold."""

from datetime import date

import pytest
from click.testing import CliRunner

from trellis.config import commands
from trellis.config.demo import shape as shapes
from trellis.config.demo.growing import Growing, Wish
from trellis.config.demo.steps import Changed, Hired, Left, Planned
from trellis.config.places import EXAMPLE

UNTIL = date(2026, 11, 21)


def grown(shape, people=60, years=5, seed=7, until=UNTIL):
    made = Growing(Wish(people, years, seed, until), shape)
    return made, list(made.steps())


def test_one_seed_gives_one_history_and_another_another(shape):
    assert grown(shape)[1] == grown(shape)[1]
    assert grown(shape)[1] != grown(shape, seed=8)[1]


@pytest.mark.parametrize(
    ("people", "years", "seed"), [(5, 1, 1), (12, 2, 3), (60, 5, 7), (300, 5, 2), (61, 7, 99)]
)
def test_as_many_are_there_at_last_as_were_wished_for(shape, people, years, seed):
    made, _steps = grown(shape, people, years, seed)

    assert len(made.company.here) == people


@pytest.mark.parametrize(
    "until", [date(2026, 11, 21), date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 1)]
)
def test_steps_come_in_the_order_of_their_days(shape, until):
    _made, steps = grown(shape, until=until)

    days = [each.day for each in steps if not isinstance(each, Planned)]
    assert days == sorted(days)
    assert any(day > until for day in days)  # something is planned


def test_whoever_manages_stands_above_in_the_role_graph(shape):
    made, _steps = grown(shape, 300)
    here = made.company.here

    assert all(here[each.manager].role.title in each.role.above for each in here.values() if each.manager)
    assert [each.role.title for each in here.values() if each.manager is None] == [shapes.CHIEF]


def test_teams_part_before_they_are_too_large(shape):
    made, _steps = grown(shape, 300)
    sizes = [
        len(team) for person, team in made.company.reports.items() if team and person in made.company.here
    ]

    assert max(sizes) <= shapes.SPAN
    assert sum(size >= 4 for size in sizes) > 0.75 * len(sizes)


def test_departments_are_as_large_as_the_page_on_structure_says(shape):
    page = (EXAMPLE / "company/structure.md").read_text(encoding="utf-8")
    weights = shapes.WEIGHTS

    assert f"| {weights['operations'] + weights['it']} |" in page
    assert f"| {weights['engineering'] + weights['product']} |" in page
    assert f"| {weights['sales'] + weights['marketing'] + weights['education']} |" in page
    assert f"| {weights['people']} |" in page
    assert f"| {weights['finance']} |" in page
    sizes = grown(shape, 300)[0].company.sizes
    assert all(abs(sizes[name] - weight) <= 3 for name, weight in weights.items())


@pytest.mark.parametrize(("people", "years", "seed"), [(60, 5, 7), (1500, 3, 7), (2000, 5, 1)])
def test_nobody_is_put_below_somebody_who_has_not_come_or_has_left(shape, people, years, seed):
    here = set()
    for each in grown(shape, people, years, seed)[1]:
        if isinstance(each, Hired | Changed):
            assert each.facts.get("manager") in {None, *here}, each
        if isinstance(each, Hired):
            here.add(each.person)
        elif isinstance(each, Left) and each.day <= UNTIL:
            assert each.successor in {None, *here}, each
            here.discard(each.person)


def test_nobody_has_the_address_of_another(shape):
    _made, steps = grown(shape, 300)
    addresses = [each.who.email for each in steps if isinstance(each, Hired) and each.who is not None]

    assert len(set(addresses)) == len(addresses)
    assert all(each.endswith("@overspan.example") for each in addresses)


def test_a_handbook_without_its_roles_is_told(shape):
    assert {shapes.CHIEF, shapes.GENERALIST} <= set(shapes.Shape({}).lacking())
    assert shape.lacking() == []


@pytest.mark.parametrize("words", [["--people", "2"], ["--until", "soon"], ["--years", "0"]])
def test_the_command_refuses_what_cannot_be_meant(words):
    assert CliRunner().invoke(commands.demo, words).exit_code == 2
