"""`trellis demo` at a terminal: makes the example company in the name of the owner, and says how to sign in to it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import click

from trellis.config import example
from trellis.config.serving import SETTINGS

TELL_EACH = 2.0
"""Seconds between two lines of progress."""


class Telling:
    """Steps that are committed, and progress that is printed."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._total, self._began, self._told = quiet, 0, time.monotonic(), time.monotonic()
        self._first: int | None = None

    @contextmanager
    def step(self, *, done: int | None = None) -> Iterator[None]:
        """A part that is committed as a whole."""
        from django.db import transaction

        with transaction.atomic():
            yield

    def report(self, *, done: int | None = None, total: int | None = None, says: str = "") -> None:
        """Say how far it is, now and then."""
        self._total = total or self._total
        now = time.monotonic()
        if self._quiet or not done or now - self._told < TELL_EACH:
            return
        if self._first is None:
            self._first = done
        self._told = now
        rate = (done - self._first) / max(now - self._began, 0.1)
        click.echo(f"{done:,} of {self._total:,} things have happened, {rate:,.0f} a second.")


def run(
    handbook: Sequence[str], *, people: int, years: int, seed: int, until: date | None, again: bool, sign_in: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Make the company and print what came of it. Starts Django; raises TrellisError where it cannot be made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if handbook:
        os.environ["TRELLIS_HANDBOOK"] = "\n".join(handbook)
    import django  # takes longer than all of `trellis --help`
    from django.conf import settings

    if not os.environ.get("TRELLIS_HANDBOOK"):
        settings.TRELLIS_HANDBOOK = [str(example.prepare(settings.TRELLIS_DATA))]
    django.setup()
    from trellis.config import preparing
    from trellis.config.demo.growing import Wish
    from trellis.config.demo.making import DemoError, make
    from trellis.people.days import today
    from trellis.people.queries import examples

    with preparing.alone():
        preparing.migrate()
        owner = preparing.owner()
    day = until or today()
    if day > today():
        raise DemoError(f"{day} lies ahead.", hint="The history ends today at the latest.")
    if sign_in and not again and examples.examples_with_account():
        # Whoever asks how to come in need not say again how large the company was, or on which day it was made.
        _print(["The example company is here already; nothing was changed.", *sign_in_lines()])
        return 0
    began = time.monotonic()
    made = make(Wish(people, years, seed, day), owner=owner, doing=Telling(quiet=quiet), again=again)
    took = time.monotonic() - began
    if made.done:
        click.echo(
            f"{made.people:,} people over {years} years: {made.done:,} things happened in {took:,.0f} s,"
            f" {made.people / max(took, 0.1):,.0f} people a second."
        )
    else:
        click.echo("This company was here already; nothing was changed.")
    if sign_in:
        _print(sign_in_lines())
    return 0


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def sign_in_lines() -> list[str]:
    """A fresh sign-in link for each made-up person who can sign in, with who they are."""
    from django.conf import settings
    from django.urls import reverse

    from trellis.config.demo.making import guests
    from trellis.core.services import links
    from trellis.people.days import today
    from trellis.people.queries import directory, examples

    lines = []
    there = {each.person_id: each for each in examples.examples_with_account()}
    for account in (there[each.pk] for each in guests() if each.pk in there):
        token = links.create_sign_in_link(account=account, by=account).token  # by=owner would tell them so
        position = directory.position_on(account.person, today()) if account.person is not None else None
        path = reverse("core:redeem", args=[token])
        title = position.title if position is not None else "gone"
        lines.append(f"{account.name}, {title}: {settings.TRELLIS_ADDRESS.rstrip('/')}{path}")
    return (
        [*lines, "(each works once, for a quarter of an hour)"]
        if lines
        else ["Nobody of the company can sign in."]
    )
