"""What pages of the rooms below show of certifications: what a course or path counts for, and what somebody holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.assessments.using import Use
from trellis.certifications import lists, rules, terms
from trellis.certifications.addresses import award_address, certification_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.definitions.evidence import CLASS, COURSE, PATH, PRACTICAL, QUIZ
from trellis.certifications.queries import resting, standing
from trellis.core.rules import Account
from trellis.courses.companions import Added, Panel, Place
from trellis.courses.definitions.courses import Course, LearningPath
from trellis.learning.companions import Line
from trellis.learning.companions import Panel as HomePanel
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.definitions.audiences import EVERYBODY, Facts, fits
from trellis.roles.definitions.graph import Role
from trellis.roles.panels import Panel as RolePanel

MOST_LINES = 6


def of_courses(request: HttpRequest, courses: Sequence[Course], place: Place) -> Added:
    """On the page of a course, the certifications for which it counts. No query."""
    if place != Place.COURSE or not courses:
        return Added()
    course = courses[0]
    keys = [(COURSE, course.key)]
    for part in course.parts:
        keys += [
            (CLASS, f"{course.key}/{part.key}"),
            (PRACTICAL, f"{course.key}/{part.key}"),
            (QUIZ, part.path),
        ]
    return _panel(keys)


def uses_of_quizzes(paths: Collection[str]) -> dict[str, list[Use]]:
    """The certifications for which quizzes count, by the path of the quiz. No query."""
    edition, found = current_edition(), dict[str, list[Use]]()
    for each in terms.certifications().by_key.values():
        asked = {key for kind, key in terms.asked_by(each.routes) if kind == QUIZ} & set(paths)
        for path in sorted(asked) if edition.sees(each.path) else ():
            found.setdefault(path, []).append(Use(each.title, certification_address(each.key)))
    return found


def of_path(request: HttpRequest, path: LearningPath) -> Added:
    """On the page of a path likewise."""
    return _panel([(PATH, path.key)])


def touched(keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """How many valid certificates rest on courses that a proposal changes, by their keys."""
    found = resting.counted_of_courses(keys)
    return {
        key: [ngettext("%(n)d valid certificate", "%(n)d valid certificates", n) % {"n": n}]
        for key, n in found.items()
    }


def of_role(request: HttpRequest, role: Role) -> RolePanel | None:
    """Beside a role, the certifications that whoever has it has to hold. No query.

    Of what depends on more than the role, such as the country, nothing is said.
    """
    edition = current_edition()
    about = Facts(role=role.title, family=role.family.title, grade=role.grade)
    found = [
        each
        for each in terms.certifications().by_key.values()
        if each.required_for is not None and each.required_for != EVERYBODY and edition.sees(each.path)
        and fits(each.required_for, about)
    ]  # fmt: skip
    if not found:
        return None
    rows = ((certification_address(each.key), each.title, lists.months_of(each)) for each in found)
    html = format_html(
        '<ul class="items plain-items">{}</ul>',
        format_html_join("", '<li><p><a href="{}">{}</a> <span class="faint">{}</span></p></li>', rows),
    )
    return RolePanel(_("Has to be held"), html)


def of_home(who: Account) -> HomePanel | None:
    """On the home page of learning: what the reader holds, has to hold, and can renew. A handful of queries."""
    if not rules.can_enter(who) or who.person_id is None:
        return None
    shown = [
        each
        for each in standing.mine(who.person_id, today())
        if (each.award is not None or each.is_required) and current_edition().sees(each.certification.path)
    ]
    lines = tuple(_line(each) for each in shown[:MOST_LINES])
    return HomePanel(_("Certificates"), lines, reverse("certifications:home"), "flag") if lines else None


def _line(each: standing.Standing) -> Line:
    award, made = each.award, each.certification
    if award is None:
        return Line(
            made.title,
            certification_address(made.key),
            _("Your role asks for it."),
            "attention",
            _("missing"),
        )
    words, tone = lists.state_words(award)
    under = _("It can be renewed now.") if each.route is not None and each.route.renews else award.number
    return Line(made.title, award_address(award.pk), under, tone, words)


def _panel(keys: Iterable[tuple[str, str]]) -> Added:
    wanted, edition = set(keys), current_edition()
    found: list[Certification] = [
        each
        for each in terms.certifications().by_key.values()
        if edition.sees(each.path) and wanted & terms.asked_by(each.routes)
    ]
    if not found:
        return Added()
    rows = ((certification_address(each.key), each.title) for each in found)
    html = format_html(
        '<ul class="items plain-items">{}</ul>',
        format_html_join("", '<li><p><a href="{}">{}</a></p></li>', rows),
    )
    return Added(panels=(Panel("certifications", _("Counts for"), html),))
