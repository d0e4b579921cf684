"""The catalogue, paths and what is to be looked after as lists: columns, filters, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.courses import wording
from trellis.courses.addresses import care_address, course_address
from trellis.courses.companions import Added, Badge, Facet, Place, added
from trellis.courses.definitions.courses import Course
from trellis.courses.queries import catalogue
from trellis.courses.queries.care import Standing
from trellis.courses.queries.catalogue import MINE, Wanted
from trellis.courses.rules import Seeker
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.ordering import sorted_rows
from trellis.web.paging import Paged, page_of, with_params
from trellis.web.saving import views_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

CATALOGUE = "courses"
"""Under this name views of the catalogue are saved."""
CARDS = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A course as the catalogue shows it."""

    course: Course
    url: str
    modality: str
    level: str
    length: str
    languages: str
    badges: tuple[Badge, ...]
    for_me: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What the catalogue shows: a page of cards, or a table; what it is narrowed by; and what is advised."""

    cards: Paged[Card] | None
    table: Table | None
    filters: tuple[Any, ...]
    chips: tuple[Any, ...]
    text: str
    total: int
    keep: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str, bool], ...]
    cards_url: str
    list_url: str
    advised: tuple[tuple[Card, str], ...]
    exports: tuple[tuple[str, str], ...]
    views: Any
    banners: tuple[SafeString, ...] = ()


def listing(request: HttpRequest, seeker: Seeker) -> Listing:
    """The catalogue as the address asks for it."""
    courses = catalogue.findable(seeker)
    several = added(request, courses, Place.CATALOGUE)
    others = tuple(facet for each in several for facet in each.facets)
    facets = catalogue.facets_of(seeker, courses, others)
    wanted = wanted_of(request, facets)
    badges = _badges(several)
    found = sorted_rows(
        columns(badges), catalogue.narrowed(courses, wanted, facets), request.GET.get("sort", "")
    )
    labels, chosen = _labels(others, courses), wanted.values or {}
    is_list = request.GET.get("as") == "list"
    views = views_of(request, CATALOGUE)
    table = _table(request, found, badges, views) if is_list else None
    return Listing(
        cards=None if is_list else _cards(request, found, badges, facets),
        table=table,
        filters=tuple(
            filter_of(
                name, label, catalogue.counted(courses, wanted, facets, name), chosen.get(name, ""), values,
            )
            for name, (label, values) in labels.items()
        ),
        chips=chips_for(request.GET, _chips(wanted, labels)),
        text=wanted.text, total=len(courses),
        keep=tuple((key, request.GET[key]) for key in ("as", "sort", "show") if request.GET.get(key)),
        sorts=_sorts(request),
        cards_url=with_params(request.GET, **{"as": None, "page": None}),
        list_url=with_params(request.GET, **{"as": "list", "page": None}),
        advised=_advised(several, courses, badges, facets) if not request.GET else (),
        exports=tuple((form, f"{url}?{request.GET.urlencode()}") for form, url in files_of("courses:export")),
        views=views,
        banners=tuple(banner for each in several for banner in each.banners),
    )  # fmt: skip


def wanted_of(request: HttpRequest, facets: Mapping[str, object]) -> Wanted:
    """What the address of the catalogue asks for."""
    values = {name: request.GET.get(name, "")[:100] for name in facets}
    return Wanted(
        request.GET.get("q", "").strip()[:200], {name: value for name, value in values.items() if value}
    )


def columns(badges: Mapping[str, tuple[Badge, ...]]) -> tuple[Column[Course], ...]:
    """What the list says of a course."""
    return (
        Column("title", _("Course"), lambda row: row.title, sort=lambda row: row.title.casefold(),
               under=lambda row: row.description),
        Column("standing", _("For you"), lambda row: _tags(badges.get(row.key, ()))),
        Column("modality", _("How"), lambda row: wording.MODALITIES[row.modality], sort=lambda row: row.modality),
        Column("level", _("Level"), lambda row: wording.LEVELS[row.level],
               sort=lambda row: list(wording.LEVELS).index(row.level)),
        Column("minutes", _("Length"), lambda row: wording.length(row.minutes), sort=lambda row: row.minutes),
        Column("topics", _("Topics"), lambda row: ", ".join(row.topics), sort=lambda row: row.topics),
        Column("language", _("Language"), lambda row: ", ".join(map(wording.language, row.languages)), extra=True),
        Column("owner", _("Owner"), lambda row: row.owner, sort=lambda row: row.owner.casefold(), extra=True),
        Column("review", _("Reviewed by"), lambda row: date_format(row.review_by) if row.review_by else "", extra=True,
               sort=lambda row: str(row.review_by or "9999")),
    )  # fmt: skip


EXPORTED = (
    "key", "title", "description", "owner", "modality", "level", "minutes", "topics", "tags", "languages", "enrollment",
    "prerequisites", "equivalent_to", "competencies", "levels", "valid_for_months", "review_by", "objectives", "parts",
    "translation_of", "path",
)  # fmt: skip


def exported(course: Course) -> dict[str, Any]:
    """A course as a row of a file."""
    return {
        **{name: getattr(course, name) for name in ("key", "title", "description", "owner", "modality", "level",
           "minutes", "enrollment", "review_by", "translation_of", "path")},
        **{name: ", ".join(getattr(course, name)) for name in ("topics", "tags", "languages", "prerequisites",
           "equivalent_to", "competencies", "levels")},
        "valid_for_months": course.valid_for,
        "objectives": "; ".join(each.text for each in course.objectives),
        "parts": "; ".join(each.title for each in course.parts),
    }  # fmt: skip


def found_of(request: HttpRequest, seeker: Seeker) -> list[Course]:
    """The courses that the address asks for, sorted: what a file of the catalogue holds."""
    courses = catalogue.findable(seeker)
    others = tuple(facet for each in added(request, courses, Place.CATALOGUE) for facet in each.facets)
    facets = catalogue.facets_of(seeker, courses, others)
    found = catalogue.narrowed(courses, wanted_of(request, facets), facets)
    return sorted_rows(columns({}), found, request.GET.get("sort", ""))


def table_of_care(request: HttpRequest, rows: Sequence[Standing]) -> Table:
    """The courses that somebody looks after, those first with the most to do."""
    several = (
        Column[Standing]("title", _("Course"), lambda row: row.course.title,
                         sort=lambda row: row.course.title.casefold()),
        Column[Standing]("errors", _("Errors"), lambda row: tag(row.errors, "problem") if row.errors else "",
                         sort=lambda row: row.errors, numeric=True, after=lambda row: _("errors")),
        Column[Standing]("warnings", _("Warnings"), lambda row: row.warnings or "", sort=lambda row: row.warnings,
                         numeric=True, after=lambda row: _("warnings")),
        Column[Standing]("review", _("Review by"), _review, sort=lambda row: str(row.next_review or "9999"),
                         before=_("review by")),
        Column[Standing]("untested", _("Objectives without a question"), lambda row: len(row.untested) or "",
                         sort=lambda row: len(row.untested), numeric=True, after=lambda row: _("without a question")),
        Column[Standing]("owner", _("Owner"), lambda row: row.course.owner, sort=lambda row: row.course.owner,
                         before=_("owner")),
    )  # fmt: skip
    return table_of(
        request, "t-care", _("Courses"), several, rows, row_url=lambda row: care_address(row.course.key),
        row_key=lambda row: row.course.key,
    )  # fmt: skip


def card_of(course: Course, badges: Mapping[str, tuple[Badge, ...]], *, for_me: bool = False) -> Card:
    """A course as a card."""
    return Card(
        course, course_address(course.key), str(wording.MODALITIES[course.modality]), str(wording.LEVELS[course.level]),
        wording.length(course.minutes), ", ".join(map(wording.language, course.languages)),
        badges.get(course.key, ()), for_me,
    )  # fmt: skip


def _review(row: Standing) -> str:
    if row.next_review is None:
        return format_html('<span class="faint">{}</span>', _("no day"))
    day = date_format(row.next_review)
    return format_html("{} {}", day, tag(_("overdue"), "attention")) if row.due else day


def _cards(
    request: HttpRequest, found: Sequence[Course], badges: Mapping[str, tuple[Badge, ...]],
    facets: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Paged[Card]:  # fmt: skip
    page = page_of(found, request, CARDS)
    return page.made_of(
        [card_of(each, badges, for_me=MINE in facets["for"].get(each.key, ())) for each in page.rows]
    )


def _table(
    request: HttpRequest, found: Sequence[Course], badges: Mapping[str, tuple[Badge, ...]], views: Any
) -> Table:
    return table_of(
        request, "t-courses", _("Courses"), columns(badges), found, row_url=lambda row: course_address(row.key),
        row_key=lambda row: row.key, exports=files_of("courses:export"), views=views,
        keep=("as",),
    )  # fmt: skip


def _labels(others: Sequence[Facet], courses: Sequence[Course]) -> dict[str, tuple[Any, Mapping[str, str]]]:
    found: dict[str, tuple[Any, Mapping[str, str]]] = {
        "for": (_("For"), {MINE: _("my role")}),
        "topic": (_("Topic"), {}),
        "modality": (_("How"), {key: str(each) for key, each in wording.MODALITIES.items()}),
        "level": (_("Level"), {key: str(each) for key, each in wording.LEVELS.items()}),
        "length": (_("Length"), {key: str(label) for key, (_least, _most, label) in wording.BANDS.items()}),
        "language": (
            _("Language"), {each: wording.language(each) for course in courses for each in course.languages},
        ),
    }  # fmt: skip
    return found | {each.name: (each.label, each.labels) for each in others}


def _chips(
    wanted: Wanted, labels: Mapping[str, tuple[Any, Mapping[str, str]]]
) -> tuple[tuple[str, Any, Any], ...]:
    values = wanted.values or {}
    named = [
        (name, label, shown.get(values.get(name, ""), values.get(name, "")))
        for name, (label, shown) in labels.items()
    ]
    return (("q", _("Text"), wanted.text), *named)


def _sorts(request: HttpRequest) -> tuple[tuple[str, str, bool], ...]:
    asked = request.GET.get("sort", "")
    several = (
        (_("Title"), ""),
        (_("Shortest"), "minutes"),
        (_("Longest"), "-minutes"),
        (_("Level"), "level"),
    )
    return tuple(
        (label, with_params(request.GET, sort=key or None, page=None), asked == key) for label, key in several
    )


def _badges(several: Sequence[Added]) -> dict[str, tuple[Badge, ...]]:
    found: dict[str, tuple[Badge, ...]] = {}
    for each in several:
        for key, badges in each.badges.items():
            found[key] = (*found.get(key, ()), *badges)
    return found


def _advised(
    several: Sequence[Added], courses: Sequence[Course], badges: Mapping[str, tuple[Badge, ...]],
    facets: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> tuple[tuple[Card, str], ...]:  # fmt: skip
    by_key = {each.key: each for each in courses}
    told = {key: str(why) for each in several for key, why in reversed(each.advised) if key in by_key}
    order = dict.fromkeys(key for each in several for key, _why in each.advised if key in by_key)
    return tuple((card_of(by_key[key], badges), told[key]) for key in list(order)[:4])


def _tags(badges: Sequence[Badge]) -> str:
    return format_html_join(" ", "{}", ((tag(each.label, each.tone),) for each in badges))
