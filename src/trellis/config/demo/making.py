"""Makes the example company: who may have one, who writes it down, and in which transactions."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from random import Random
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.config.demo.chapters import Act, Story, chapters
from trellis.config.demo.growing import Growing, Wish
from trellis.config.demo.living import Living
from trellis.config.demo.names import DOMAIN
from trellis.config.demo.shape import DIRECTOR, GENERALIST, PARTNERS, TEACHING, Shape, shape_of
from trellis.config.demo.steps import Hired, TookDuty
from trellis.core.queries import account_by_email
from trellis.core.rules import Access
from trellis.core.services import accounts, runs
from trellis.handbook.errors import TrellisError
from trellis.people import terms
from trellis.people.queries import examples
from trellis.people.rules import Account, Person
from trellis.people.services.organising import Memory, in_bulk

MAKER = f"example-company@{DOMAIN}"
"""Whose account writes the company down; it is closed as soon as that is done."""
MANY = 1000
"""From so many people on, more steps go into one transaction: few enough that a page waits for none."""


class DemoError(TrellisError):
    """The example company cannot be made here."""

    code = "demo"


class Doing(Protocol):
    """What the work is done in: a job, or a command."""

    def step(self, *, done: int | None = None) -> AbstractContextManager[Any]:
        """A transaction."""
        ...

    def report(self, *, done: int | None = None, total: int | None = None, says: str = "") -> None:
        """Tell how far it is."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: how many people and steps there are, and how many of the steps were done this time."""

    people: int
    steps: int
    done: int


def make(wish: Wish, *, owner: Account, doing: Doing, again: bool = False) -> Made:
    """Have the example company there; what is there already is left as it is. With `again`, beside another one.

    Raises DemoError where real people are employed here, or another example company is, and where the handbook has not
    what the company needs.
    """
    key = f"demo{' again' if again else ''} {wish.name}"
    check(key, again=again)
    shape = _shape()
    prefix = f"{zlib.crc32(wish.name.encode()):X}-" if again else "OS-"
    steps = tuple(Growing(wish, shape, prefix).steps())
    if again:  # the departments have their heads and partners already
        steps = tuple(each for each in steps if not isinstance(each, TookDuty))
    work = _Work(key, doing, AT_ONCE_OF_MANY if wish.people >= MANY else AT_ONCE)
    doing.report(done=0, total=len(steps), says=_("Making up the example company"))
    if not work.is_finished:
        maker = _maker(owner)
        living = Living(wish.name, maker)
        work.do("", [partial(living.do, step) for step in steps])
        for chapter in chapters():
            story = Story(wish, steps, living, Random(f"{wish.seed} {chapter.name}"))  # noqa: S311 - no secret
            work.do(chapter.name, chapter.write(story))
        with doing.step(done=len(steps)):
            _let_sign_in(maker)
            work.finish()
        accounts.close(account=maker, by=owner)
    return Made(
        sum(1 for each in steps if isinstance(each, Hired) and each.who is not None), len(steps), work.done
    )


AT_ONCE, AT_ONCE_OF_MANY = 25, 200


def check(key: str, *, again: bool) -> None:
    """Whether an example company may be made here. Raises DemoError."""
    real = examples.real_employments()
    if real:
        raise DemoError(
            _("%(count)d people are employed here who were not made up.") % {"count": real},
            hint=_(
                "Make the example company in an empty place: TRELLIS_DATA and TRELLIS_DATABASE say where."
            ),
        )
    if examples.example_employments() and not again and not runs.is_done(f"{key} 0"):
        raise DemoError(
            _("There is an example company here already, made with other words or on another day."),
            hint=_("Nothing of it is replaced. --again makes another beside it; an empty place has neither."),
        )


class _Work:
    """The acts, so many in a transaction, each of which is done once, whoever is cut off."""

    def __init__(self, key: str, doing: Doing, size: int) -> None:
        self.key, self.doing, self.size, self.done = key, doing, size, 0
        self._memory = Memory()

    @property
    def is_finished(self) -> bool:
        """Whether all of it was done before."""
        return runs.is_done(f"{self.key} finished")

    def finish(self) -> None:
        """Note that all of it is done."""
        runs.claim(f"{self.key} finished")

    def do(self, chapter: str, acts: Iterator[Act] | Sequence[Act]) -> None:
        """Do acts in order, but for those that were done before."""
        at, rest = 0, iter(acts)
        while part := list(islice(rest, self.size)):
            name = " ".join(filter(None, (self.key, chapter, str(at))))
            at += len(part)
            if not runs.is_done(name):
                self._do(name, part, at if not chapter else None)

    def _do(self, name: str, part: list[Act], done: int | None) -> None:
        with self.doing.step(done=done), in_bulk(self._memory):
            # Within the lock: another process may just have done the same.
            if not runs.claim(name):
                return
            for act in part:
                act()
        self.done += len(part)
        self.doing.report(done=done)


def _shape() -> Shape:
    departments = terms.all_departments().by_name
    heads = {name: each.head for name, each in departments.items()}
    shape = shape_of(terms.graph(), heads, {name: each.cost_centre for name, each in departments.items()})
    lacking = shape.lacking()
    if lacking:
        raise DemoError(
            _("This handbook is not that of the example company: it has no %(what)s.")
            % {"what": ", ".join(lacking)},
            hint=_("Leave --handbook and TRELLIS_HANDBOOK out."),
        )
    return shape


def _maker(owner: Account) -> Account:
    """The account that writes it all down, in roles that keep all of it; nobody has hired it yet."""
    with transaction.atomic():
        found = account_by_email(MAKER)
        if found is None:
            accounts.invite(
                email=MAKER,
                name="Example company",
                access=Access.ADMINISTRATOR,
                titles=[GENERALIST, PARTNERS[1], DIRECTOR, TEACHING[0]],
                by=owner,
            )
        elif not found.is_active:
            accounts.reopen(account=found, by=owner)
        made = account_by_email(MAKER)
    assert made is not None
    return made


def guests() -> list[Person]:
    """Those who can sign in: a people generalist, a manager, one of the manager's team, and whoever writes courses."""
    found: list[Person] = []
    generalist, pair = examples.holder_of(PARTNERS), examples.leader_of_a_team()
    for person in (generalist, *(pair or ()), examples.holder_of(TEACHING)):
        if person is not None and person not in found:
            found.append(person)
    return found


def _let_sign_in(maker: Account) -> None:
    living = Living("", maker)
    for person in guests():
        living.account(person)
