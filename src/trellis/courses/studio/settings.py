"""The settings of a course as cells of a form, and back: values of its front matter, changed where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.courses import wording
from trellis.courses.studio import fronts, groups
from trellis.courses.studio.groups import AudienceCells
from trellis.courses.studio.lists import page_of
from trellis.courses.studio.picking import Known, SettingError, chosen
from trellis.courses.studio.sending import Sent
from trellis.handbook.rewriting import Item

_DUE = re.compile(
    r"(?P<days>\d{1,4}) (?P<working>working )?days?(?: after (?P<after>hire|position|assignment|expiry))?"
)
MOST_RULES = 20


class Field(NamedTuple):
    """A setting: its key in the front matter, what it is called, how it is asked for, and what may help.

    `sort` is `text`, `area`, `date`, `choice`, `one` or `several` of what is `known`, or `free` where other words than
    those known may stand, too.
    """

    key: str
    label: str | Promise
    sort: str = "text"
    help: str | Promise = ""
    choices: Mapping[str, str | Promise] = {}
    known: str = ""


TOP = (
    Field("title", gettext_lazy("Title")),
    Field("description", gettext_lazy("What it is good for, in one sentence"), "area"),
)
ABOUT = (
    Field("owner", gettext_lazy("Who answers for it"), "one", gettext_lazy("The title of a role."), known="roles"),
    Field(
        "duration", gettext_lazy("Length"),
        help=gettext_lazy("Such as 45 minutes or 2 hours; empty: that of its parts."),
    ),
    Field("modality", gettext_lazy("How it is taught"), "choice", choices=wording.MODALITIES),
    Field("level", gettext_lazy("Level"), "choice", choices=wording.LEVELS),
    Field("topics", gettext_lazy("Topics"), "free", known="topics"),
    Field("tags", gettext_lazy("Tags"), "free", known="tags"),
    Field("competencies", gettext_lazy("Competencies"), "several", known="competencies"),
    Field("levels", gettext_lazy("Serves the levels"), "several", gettext_lazy("Titles of roles."), known="roles"),
    Field("languages", gettext_lazy("Languages"), "free", known="languages"),
    Field("translation-of", gettext_lazy("Translation of"), "one", known="courses"),
    Field(
        "valid-for", gettext_lazy("A completion counts for"),
        help=gettext_lazy("Such as 12 months; empty: for good."),
    ),
    Field("review-by", gettext_lazy("Next review"), "date"),
)  # fmt: skip
WHO = (
    Field("enrollment", gettext_lazy("Enrollment"), "choice", choices=wording.ENROLLMENTS),
    Field("prerequisites", gettext_lazy("To complete before"), "several", known="courses"),
    Field("equivalent-to", gettext_lazy("Counts as"), "several", known="courses"),
)
FIELDS = (*ABOUT, *WHO)
PICKED = ("one", "several", "free")
USUAL = {"modality": "self-paced", "level": "foundation", "enrollment": "open"}
AFTER: dict[str, str | Promise] = {
    "hire": gettext_lazy("after somebody is hired"),
    "position": gettext_lazy("after somebody begins in their position"),
    "assignment": gettext_lazy("after it is assigned"),
    "expiry": gettext_lazy("after what they have expires"),
}


class Rule(NamedTuple):
    """A rule by which people must or should take a course; `was` is which one of the text it is."""

    audience: AudienceCells = AudienceCells()
    required: bool = False
    days: str = ""
    working: bool = False
    after: str = "assignment"
    begin: bool = False
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the form. `rules` are `None` where the text has them in a way that no form can show."""

    plain: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: AudienceCells = field(default_factory=AudienceCells)
    rules: tuple[Rule, ...] | None = ()


# -- from a text


def sheet_of(text: str, path: str) -> Sheet:
    """What the form shows of a text."""
    said, own = _said(text, path)
    plain = {each.key: _words(said.get(each.key)) for each in TOP}
    plain |= {
        each.key: _words(own.get(each.key)) or USUAL.get(each.key, "") for each in FIELDS if each.sort not in PICKED
    }  # fmt: skip
    picked = {each.key: _several(own.get(each.key)) for each in FIELDS if each.sort in PICKED}
    return Sheet(plain, picked, groups.cells_of(own.get("audience")), _rules_of(own.get("assign")))


