"""The reviews of the made-up people: last year's, which everybody has signed off, and this year's, half done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.shape import PARTNERS
from trellis.people import terms as people_terms
from trellis.people.definitions.audiences import Facts, fits
from trellis.people.queries import audiences, directory, examples
from trellis.people.queries.directory import Wanted
from trellis.reviews import rules, terms
from trellis.reviews.definitions.cycles import Cycle
from trellis.reviews.services import calibrating, taking_over
from trellis.reviews.services.taking_over import Held, Said, Taken

AT_ONCE = 200
LAST, NOW = timedelta(days=395), timedelta(days=32)
"""How long ago last year's cycle was opened, and this year's."""
OWN, JUDGED, PEERED = 0.85, 0.45, 0.35
"""How many have handed in by now: of themselves, of managers; about how many colleagues are asked."""
MANY, EACH = 1000, 5
"""Of more people than this only each fifth writes of their own: words are sealed one by one, which takes its time."""
PLACES = (
    ((2, 2), 34), ((2, 1), 14), ((2, 3), 12), ((3, 2), 12), ((3, 3), 6), ((3, 1), 8), ((1, 2), 7), ((1, 3), 4),
    ((1, 1), 3),
)  # fmt: skip
"""Performance and growth, with how many of a hundred stand there."""
OWN_WORDS = (
    ("The handover of the night shift: three people run it now without asking me.",
     "I learned to say no to work that nobody needs. Next I would like to plan a quarter.",
     "Too many small requests come by chat. A queue would help; my manager could move it."),
    ("The new checklist, which halved the questions of the first week.",
     "I can read our numbers now. I would like to present them myself.",
     "Decisions wait for the Thursday round, though most of them need nobody there."),
    ("A customer who wanted to leave and stayed: we fixed the cause, not the ticket.",
     "I learned most from pairing. I want to do it with people of other teams.",
     "The test rooms are booked for weeks ahead."),
)  # fmt: skip
JUDGEMENTS = {
    1: ("Several deliveries needed a second pass. We agreed on two things to practise, and meet weekly on them.",
        "Asks for help early, and takes it."),
    2: ("Reliable through a busy year: what was promised came, and others could build on it.",
        "Careful, calm with customers, writes things down."),
    3: ("Went beyond the level again and again: led the change of suppliers, and brought two colleagues along.",
        "Sees what is next, decides, and takes others along."),
}  # fmt: skip
AHEAD = (
    ("The plan for the new site, which others now copy.", "Run a small project from end to end.",
     "Fewer meetings; I take that on."),
    ("How the team came through the move without an outage.", "Speak for us in the quarterly round.",
     "A second person who knows the billing."),
)  # fmt: skip
BESIDE = (
    ("Answers within the hour, even when the answer is: not today.", "Tell us earlier when a date moves."),
    ("Explains things twice without a sigh.", "Let others finish; they often have the missing piece."),
    ("Writes down what was agreed.", "Ask for help before it is urgent."),
)
SEEN_OTHERWISE = "The delay in spring was not ours alone. I would like to talk about it."


def write(story: Story) -> Iterator[Act]:
    """Two cycles, some hundreds of people an act, and a session of calibration; none where nobody may run reviews."""
    by, until = story.living.by, story.wish.until
    name = next((name for name, each in terms.cycles().items() if each.talent is not None), None)
    if name is None or not rules.can_run(by):
        return
    cycle = terms.cycles()[name]
    opened = until - LAST
    before = Held(name, _year_before(cycle.title), opened, opened + timedelta(days=70))
    yield from _acts(story, before, _of(cycle, opened, story.chance, is_over=True))
    opened = until - NOW
    now = Held(name, cycle.title, opened)
    rows = _of(cycle, opened, story.chance, is_over=False)
    yield from _acts(story, now, rows)
    if rows:
        yield partial(taking_over.take_up, held=now, by=by)
        yield partial(_calibrate, story, now, rows)


def _acts(story: Story, held: Held, taken: Sequence[Taken]) -> Iterator[Act]:
    for at in range(0, len(taken), AT_ONCE):
        part = taken[at : at + AT_ONCE]
        yield partial(taking_over.take_over, held=held, taken=part, by=story.living.by)


def _of(cycle: Cycle, opened: date, chance: Random, *, is_over: bool) -> list[Taken]:
    """The reviews of those who were there when a cycle was opened, and whom it is for."""
    facts = audiences.facts_on(opened)
    held = directory.found(Wanted(opened)).order_by("employment__number")
    rows = held.values_list("person", "manager", "title", "department")
    taken = [
        Taken(person, manager, title, department, facts[person].hired_on)
        for person, manager, title, department in rows
        if person in facts and _is_for(cycle, facts[person], is_over=is_over)
    ]
    people = [each.person for each in taken]
    made = []
    for at, each in enumerate(taken):
        is_told = len(taken) <= MANY or at % EACH == 0
        asks = chance.random() < PEERED and is_told
        beside = [people[(at + step) % len(people)] for step in (1, 2)] if asks else []
        judged = each.manager is not None and chance.random() < (1 if is_over else JUDGED)
        writes = (is_over or chance.random() < OWN) and is_told
        own = Said(chance.choice((2, 2, 3)), chance.choice(OWN_WORDS)) if writes else None
        said = replace(each, own=own, peers=tuple(
            (one, Said(None, chance.choice(BESIDE)) if is_over or chance.random() < 0.6 else None)
            for one in beside if one not in (each.person, each.manager)
        ))  # fmt: skip
        made.append(_judged(said, chance) if judged else said)
    return made


def _judged(each: Taken, chance: Random) -> Taken:
    performance, growth = chance.choices([place for place, _n in PLACES], [n for _place, n in PLACES])[0]
    summary, strengths = JUDGEMENTS[performance]
    agrees = chance.random() < 0.94
    return replace(
        each, judged=Said(performance, chance.choice(AHEAD), summary, strengths), performance=performance,
        growth=growth, agrees=agrees, answer="" if agrees else SEEN_OTHERWISE,
    )  # fmt: skip


def _is_for(cycle: Cycle, facts: Facts, *, is_over: bool) -> bool:
    return fits(cycle.audience, facts) and (is_over or cycle.is_open_to(facts.hired_on))


def _calibrate(story: Story, held: Held, rows: Sequence[Taken]) -> None:
    """A session for the department in which most were handed in, led by whoever looks after people."""
    leads = examples.holder_of(PARTNERS)
    counts: dict[str, int] = {}
    for each in rows:
        if each.performance is not None and (leads is None or each.person != leads.pk):
            counts[each.department] = counts.get(each.department, 0) + 1
    if leads is None or not counts:
        return
    department = max(sorted(counts), key=lambda name: counts[name])
    title = people_terms.all_departments().title_of(department)
    cycle = taking_over.take_over(held=held, taken=(), by=story.living.by)
    calibrating.make_board(
        cycle=cycle.pk, title=title, departments=[department], facilitators=[leads.pk], by=story.living.by
    )


def _year_before(title: str) -> str:
    return re.sub(r"\b20\d\d\b", lambda found: str(int(found[0]) - 1), title)
