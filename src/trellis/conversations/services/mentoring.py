"""Offering to mentor, asking somebody, the sessions of a pair, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.conversations import rules, terms
from trellis.conversations.definitions.notices import MENTORING
from trellis.conversations.events import OfferKept, PairMoved
from trellis.conversations.models import MentorOffer, Pair, Reflection, Session, Way
from trellis.conversations.services.errors import ConversationError, NotThereError, StaleNotesError
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.work.services import items

ASKED = "mentoring-asked"
TITLES = {Way.MENTOR: "Somebody asks for a mentor", Way.COACH: "Somebody asks for a coach"}
SAID = {
    "asked": {
        Way.MENTOR: gettext_lazy("Somebody asks you to be their mentor"),
        Way.COACH: gettext_lazy("Somebody asks you to be their coach"),
    },
    "accepted": {
        Way.MENTOR: gettext_lazy("Your mentor has said yes"), Way.COACH: gettext_lazy("Your coach has said yes"),
    },
    "declined": {
        Way.MENTOR: gettext_lazy("Somebody cannot be your mentor now"),
        Way.COACH: gettext_lazy("Somebody cannot be your coach now"),
    },
    "ended": {
        Way.MENTOR: gettext_lazy("Your mentoring has ended"), Way.COACH: gettext_lazy("Your coaching has ended"),
    },
}  # fmt: skip
"""What the other one is told, by what was done and by how somebody accompanies another."""
LONGEST = 20_000
State = Pair.State
MOST_TOPICS = 8


def offer(
    *, way: str, topics: Iterable[str], words: str, most: int, is_open: bool, by: Account
) -> MentorOffer:
    """Offer to mentor or coach others, or say anew what one offers. Raises NotAllowedError, ConversationError."""
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here mentors."))
    named = list(dict.fromkeys(" ".join(each.split())[:60] for each in topics if each.strip()))
    if is_open and not named:
        raise ConversationError(_("Say in what you can help."), field="topics")
    if len(named) > MOST_TOPICS:
        raise ConversationError(_("Name eight topics at most."), field="topics")
    limit = terms.conversations().mentoring.mentees
    if not 1 <= most <= limit:
        raise ConversationError(_("From 1 to %(most)s at a time.") % {"most": limit}, field="most")
    with transaction.atomic():
        made, _new = MentorOffer.objects.update_or_create(
            person_id=me, way=Way(way),
            defaults={"topics": named, "words": words.strip()[:500], "most": most, "is_open": is_open},
        )  # fmt: skip
        publish(OfferKept(made.pk, by.pk, is_open))
    return made


def ask(*, key: UUID, mentor: Person, way: str, goal: str, by: Account) -> Pair:
    """Ask somebody who offers it to be one's mentor or coach; the same key again is the same request.

    Raises NotAllowedError, ConversationError.
    """
    me = rules.myself(by)
    if me is None:
        raise NotAllowedError(_("Only who works here asks for a mentor."))
    if me == mentor.pk:
        raise ConversationError(_("That is you."))
    words = _words(goal, "goal", 2000)
    account = getattr(mentor, "account", None)
    with transaction.atomic():
        before = Pair.objects.filter(pk=key, mentee=me).first()
        if before is not None:
            return before
        offered = MentorOffer.objects.filter(person=mentor, way=way, is_open=True).first()
        if offered is None or account is None or position_on(mentor, today()) is None:
            raise ConversationError(_("They do not offer this now."))
        if _busy(offered) >= offered.most:
            raise ConversationError(_("They accompany as many people as they can."))
        if Pair.objects.filter(
            mentor=mentor, mentee=me, way=way, state__in=(State.ASKED, State.ACTIVE)
        ).exists():
            raise ConversationError(
                _("You have asked them already, or they are your mentor.") if way == Way.MENTOR
                else _("You have asked them already, or they are your coach.")
            )  # fmt: skip
        made = Pair(pk=key, mentor=mentor, mentee_id=me, way=way)
        made.goal = words
        made.save(force_insert=True)
        items.wait_on(ASKED, "mentoring", made.pk, [account], title=TITLES[Way(way)], asked_by=by)
        _moved(made, by, "asked")
        _tell(made, by, "asked")
    return made


def accept(*, pair: UUID, by: Account, begins: date | None = None) -> Pair:
    """Become the mentor of who asked. Again changes nothing. Raises NotThereError, ConversationError."""
    with transaction.atomic():
        found = _locked(pair, by)
        if found.mentor_id != by.person_id:
            raise NotThereError
        if found.state == State.ACTIVE:
            return found
        _require(found, State.ASKED)
        found.state = State.ACTIVE
        found.starts_on = begins or today()
        found.until = found.starts_on + timedelta(days=30 * terms.conversations().mentoring.months)
        found.save(update_fields=["state", "starts_on", "until"])
        items.settle(ASKED, found.pk, done_by=by)
        _moved(found, by, "accepted")
        _tell(found, by, "accepted")
    return found


def decline(*, pair: UUID, answer: str, by: Account) -> Pair:
    """Say no, or, as whoever asked, take it back. Again changes nothing. Raises NotThereError, ConversationError."""
    with transaction.atomic():
        found = _locked(pair, by)
        if found.state in (State.DECLINED, State.WITHDRAWN):
            return found
        _require(found, State.ASKED)
        is_mentor = found.mentor_id == by.person_id
        found.state = State.DECLINED if is_mentor else State.WITHDRAWN
        found.answer = answer.strip()[:500]
        found.save(update_fields=["state", "sealed_answer"])
        items.settle(ASKED, found.pk, done_by=by)
        _moved(found, by, str(found.state))
        if is_mentor:
            _tell(found, by, "declined")
    return found


def write_goal(*, pair: UUID, goal: str, until: date, seen: int, by: Account) -> Pair:
    """Say anew what it is for and until when. Raises NotThereError, ConversationError, StaleNotesError."""
    words = _words(goal, "goal", 2000)
    with transaction.atomic():
        found = _locked(pair, by)
        _require(found, State.ACTIVE)
        if (found.goal, found.until) == (words, until):
            return found
        if found.version != seen:
            raise StaleNotesError
        assert found.starts_on is not None  # an active one has begun
        if not found.starts_on <= until <= found.starts_on + timedelta(days=366 * 3):
            raise ConversationError(_("Choose a day after its beginning, within three years."), field="until")
        found.goal, found.until = words, until
        found.version += 1
        found.save(update_fields=["sealed_goal", "until", "version"])
        _moved(found, by, "goal")
    return found


def add_session(*, pair: UUID, key: UUID, held_on: date, notes: str, by: Account) -> Session:
    """Write down that the two met; the same key again is the same session. Raises NotThereError, ConversationError."""
    with transaction.atomic():
        found = _locked(pair, by)
        assert by.person_id is not None  # else nothing is theirs
        before = Session.objects.filter(pk=key, pair=found).first()
        if before is not None:
            return before
        _require(found, State.ACTIVE)
        assert found.starts_on is not None  # an active one has begun
        if not found.starts_on <= held_on <= today():
            raise ConversationError(_("Choose a day since it began, not one to come."), field="held_on")
        made = Session(pk=key, pair=found, held_on=held_on, by_id=by.person_id)
        made.notes = _bounded(notes)
        made.save(force_insert=True)
        _moved(found, by, "session")
    return made


def write_notes(*, pair: UUID, session: UUID, notes: str, seen: int, by: Account) -> Session:
    """Write the notes of a session anew. Raises NotThereError, StaleNotesError where the other one wrote meanwhile."""
    words = _bounded(notes)
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(pk=session, pair=_locked(pair, by)).first()
        if row is None:
            raise NotThereError
        if row.notes == words:
            return row
        if row.version != seen:
            raise StaleNotesError
        row.notes = words
        row.version += 1
        row.save(update_fields=["sealed_notes", "version"])
    return row


def end(*, pair: UUID, reflection: str, by: Account) -> Pair:
    """End it, or, once it is over, write what one takes along. Raises NotThereError, ConversationError."""
    with transaction.atomic():
        found = _locked(pair, by)
        if found.state == State.ACTIVE:
            found.state, found.ended_on = State.ENDED, today()
            found.save(update_fields=["state", "ended_on"])
            _moved(found, by, "ended")
            _tell(found, by, "ended")
        _require(found, State.ENDED)
        words = _bounded(reflection)
        if words:
            assert by.person_id is not None  # else nothing is theirs
            row = Reflection.objects.filter(pair=found, writer=by.person_id).first()
            row = row or Reflection(pair=found, writer_id=by.person_id)
            row.text = words
            row.save()
    return found


def _locked(pair: UUID, by: Account) -> Pair:
    found = rules.pairs_of(by).select_for_update(of=("self",)).filter(pk=pair).first()
    if found is None:
        raise NotThereError
    return found


def _require(pair: Pair, state: str) -> None:
    if pair.state != state:
        raise ConversationError(_("That cannot be done any more."), hint=_("Look at where it stands now."))


def _busy(offered: MentorOffer) -> int:
    return Pair.objects.filter(mentor=offered.person_id, way=offered.way, state=State.ACTIVE).count()


def _moved(pair: Pair, by: Account, deed: str) -> None:
    publish(PairMoved(pair.pk, by.pk, deed))


def _tell(pair: Pair, by: Account, deed: str) -> None:
    other = pair.mentee if pair.mentor_id == by.person_id else pair.mentor
    account = getattr(other, "account", None)
    if account is not None:
        notices.notify(
            MENTORING, [account], subject=SAID[deed][Way(pair.way)], actor=by,
            address=reverse("conversations:pair", args=[pair.pk]),
            key=f"mentoring:{pair.pk}:{pair.state}", about=("mentoring", pair.pk),
        )  # fmt: skip


def _words(text: str, field: str, most: int) -> str:
    words = text.strip()
    if not words:
        raise ConversationError(_("Write something first."), field=field)
    if len(words) > most:
        raise ConversationError(_("That is too long."), field=field)
    return words


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise ConversationError(_("That is too long."), field="notes")
    return text.strip()