def _said(text: str, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    front = page_of(text, path).front
    said = front.plain() if front is not None else {}
    said = said if isinstance(said, dict) else {}
    own = said.get("course")
    inner = {str(key).replace("_", "-"): value for key, value in own.items()} if isinstance(own, dict) else {}
    return said, inner


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _several(value: Any) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else (str(value),)


def _rules_of(value: Any) -> tuple[Rule, ...] | None:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(each, dict) for each in value):
        return None
    return tuple(_rule_of(each, at) for at, each in enumerate(value))


def _rule_of(said: Mapping[str, Any], at: int) -> Rule:
    due = _DUE.fullmatch(_words(said.get("due")).strip())
    return Rule(
        groups.cells_of(said.get("audience")), said.get("required") is True, due["days"] if due else "",
        bool(due and due["working"]), (due["after"] if due else None) or "assignment", said.get("begin") is True, at,
    )  # fmt: skip


# -- from a form


def sent(post: Sent, before: Sheet) -> Sheet:
    """The cells that a form sends; what the form cannot show is as it was before."""
    plain = {
        each.key: str(post.get(each.key, "")).replace("\r\n", "\n").strip()[:5000]
        for each in (*TOP, *FIELDS)
        if each.sort not in PICKED
    }
    picked = {each.key: groups.values_sent(post, each.key) for each in FIELDS if each.sort in PICKED}
    audience = groups.sent(post, "audience", before.audience)
    if before.rules is None:
        return Sheet(plain, picked, audience, None)
    return Sheet(plain, picked, audience, tuple(_rules_sent(post, before.rules)))


def _rules_sent(post: Sent, before: tuple[Rule, ...]) -> list[Rule]:
    found = []
    for at in range(MOST_RULES):
        name = f"assign-{at}"
        if name not in post:
            continue
        was = str(post.get(f"{name}-was", ""))
        old = before[int(was)] if was.isdecimal() and int(was) < len(before) else Rule()
        after = str(post.get(f"{name}-after", ""))
        found.append(
            Rule(
                groups.sent(post, name, old.audience), post.get(f"{name}-required", "") == "1",
                str(post.get(f"{name}-days", "")).strip()[:10], post.get(f"{name}-working", "") == "1",
                after if after in AFTER else "assignment", post.get(f"{name}-begin", "") == "1", old.was,
            )
        )  # fmt: skip
    return found


def resolved(sheet: Sheet, before: Sheet, known: Known) -> Sheet:
    """The cells with titles that were typed as the values that they mean. Raises SettingError for what there is not."""
    picked = {
        each.key: chosen(
            _split(sheet.picked[each.key]) if each.sort == "free" else sheet.picked[each.key],
            known.get(each.known, ()), before.picked[each.key], is_free=each.sort == "free",
        )[: 1 if each.sort == "one" else None]
        for each in FIELDS
        if each.sort in PICKED
    }  # fmt: skip
    rules = None
    if sheet.rules is not None:
        rules = tuple(
            each._replace(audience=resolved_audience(each.audience, known, _old(each, before).audience))
            for each in sheet.rules
        )
    return Sheet(sheet.plain, picked, resolved_audience(sheet.audience, known, before.audience), rules)


def _split(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for each in said for part in each.split(",") if part.strip())


def _old(rule: Rule, before: Sheet) -> Rule:
    return before.rules[rule.was] if rule.was is not None and before.rules else Rule()


def _day(said: str) -> str:
    """A day as texts have it. Raises SettingError."""
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise SettingError(
            _("“%(said)s” is no day.") % {"said": said[:40]}, hint=_("Such as 2030-06-30.")
        ) from None


