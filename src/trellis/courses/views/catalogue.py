"""Finding courses: the catalogue, a course, paths. Each view asks once and renders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import member_of
from trellis.courses import companions, lists, rules, wording
from trellis.courses.addresses import course_address, lesson_address
from trellis.courses.companions import Added, Place
from trellis.courses.definitions.courses import Course
from trellis.courses.queries import care, catalogue, decks, describing, texts
from trellis.courses.rules import Seeker
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.people.terms import role_titled
from trellis.roles.addresses import role_address
from trellis.web.exporting import file_response
from trellis.web.saving import opening_address
from trellis.web.tabs import Tab


def seeker_in(request: HttpRequest) -> Seeker:
    """Whoever asks, who is of the team. Raises PermissionDenied."""
    return catalogue.seeker_for(request, member_of(request))


def course_for(seeker: Seeker, key: str) -> Course:
    """A course that somebody finds. Raises Http404 for any other."""
    found = catalogue.courses_now().by_key.get(key)
    if found is None or not rules.can_find(seeker, found):
        raise Http404
    return found


def tabs_of(seeker: Seeker, current: str) -> tuple[Tab, ...]:
    """The aspects of courses, as far as somebody may see them."""
    found = [("catalogue", _("Courses"), "courses:catalogue"), ("paths", _("Paths"), "courses:paths")]
    if care.cares(seeker):
        found.append(("care", _("Looking after"), "courses:care"))
    if rules.can_preview(seeker.who):
        found.append(("studio", _("Studio"), "studio:home"))
    return tuple(Tab(title, reverse(name), key == current) for key, title, name in found)


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The catalogue, as cards or as a list."""
    seeker = seeker_in(request)
    opening = opening_address(request, lists.CATALOGUE)
    if opening:
        return redirect(opening)
    values = {
        "found": lists.listing(request, seeker), "tabs": tabs_of(seeker, "catalogue"),
        "may_write": rules.can_preview(seeker.who),
    }  # fmt: skip
    return render(request, "courses/catalogue.html", values)


@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue as somebody narrowed it, as a file."""
    found = lists.found_of(request, seeker_in(request))
    return file_response(form, "courses", lists.EXPORTED, (lists.exported(each) for each in found))


@never_cache
@require_safe
def course(request: HttpRequest, key: str) -> HttpResponse:
    """A course: what it is good for, its parts, and what rooms above add."""
    seeker = seeker_in(request)
    found = course_for(seeker, key)
    edition = current_edition()
    several = companions.added(request, (found,), Place.COURSE)
    values = {
        "course": found,
        "html": texts.of_course(edition, found.path),
        "around": describing.around(edition, catalogue.courses_now(), found, seeker),
        "parts": _parts(found, seeker, facilitates=any(each.facilitates for each in several)),
        "audience": describing.audience_in_words(found.audience),
        "bloom": wording.BLOOM,
        "modality": wording.MODALITIES[found.modality],
        "level": wording.LEVELS[found.level],
        "enrollment": wording.ENROLLMENTS[found.enrollment],
        "length": wording.length(found.minutes),
        "languages": [wording.language(each) for each in found.languages],
        "levels": [
            (each, role_address(role) if (role := role_titled(each)) else "") for each in found.levels
        ],
        "review_due": found.review_by is not None and found.review_by < today(),
        "may_take": rules.may_take(seeker, found),
        "may_care": rules.can_care(seeker, found),
        "may_write": rules.can_preview(seeker.who),
        "page_url": page_address(edition.handbook.pages[found.path].url),
        **_added(several, found.key),
    }
    return render(request, "courses/course.html", values)


@never_cache
@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    """The paths that somebody finds."""
    seeker = seeker_in(request)
    courses = catalogue.courses_now()
    rows = [
        (
            each,
            wording.length(sum(courses.by_key[key].minutes for key in each.courses if key in courses.by_key)),
        )
        for each in catalogue.findable_paths(seeker)
    ]
    values = {"rows": rows, "tabs": tabs_of(seeker, "paths"), "may_write": rules.can_preview(seeker.who)}
    return render(request, "courses/paths.html", values)


@never_cache
@require_safe
def path(request: HttpRequest, key: str) -> HttpResponse:
    """A path: its parts in order, each with its courses."""
    seeker = seeker_in(request)
    courses = catalogue.courses_now()
    found = courses.paths.get(key)
    if found is None or not rules.can_find(seeker, found):
        raise Http404
    edition = current_edition()
    steps = []
    for part in found.parts:
        several = (courses.by_key[each] for each in part.courses if each in courses.by_key)
        cards = [
            (
                each,
                course_address(each.key) if rules.can_find(seeker, each) else "",
                wording.length(each.minutes),
            )
            for each in several
        ]
        steps.append((part, cards))
    role = role_titled(found.owner) if found.owner else None
    values = {
        "path": found, "steps": steps, "html": texts.of_path(edition, found.path),
        "audience": describing.audience_in_words(found.audience),
        "owner_url": role_address(role) if role is not None else "",
        "page_url": page_address(edition.handbook.pages[found.path].url),
        "may_write": rules.can_preview(seeker.who),
        **_added(companions.added_to_path(request, found), ""),
    }  # fmt: skip
    return render(request, "courses/path.html", values)


def _parts(found: Course, seeker: Seeker, *, facilitates: bool) -> list[dict[str, object]]:
    may_preview = rules.can_preview(seeker.who)
    shown = decks.with_slides(current_edition(), found)
    may_facilitate = facilitates or may_preview or rules.can_care(seeker, found)
    return [
        {
            "part": each,
            "kind": wording.KINDS[each.kind],
            "icon": wording.ICONS[each.kind],
            "length": wording.length(each.minutes),
            "url": lesson_address(found.key, each.key) if may_preview and each.kind == "lesson" else "",
            "has_slides": each in shown,
            "has_lab": each in shown and decks.has_tasks(current_edition(), each),
            "may_facilitate": may_facilitate,
        }
        for each in found.parts
    ]


def _added(several: tuple[Added, ...], key: str) -> dict[str, object]:
    panels = [panel for each in several for panel in each.panels]
    return {
        # What most came for stands first, whichever room offers it.
        "actions": sorted(
            (action for each in several for action in each.actions), key=lambda it: not it.primary
        ),
        "side_panels": [each for each in panels if each.side],
        "main_panels": [each for each in panels if not each.side],
        "badges": [badge for each in several for badge in each.badges.get(key, ())],
    }
