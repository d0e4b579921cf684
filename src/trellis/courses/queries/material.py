"""What a lesson with slides gives to whom: slides, guides to participants and the lab, one to who facilitates."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trellis.courses import companions, rules
from trellis.courses.definitions.courses import Course, Part
from trellis.courses.queries import decks
from trellis.courses.queries.decks import Deck, Slide
from trellis.courses.rules import Seeker
from trellis.pages.queries.current import Edition
from trellis.pages.queries.paper import picture_of
from trellis.pages.queries.revisions import recall
from trellis.web.documents.pdf import Document, pdf_of
from trellis.web.documents.pdf import Part as Piece

LINES = 4
"""Empty lines below each slide in the guide for participants."""


class Form(StrEnum):
    """What is made of a lesson with slides."""

    SLIDES = "slides"
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    LAB = "lab"


def may_facilitate(seeker: Seeker, course: Course) -> bool:
    """Whether somebody is given what is said to a course's slides.

    Its owner, who looks after courses, authors, and, as rooms above say, whoever runs sessions of it.
    """
    if rules.can_care(seeker, course) or rules.can_preview(seeker.who):
        return True
    return rules.can_see(seeker.who) and companions.facilitates(seeker.who, course.key)


def may_have(seeker: Seeker, course: Course, form: Form) -> bool:
    """Whether somebody who finds a course is given one of its forms."""
    return form != Form.FACILITATOR or may_facilitate(seeker, course)


def part_for(edition: Edition, course: Course, key: str, form: Form) -> Part | None:
    """A part by its key, if it has slides that these readers see, and for a lab guide something that is done there."""
    part = course.part(key)
    if part is None or not decks.has_slides(edition, part):
        return None
    return part if form != Form.LAB or decks.has_tasks(edition, part) else None


def deck_for(edition: Edition, part: Part, form: Form) -> Deck | None:
    """The slides of a part for one of its forms: what is said to them stands in one alone."""
    found = decks.deck(edition, part.path)
    return found if found is None or form == Form.FACILITATOR else decks.for_participants(found)


def pdf(edition: Edition, course: Course, part: Part, form: Form) -> bytes | None:
    """One of the forms of a part as a PDF; remembered for the edition and the day. Raises DocumentError.

    Takes a second or two the first time. `None` where there is no page for these readers.
    """
    found = deck_for(edition, part, form)
    if found is None:
        return None
    today = timezone.localdate()
    key = (
        edition.handbook.revision,
        "course-material",
        course.key,
        part.path,
        form,
        get_language(),
        today,
        settings.TRELLIS_ADDRESS,
    )

    def make() -> bytes:
        moment = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        made = {Form.SLIDES: _slides, Form.LAB: _lab}.get(form)
        document = made(course, found) if made is not None else _guide(course, found, form)
        return pdf_of(
            document,
            site=settings.TRELLIS_ADDRESS,
            moment=moment,
            load=lambda address: picture_of(edition, address),
        )

    return recall(edition, "papers", key, make)


def named(form: Form) -> str:
    """What a form is called."""
    return {
        Form.SLIDES: _("Slides"),
        Form.FACILITATOR: _("Facilitator guide"),
        Form.PARTICIPANT: _("Participant guide"),
        Form.LAB: _("Lab guide"),
    }[form]


def clock(minutes: int) -> str:
    """Minutes since the beginning as hours and minutes: 1:05."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _slides(course: Course, deck: Deck) -> Document:
    parts = tuple(Piece(each.title, str(each.html), f"slide-{each.number}") for each in deck.slides)
    return Document(
        title=deck.title, parts=parts, subtitle=deck.description, foot=course.title, language=course.languages[0],
        layout="slides",
    )  # fmt: skip


def task_named(kind: str) -> str:
    """What a task of a lab guide is called."""
    return {"exercise": _("Exercise"), "checklist": _("Checklist"), "code": _("Type this")}[kind]


def _lab(course: Course, deck: Deck) -> Document:
    html = []
    for each in decks.stations_of(deck):
        number, title = each.slide.number, each.slide.title
        html.append(format_html("<h2>{}</h2>", _("Slide %(n)s: %(title)s") % {"n": number, "title": title}))
        for task in each.tasks:
            label = f"{task.number}. {task_named(task.kind)}"
            html.append(format_html("<p><strong>{}</strong></p>{}", label, task.html))
            if task.kind == "exercise":
                html.append(mark_safe("<p>\u00a0</p><hr>" * LINES))  # noqa: S308 - nothing of anybody
    return _paper(course, deck, Form.LAB, html)


def _paper(course: Course, deck: Deck, form: Form, html: Sequence[str]) -> Document:
    said = {"course": course.title, "day": date_format(timezone.localdate(), "DATE_FORMAT")}
    return Document(
        title=deck.title, parts=(Piece(deck.title, "".join(html), "guide"),), subtitle=named(form),
        foot=_("%(course)s · as of %(day)s") % said, language=course.languages[0],
    )  # fmt: skip


def _guide(course: Course, deck: Deck, form: Form) -> Document:
    is_facilitators = form == Form.FACILITATOR
    html = [_agenda(deck)] if is_facilitators and deck.minutes else []
    for each in deck.slides:
        html.append(format_html('<h2 id="slide-{}">{}. {}</h2>', each.number, each.number, each.title))
        html.append(format_html('<div class="callout">{}</div>', each.html) if each.html else SafeString(""))
        html.append(_said(each) if is_facilitators else SafeString(""))
        if each.handout:
            html.append(format_html("<p><strong>{}</strong></p>{}", _("Handout"), each.handout))
        if not is_facilitators:
            html.append(mark_safe("<p>\u00a0</p><hr>" * LINES))  # noqa: S308 - nothing of anybody
    return _paper(course, deck, form, html)


def _agenda(deck: Deck) -> SafeString:
    rows = format_html_join(
        "", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((each.number, each.title, clock(each.starts_after), each.minutes or "") for each in deck.slides),
    )  # fmt: skip
    return format_html(
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
        _("Slide"), _("Title"), _("Begins after"), _("Minutes"), rows,
    )  # fmt: skip


def _said(slide: Slide) -> SafeString:
    minutes = ngettext("%(n)d minute", "%(n)d minutes", slide.minutes) % {"n": slide.minutes}
    label = f"{_('Facilitator')} ({minutes})" if slide.minutes else _("Facilitator")
    if not slide.notes:
        return SafeString("")
    return format_html("<p><strong>{}</strong></p>{}", label, slide.notes)
