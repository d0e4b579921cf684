"""The settings of a course by form: values of its front matter, changed where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.courses import wording
from trellis.courses.queries import studio as queries
from trellis.courses.queries.catalogue import courses_now
from trellis.courses.services import studio as services
from trellis.courses.studio import fronts
from trellis.courses.studio.lists import page_of
from trellis.courses.views.studio_desk import Asked, of_course, status_of
from trellis.handbook.errors import TrellisError
from trellis.handbook.yaml import parse
from trellis.pages.queries.folders import plain
from trellis.pages.services.drafts import NotAllowedError
from trellis.people.terms import role_titles


class Field(NamedTuple):
    """A setting: its key in the front matter, what it is called, how it is asked for, and what may help."""

    key: str
    label: str | Promise
    sort: str = "text"
    help: str | Promise = ""
    choices: Mapping[str, str | Promise] = {}
    known: str = ""


TOP = (
    Field("title", gettext_lazy("Title")),
    Field("description", gettext_lazy("What it is good for, in one sentence")),
)
FIELDS = (
    Field(
        "owner", gettext_lazy("Who answers for it"), help=gettext_lazy("The title of a role."), known="titles"
    ),
    Field(
        "duration",
        gettext_lazy("Length"),
        help=gettext_lazy("Such as 45 minutes or 2 hours; empty: that of its parts."),
    ),
    Field("modality", gettext_lazy("How it is taught"), "choice", choices=wording.MODALITIES),
    Field("level", gettext_lazy("Level"), "choice", choices=wording.LEVELS),
    Field("topics", gettext_lazy("Topics"), "list", gettext_lazy("With commas between them.")),
    Field("tags", gettext_lazy("Tags"), "list", gettext_lazy("With commas between them.")),
    Field(
        "audience",
        gettext_lazy("Who finds it"),
        "value",
        gettext_lazy("everybody, or such as {managers: true}."),
    ),
    Field("enrollment", gettext_lazy("Enrollment"), "choice", choices=wording.ENROLLMENTS),
    Field("languages", gettext_lazy("Languages"), "list", gettext_lazy("Such as en, de.")),
    Field("translation-of", gettext_lazy("Translation of"), known="courses"),
    Field(
        "prerequisites",
        gettext_lazy("To complete before"),
        "list",
        gettext_lazy("Keys of courses, with commas."),
        known="courses",
    ),
    Field("equivalent-to", gettext_lazy("Counts as"), "list", gettext_lazy("Keys of courses, with commas.")),
    Field("competencies", gettext_lazy("Competencies"), "list", gettext_lazy("Keys, with commas.")),
    Field(
        "levels",
        gettext_lazy("Serves the levels"),
        "list",
        gettext_lazy("Titles of roles, with commas."),
        known="titles",
    ),
    Field(
        "valid-for",
        gettext_lazy("A completion counts for"),
        help=gettext_lazy("Such as 12 months; empty: for good."),
    ),
    Field("review-by", gettext_lazy("Next review"), "date"),
    Field(
        "assign",
        gettext_lazy("Who must or should take it"),
        "rules",
        gettext_lazy(
            "One rule a line, such as {audience: {managers: true}, required: true, due: 30 days after hire}."
        ),
    ),
)
USUAL = {"modality": "self-paced", "level": "foundation", "enrollment": "open"}


class SettingError(TrellisError):
    """A value that cannot be read."""

    code = "setting"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_course
def settings(asked: Asked) -> HttpResponse:
    """The form; sent, only the values that are different are written."""
    desk, error, post = asked.desk("course.md"), None, asked.request.POST
    if asked.request.method == "POST":
        try:
            is_new = services.change(
                desk,
                by=asked.account,
                seen=post.get("seen", ""),
                reshape=lambda text: _written(text, desk.path, post),
            )
        except NotAllowedError:
            raise
        except TrellisError as trouble:
            error = trouble
        else:
            messages.success(
                asked.request, _("Kept as your draft.") if is_new else _("Nothing was different.")
            )
            return asked.to("settings")
    page = queries.course_page(asked.bench, asked.account)
    shown = values_of(plain(desk.text), desk.path) if error is None else post.dict()
    rows = [(each, shown.get(each.key, "")) for each in (*TOP, *FIELDS)]
    values = asked.context(
        "settings",
        page=page,
        error=error,
        rows=rows,
        titles=role_titles(),
        courses=sorted(courses_now().by_key),
    )
    return render(asked.request, "courses/studio/settings.html", values, status=status_of(error))


def values_of(text: str, path: str) -> dict[str, str]:
    """What stands in the cells of the form."""
    front = page_of(text, path).front
    said = front.plain() if front is not None else {}
    said = said if isinstance(said, dict) else {}
    own = said.get("course")
    inner = {str(key).replace("_", "-"): value for key, value in own.items()} if isinstance(own, dict) else {}
    found = {each.key: _shown(said.get(each.key), each) for each in TOP}
    return found | {each.key: _shown(inner.get(each.key), each) or USUAL.get(each.key, "") for each in FIELDS}


def _shown(value: Any, field: Field) -> str:
    if value is None:
        return ""
    if field.sort == "list":
        return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)
    if field.sort == "rules":
        return "\n".join(_flow(each) for each in value) if isinstance(value, list | tuple) else _flow(value)
    return _flow(value) if field.sort == "value" else str(value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _written(text: str, path: str, post: QueryDict) -> str:
    before = values_of(text, path)
    top, own = ({each.key: _read(post.get(each.key, ""), each) for each in fields
                 if " ".join(post.get(each.key, "").split()) != " ".join(before[each.key].split())}
                for fields in (TOP, FIELDS))  # fmt: skip
    if "title" in top and not top["title"]:
        raise SettingError(_("A course needs a title."), hint=_("Say in a few words what it teaches."))
    text = fronts.with_values(text, top) if top else text
    return fronts.with_values(text, own, "course") if own else text


def _read(said: str, field: Field) -> Any:
    said = said.replace("\r\n", "\n").strip()[:5000]
    if not said:
        return None
    if field.sort == "list":
        return [each.strip() for each in said.split(",") if each.strip()]
    if field.sort == "choice" and said not in field.choices:
        raise SettingError(_("“%(said)s” is not among the choices.") % {"said": said[:40]})
    if field.sort == "date":
        try:
            return date.fromisoformat(said).isoformat()
        except ValueError:
            raise SettingError(
                _("“%(said)s” is no day.") % {"said": said[:40]}, hint=_("Such as 2030-06-30.")
            ) from None
    if field.sort == "rules":
        return [_value(line, field) for line in said.split("\n") if line.strip()]
    return _value(said, field) if field.sort == "value" else " ".join(said.split())


def _value(said: str, field: Field) -> Any:
    found = parse(f"value: {said}")
    node = found.node.get("value") if found.node is not None else None
    if found.problems or node is None:
        raise SettingError(
            _("“%(said)s” cannot be read.") % {"said": said[:60]},
            hint=_("Look at the example below the field."),
        )
    return node.plain()
