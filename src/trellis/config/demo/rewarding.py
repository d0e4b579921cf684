"""What the made-up people get beside their pay: bonuses for what they did, and for a higher role filled for a time.

All of it is about the team of the manager who can sign in, so that something waits on them and something is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from trellis.compensation import terms
from trellis.compensation.services import bonuses, interim
from trellis.compensation.services.errors import PayError
from trellis.config.demo.advancing import next_title
from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.shape import PARTNERS, TEACHING
from trellis.core.rules import Account, Person
from trellis.people.queries import directory, examples

MATES = 2
"""How many of the team have an account beside its first."""


@dataclass(frozen=True, slots=True)
class Praise:
    """Who nominates whom, of `_people`, for what; whether it is decided by now."""

    by: int
    nominee: int
    reason: str
    is_decided: bool


BONUSES = (
    Praise(
        0, 1,
        "Found out why the night readings of three bridges drifted, and fixed the cause. It helped the whole team, "
        "which no longer repeats them. It shows that we measure first.", True,
    ),
    Praise(
        3, 2,
        "Wrote the guide for new colleagues that nobody had asked for. Everybody who came this year has used it. It "
        "shows that we write things down.", True,
    ),
    Praise(
        1, 3,
        "Took over two visits in a week in which half of us were ill. Two customers got their reports on the day. It "
        "shows that we carry the load together.", False,
    ),
)  # fmt: skip
FILLED = ((-75, -10, True), (-20, 45, False))
"""From and until how many days from the last one a higher role is filled; whether it is decided."""
WHY = "Stands in for a colleague who is away, and does all of their work."


def write(story: Story) -> Iterator[Act]:
    """An act for all nominations and one for all roles that are filled; none where nobody leads a team."""
    pair = examples.leader_of_a_team()
    if pair is None or not story.living.knows(pair[0]):
        return
    yield partial(_reward, story)
    yield partial(_stand_in, story)


def _reward(story: Story) -> None:
    pair = examples.leader_of_a_team()
    people = _people(story, *pair) if pair is not None else []
    values = terms.compensation().bonus.values
    for number, praise in enumerate(BONUSES):
        if max(praise.by, praise.nominee) < len(people):
            value = values[number % len(values)] if values else ""
            _nominate(story, praise, [story.living.account(each) for each in people], value)


def _stand_in(story: Story) -> None:
    pair, until = examples.leader_of_a_team(), story.wish.until
    if pair is None:
        return
    team = directory.reports_on(pair[0], until).select_related("person").order_by("employment__number")
    growing = [each.person for each in team if next_title(each.title) is not None]
    for person, (begins, ends, is_decided) in zip(growing, FILLED, strict=False):
        days = (until + timedelta(days=begins), until + timedelta(days=ends))
        _fill(story, person, story.living.account(pair[0]), days, is_decided=is_decided)


def _people(story: Story, manager: Person, first: Person) -> list[Person]:
    """Somebody of another team, then the first of the team and a few more of it."""
    outside = examples.holder_of(TEACHING) or examples.holder_of(PARTNERS) or first
    team = directory.reports_on(manager, story.wish.until).order_by("employment__number")
    mates = [each.person for each in team.select_related("person") if each.person_id != first.pk]
    return [outside, first, *mates[:MATES]]


def _nominate(story: Story, praise: Praise, accounts: list[Account], value: str) -> None:
    nominee = accounts[praise.nominee].person
    assert nominee is not None
    with suppress(PayError):  # who came lately is not nominated yet
        made = bonuses.nominate(nominee=nominee, reason=praise.reason, value=value, by=accounts[praise.by])
        if praise.is_decided:
            story.living.approve(made.approval)


def _fill(story: Story, person: Person, by: Account, days: tuple[date, date], *, is_decided: bool) -> None:
    position = directory.position_on(person, days[0])
    title = next_title(position.title) if position is not None else None
    if position is None or title is None:
        return
    story.living.account(person)  # without one, nobody can tell who their manager is
    with suppress(PayError):  # paid in a currency without a rate, say
        made = interim.ask(
            employment=position.employment, title=title, starts_on=days[0], ends_on=days[1], reason=WHY, by=by
        )
        if is_decided:
            story.living.approve(made.approval)
