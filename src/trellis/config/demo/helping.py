"""Delicate matters of the made-up people, and questions asked in confidence: for those who handle cases alone.

They are as invented as the people: an illness, a conflict, a move. Whoever may not see a case finds nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from trellis.cases import rules, terms
from trellis.cases.services import opening, writing
from trellis.cases.services.errors import CaseError
from trellis.cases.services.opening import Involved
from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.shape import EXECUTIVES, PARTNERS
from trellis.config.demo.studying import named
from trellis.core.rules import Account, Person
from trellis.people.queries import directory, examples
from trellis.people.queries.directory import Wanted


@dataclass(frozen=True, slots=True)
class Matter:
    """A case: of which type, what it is called, its notes, whether a decision let it go on, and how it ended."""

    type: str
    title: str
    notes: tuple[str, ...]
    decision: str = ""
    outcome: str = ""
    has_witness: bool = False


MATTERS = (
    Matter(
        "conflict", "Two people who no longer speak with each other",
        ("She says that her readings were changed without a word. Since then they write to each other through others.",
         "He did not know that they were hers. He would talk, with somebody between them."),
        has_witness=True,
    ),
    Matter(
        "sickness", "Back after an operation",
        ("Was operated on the knee and will be away for some eight weeks. Wants to begin with half days, at a desk.",),
        decision="Begins with four hours a day for three weeks, without visits to sites.",
    ),
    Matter(
        "special-circumstances", "Care for a parent",
        ("A parent has moved in and needs somebody in the mornings. Asked whether later hours were possible.",
         "The team has no early round; the manager agrees without being told why."),
        outcome="Begins at ten for half a year; we look again then.",
    ),
)  # fmt: skip
ASKED = (
    "May I see what was said in my last review?",
    "My new manager was not there then. I would not want to ask before I know what they can read.",
    "They see what was shared with you, and nothing of what you and your former manager wrote to each other.",
)


def write(story: Story) -> Iterator[Act]:
    """An act for each matter, and one for what is asked; none where the handbook has no cases, or nobody leads."""
    pair = examples.leader_of_a_team()
    if not terms.types() or pair is None or not story.living.knows(pair[0]):
        return
    for number, matter in enumerate(MATTERS):
        yield partial(_within, partial(_handle, story, number, matter))
    yield partial(_within, partial(_ask, story))


def _within(act: Callable[[], None]) -> None:
    """A case is there as a whole, or not at all: where whoever handles them is too near to somebody, say."""
    with suppress(CaseError), transaction.atomic():
        act()


def _handle(story: Story, number: int, matter: Matter) -> None:
    by, people = _handler(story), _people(story)
    at = number * 2
    if by is None or matter.type not in terms.types() or at + 1 >= len(people):
        return
    involved = [Involved(people[at])]
    if matter.has_witness:
        involved.append(Involved(people[at + 1], "witness"))
    case = opening.open_case(
        key=_key(story, "case", number), type_name=matter.type, title=matter.title, involved=involved, by=by
    )
    for note, words in enumerate(matter.notes):
        writing.note(case=case.pk, key=_key(story, "note", number, note), text=words, by=by)
    writing.mark_replied(case=case.pk, by=by)
    if matter.decision:
        _go_on(story, number, matter, case.pk, by)
    if matter.outcome:
        writing.close(case=case.pk, outcome=matter.outcome, seen=_version(case.pk, by), by=by)


def _go_on(story: Story, number: int, matter: Matter, case: UUID, by: Account) -> None:
    """The first stage has its note, the second its decision; what follows waits."""
    writing.move_on(case=case, seen=_version(case, by), by=by)
    day = story.wish.until + timedelta(days=14)
    writing.decide(
        case=case, key=_key(story, "decision", number), text=matter.decision, why="As the doctor advises.",
        decided_by=by.name, effective_on=day, by=by,
    )  # fmt: skip


def _ask(story: Story) -> None:
    pair, by = examples.leader_of_a_team(), _handler(story)
    if pair is None or by is None:
        return
    title, text, answer = ASKED
    asker = story.living.account(pair[1])
    thread = opening.ask(key=_key(story, "thread", 0), title=title, text=text, by=asker)
    if rules.handled(by, thread.case):
        writing.answer(case=thread.case_id, party=thread.pk, key=_key(story, "answer", 0), text=answer, by=by)


def _handler(story: Story) -> Account | None:
    """Whoever handles cases, if they may."""
    found = examples.holder_of(PARTNERS)
    account = story.living.account(found) if found is not None else None
    return account if rules.can_open(account) else None


def _people(story: Story) -> list[Person]:
    """Who has to do with the matters: some of the manager's team who cannot sign in, then others of other teams."""
    pair = examples.leader_of_a_team()
    rows = directory.found(Wanted(story.wish.until)).select_related("person").order_by("employment__number")
    plain = [each for each in rows if each.department not in ("people", EXECUTIVES) and each.manager_id]
    team = [each.person for each in plain if pair is not None and each.manager_id == pair[0].pk][-2:]
    known = {each.pk for each in (*team, *(pair or ()))}
    return team + [each.person for each in plain[::-1] if each.person_id not in known]


def _key(story: Story, *about: str | int) -> UUID:
    return named(*map(str, about), story.living.name)


def _version(case: UUID, by: Account) -> int:
    return rules.seen(by).values_list("version", flat=True).get(pk=case)