def resolved_audience(cells: AudienceCells, known: Known, before: AudienceCells) -> AudienceCells:
    """An audience whose values are such as texts name them. Raises SettingError."""
    had = {value for row in (*before.all, *before.any) for value in row.values}

    def of(row: groups.Row) -> groups.Row:
        if row.field in groups.NUMBERS:
            number = row.values[0] if row.values else ""
            if number and not (number.isdecimal() and 1 <= int(number[:4]) <= 99):
                raise SettingError(
                    _("“%(said)s” is no grade.") % {"said": number[:40]}, hint=_("From 1 to 99.")
                )
            return row._replace(values=row.values[:1])
        if row.field in groups.DAYS:
            return row._replace(values=tuple(map(_day, row.values[:1])))
        if row.field == groups.YES_NO:
            return row._replace(values=tuple(each for each in row.values[:1] if each in ("true", "false")))
        return row._replace(values=chosen(row.values, known.get(row.field, ()), had))

    return AudienceCells(cells.whom, tuple(map(of, cells.all)), tuple(map(of, cells.any)), cells.written)


# -- to a text


def written(text: str, path: str, sheet: Sheet) -> str:
    """The text with the cells in it; the same where none is different. Raises SettingError, CannotRewriteError."""
    before = sheet_of(text, path)
    top = {each.key: _read(sheet.plain[each.key], each) for each in TOP if _differs(sheet, before, each)}
    own: dict[str, Any] = {
        each.key: _read(sheet.plain[each.key], each)
        for each in FIELDS
        if each.sort not in PICKED and _differs(sheet, before, each)
    }
    for each in FIELDS:
        if each.sort in PICKED and sheet.picked[each.key] != before.picked[each.key]:
            several = list(sheet.picked[each.key])
            own[each.key] = (several[0] if each.sort == "one" else several) if several else None
    if "title" in top and not top["title"]:
        raise SettingError(_("A course needs a title."), hint=_("Say in a few words what it teaches."))
    if sheet.audience.said != before.audience:
        own["audience"] = audience_written(sheet.audience)
    if sheet.rules is not None and (rules := tuple(map(_tidy, sheet.rules))) != before.rules:
        own["assign"] = _rules_written(rules, before.rules or (), _said(text, path)[1].get("assign") or ())
    text = fronts.with_values(text, top) if top else text
    return fronts.with_values(text, own, "course") if own else text


def _differs(sheet: Sheet, before: Sheet, each: Field) -> bool:
    return " ".join(sheet.plain[each.key].split()) != " ".join(before.plain[each.key].split())


def _tidy(rule: Rule) -> Rule:
    """A rule as it would be read again."""
    rule = rule._replace(audience=rule.audience.said)
    return rule if rule.days else rule._replace(working=False, after="assignment")


def audience_written(cells: AudienceCells) -> Any:
    """An audience as it is written. Raises SettingError where it says that it is for some, and not for whom."""
    if cells.whom == groups.SOME and not (cells.said.all or cells.said.any):
        raise SettingError(
            _("The form does not say yet for whom it is."), hint=_("Add a condition, or choose everybody.")
        )
    return groups.value_of(cells)


def _rules_written(rules: tuple[Rule, ...], before: tuple[Rule, ...], said: Any) -> tuple[Item, ...] | None:
    items = []
    for rule in rules:
        if rule.was is None:
            items.append(Item(None, _rule_written(rule, Rule(audience=AudienceCells(whom="")), {})))
        else:
            items.append(Item(rule.was, _rule_written(rule, before[rule.was], said[rule.was])))
    return tuple(items) or None


def _rule_written(rule: Rule, before: Rule, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule says: what is different in the form, and all else as it was."""
    made = dict(said)
    if rule.audience != before.audience:
        made["audience"] = audience_written(rule.audience)
    for name in ("required", "begin"):
        if getattr(rule, name) != getattr(before, name):
            made[name] = True
            if not getattr(rule, name):
                made.pop(name)
    if (rule.days, rule.working, rule.after) != (before.days, before.working, before.after):
        if not rule.days:
            made.pop("due", None)
        elif not rule.days.isdecimal() or len(rule.days) > 4:
            raise SettingError(_("“%(said)s” is no number of days.") % {"said": rule.days})
        else:
            unit = ("working " if rule.working else "") + ("day" if int(rule.days) == 1 else "days")
            made["due"] = f"{int(rule.days)} {unit} after {rule.after}"
    return made


def _read(said: str, field: Field) -> Any:
    if not said:
        return None
    if field.sort == "choice" and said not in field.choices:
        raise SettingError(_("“%(said)s” is not among the choices.") % {"said": said[:40]})
    if field.sort == "date":
        return _day(said)
    return " ".join(said.split())
