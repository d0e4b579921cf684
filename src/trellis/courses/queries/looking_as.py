"""A course before it is published, as somebody else will find it: one person, or whoever holds a role.

Nobody sees through the eyes of others what they may not see themselves: of pages is shown what both may see. What is
known of a person, and of them alone, is looked up for those who look after the course; a role is nobody's secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses import rules
from trellis.courses.definitions.courses import Course
from trellis.courses.rules import Seeker
from trellis.handbook.errors import TrellisError
from trellis.pages.audience import Audience, Reader
from trellis.pages.queries.current import Edition, audience_for
from trellis.pages.queries.folders import Bench
from trellis.pages.rules import reader_for
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts
from trellis.people.queries import audiences
from trellis.people.terms import role_titled
from trellis.work.services.tasks import somebody_named

PERSON, ROLE, MANAGER = "person", "role", "manager"


class NobodyError(TrellisError):
    """Nobody can be looked for as like this."""

    code = "studio.nobody"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes somebody looks: what they are called, what audiences ask of them, which pages they see."""

    label: str
    facts: Facts | None
    audience: Audience

    def may_take(self, course: Course) -> bool:
        """Whether the course is for them."""
        return rules.suits(course.audience, self.facts)


def can_look_as_people(seeker: Seeker, course: Course) -> bool:
    """Whether somebody looks as a person: who looks after the course. It tells what is known of that person."""
    return rules.can_care(seeker, course)


def eyes_of(bench: Bench, seeker: Seeker, course: Course, kind: str, name: str) -> Eyes | None:
    """Through whose eyes somebody wants to look; `None` for their own. Raises NobodyError, WorkError for a name."""
    words = " ".join(name.split())[:254]
    if not words or kind not in (PERSON, ROLE, MANAGER):
        return None
    if kind == PERSON:
        if not can_look_as_people(seeker, course):
            raise NobodyError(
                _("Only those who look after a course see it as a person does."), hint=_("Choose a role.")
            )
        return _as_person(bench.edition, somebody_named(words, by=seeker.who))
    role = role_titled(words)
    if role is None:
        raise NobodyError(
            _("There is no role “%(name)s”.") % {"name": words}, hint=_("Write its whole title.")
        )
    facts = Facts(role=role.title, family=role.family.title, grade=role.grade, is_manager=kind == MANAGER)
    reader = Reader(reads_all=True, signed_in=True, names=frozenset({role.title.casefold()}))
    said = _("%(role)s, with a team") if kind == MANAGER else _("%(role)s")
    return Eyes(said % {"role": role.title}, facts, _both(bench.edition, reader))


def edition_for(bench: Bench, eyes: Eyes | None) -> Edition:
    """The edition with what was begun, as it is seen through some eyes. Compiled where they see less."""
    whole = Edition(bench.handbook)
    if eyes is None:
        return whole
    return Edition(bench.handbook_for(eyes.audience), None, eyes.audience, whole)


def _as_person(edition: Edition, who: Account) -> Eyes:
    facts = audiences.facts_on(today(), [who.person_id]) if who.person_id is not None else {}
    known = facts.get(who.person_id) if who.person_id is not None else None
    return Eyes(who.name, known, _both(edition, reader_for(who)))


def _both(edition: Edition, reader: Reader) -> Audience:
    """What somebody else and whoever asks may both see."""
    theirs, own = audience_for(reader), edition.audience
    if theirs.rules != own.rules:
        # One of the two has no rules: a handbook without any, or one who sees all of it.
        return theirs if not own.rules and own.reads_all else own
    return Audience(own.rules, own.open & theirs.open, own.reads_all and theirs.reads_all)
