"""What is kept of people, what goes when, and who looked at what is confidential, as lists. `core` has the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from trellis.core import objects, personal, privacy
from trellis.core.personal import Basis, Data, Declaration, Fate
from trellis.core.privacy import Due
from trellis.web.exporting import MOST_ROWS, files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.saving import views_of
from trellis.web.tables import Column, table_of
from trellis.web.templatetags.shell import stamp, tag

CATALOGUE, LOOKED_AT = "data-catalogue", "access-log"
"""Under these names views of the lists are saved."""
CATALOGUE_FILE = (
    "model",
    "purpose",
    "whose",
    "fields",
    "class",
    "basis",
    "on_erasure",
    "why",
    "rule",
    "kept",
)
LOOKED_AT_FILE = ("at", "by", "by_name", "about", "object", "why")
_TONES = {Data.PERSONAL: "info", Data.CONFIDENTIAL: "attention", Data.SECRET: "attention"}
LONGEST_WHY = 200


def wanted_models(request: HttpRequest) -> dict[str, str]:
    """What the address asks for."""
    get = request.GET.get
    return {"text": get("q", "").strip()[:200], "data": get("class", ""), "fate": get("fate", "")}


def models_for(wanted: dict[str, str]) -> list[Declaration]:
    """The declarations that fit."""
    text = wanted["text"].casefold()
    return [
        each
        for each in personal.declared()
        if (not text or text in f"{each.label} {each.purpose} {' '.join(each.personal)}".casefold())
        and wanted["data"] in ("", each.data)
        and wanted["fate"] in ("", _fate(each))
    ]


def catalogue_listing(request: HttpRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """What the catalogue shows."""
    datas = {value: str(label) for value, label in Data.choices}
    fates = {value: str(label) for value, label in Fate.choices}
    by_data = Counter(str(each.data) for each in models_for({**wanted, "data": ""}))
    by_fate = Counter(_fate(each) for each in models_for({**wanted, "fate": ""}))
    data, fate = wanted["data"], wanted["fate"]
    named = (
        ("q", _("Text"), wanted["text"]),
        ("class", _("Class"), datas.get(data, data)),
        ("fate", _("On erasure"), fates.get(fate, fate)),
    )
    return {
        "table": table_of(
            request,
            "t-catalogue",
            _("What is kept"),
            catalogue_columns(),
            models_for(wanted),
            row_url=lambda each: reverse("web:data-model", args=[each.label]),
            exports=files_of("web:data-catalogue-export"),
            views=views_of(request, CATALOGUE),
        ),
        "filters": (
            filter_of("class", _("Class"), by_data, data, datas),
            filter_of("fate", _("On erasure"), by_fate, fate, fates),
        ),
        "chips": chips_for(request.GET, named),
        "text": wanted["text"],
    }


def catalogue_columns() -> tuple[Column[Declaration], ...]:
    """What the catalogue says of a model."""
    return (
        Column(
            "title",
            _("What"),
            lambda each: each.title,
            sort=lambda each: each.title,
            under=lambda each: each.label,
        ),
        Column(
            "class",
            _("Class"),
            lambda each: tag(Data(each.data).label, _TONES.get(each.data, "")),
            sort=lambda each: each.data,
        ),
        Column(
            "basis",
            _("Why it may be kept"),
            lambda each: Basis(each.basis).label,
            sort=lambda each: each.basis,
        ),
        Column("fate", _("On erasure"), fate_of, sort=_fate, before=_("on erasure:")),
        Column("kept", _("Kept"), kept_of, before=_("kept:")),
        Column("fields", _("Fields that tell of people"), lambda each: ", ".join(each.personal), extra=True),
        Column("model", _("Model"), lambda each: each.label, extra=True),
    )


def exported_models(found: Iterable[Declaration]) -> Iterable[dict[str, Any]]:
    """Declarations as plain values for a file."""
    for each in found:
        yield {
            "model": each.label,
            "purpose": str(each.purpose),
            "whose": ", ".join((*each.people, *each.accounts)),
            "fields": ", ".join(each.personal),
            "class": str(each.data),
            "basis": str(each.basis),
            "on_erasure": _fate(each),
            "why": str(each.why),
            "rule": each.lapse.key if each.lapse is not None else "",
            "kept": kept_of(each),
        }


def fate_of(each: Declaration) -> str:
    """What erasure makes of it, in words."""
    return str(Fate(each.fate).label) if each.is_personal else _("not personal")


def kept_of(each: Declaration) -> str:
    """For how long, as `retention.yml` says it."""
    if each.lapse is None:
        return _("until it is deleted")
    rule = privacy.rules().rules.get(each.lapse.key)
    return rule.keep if rule is not None else _("no rule: always")


def fields_of(each: Declaration) -> list[dict[str, Any]]:
    """Every field of a model, with what was said of it."""
    groups = (
        (_("tells of the person"), each.personal),
        (_("names somebody"), each.named),
        (_("withheld"), each.withheld),
        (_("leads to whose it is"), tuple(way.partition("__")[0] for way in (*each.accounts, *each.people))),
    )
    return [
        {
            "name": field.name,
            "said": next((said for said, names in groups if field.name in names), _("not personal")),
        }
        for field in each.model._meta.concrete_fields
    ]


def due_listing(request: HttpRequest) -> dict[str, Any]:
    """What retention takes away next."""
    found = privacy.due(timezone.now())
    return {
        "table": table_of(
            request,
            "t-due",
            _("What goes next"),
            due_columns(),
            found,
            row_url=lambda each: reverse("web:data-model", args=[each.declaration.label]),
        ),
        "total": sum(each.count for each in found),
        "has_rules": bool(privacy.rules().rules),
    }


def due_columns() -> tuple[Column[Due], ...]:
    """What the list says of a model with a rule."""
    return (
        Column(
            "title", _("What"), lambda each: each.declaration.title, sort=lambda each: each.declaration.title
        ),
        Column(
            "keep",
            _("Kept"),
            lambda each: each.rule.keep,
            under=lambda each: each.rule.why,
            before=_("kept:"),
        ),
        Column("before", _("Goes if older than"), lambda each: stamp(each.before), before=_("older than")),
        Column("ends", _("Then it is"), _ends),
        Column(
            "count",
            _("Tonight"),
            lambda each: each.count,
            sort=lambda each: each.count,
            numeric=True,
            before=_("tonight:"),
        ),
    )


def wanted_looks(request: HttpRequest) -> dict[str, str]:
    """What the address asks for, as `privacy.access_notes` takes it."""
    return {"text": request.GET.get("q", "").strip()[:200], "about": request.GET.get("about", "")}


def looks_listing(request: HttpRequest, wanted: dict[str, str]) -> dict[str, Any]:
    """What the access log shows."""
    labels = {each: objects.labels().get(each, each) for each in privacy.kinds_looked_at()}
    about = wanted["about"]
    named = (("q", _("Text"), wanted["text"]), ("about", _("To what"), labels.get(about, about)))
    return {
        "table": table_of(
            request,
            "t-looks",
            _("Who looked"),
            looks_columns(),
            privacy.access_notes(**wanted),
            row_url=lambda note: reverse("core:person", args=[note.account_id]),
            exports=files_of("web:access-log-export"),
            views=views_of(request, LOOKED_AT),
        ),
        "filters": (filter_of("about", _("To what"), dict.fromkeys(labels, 1), about, labels),),
        "chips": chips_for(request.GET, named),
        "text": wanted["text"],
    }


def looks_columns() -> tuple[Column[Any], ...]:
    """What the list says of a look."""
    labels = objects.labels()
    return (
        Column("by", _("Who"), lambda note: note.account.name),
        Column("about", _("To what"), lambda note: labels.get(note.about, note.about)),
        Column("why", _("Why"), lambda note: Truncator(note.why).chars(LONGEST_WHY)),
        Column("at", _("When"), lambda note: stamp(note.at), sort=("at",)),
        Column("object", _("Identifier"), lambda note: str(note.object), extra=True),
    )


def exported_looks(wanted: dict[str, str]) -> Iterable[dict[str, Any]]:
    """Looks as plain values for a file."""
    for note in privacy.access_notes(**wanted)[:MOST_ROWS].iterator(chunk_size=1000):
        yield {
            "at": note.at,
            "by": str(note.account_id),
            "by_name": note.account.name,
            "about": note.about,
            "object": str(note.object),
            "why": note.why,
        }


def erasures_listing(request: HttpRequest) -> dict[str, Any]:
    """Who was or is to be erased."""
    columns: tuple[Column[Any], ...] = (
        Column("person", _("Whom"), lambda each: each.person.name),
        Column(
            "state",
            _("State"),
            lambda each: tag(each.get_state_display(), "attention" if each.state == "asked" else ""),
        ),
        Column("reason", _("Why"), lambda each: each.reason),
        Column("asked_by", _("Asked by"), lambda each: each.asked_by.name, before=_("asked by")),
        Column(
            "decided_by",
            _("Decided by"),
            lambda each: each.decided_by.name if each.decided_by else "",
            before=_("decided by"),
        ),
        Column("at", _("Asked"), lambda each: stamp(each.asked_at), sort=("asked_at",)),
    )
    return {
        "table": table_of(
            request,
            "t-erasures",
            _("Erasures"),
            columns,
            privacy.erasures(),
            row_url=lambda each: reverse("core:person-privacy", args=[each.person_id]),
        )
    }


def _ends(each: Due) -> str:
    anonymous = each.declaration.lapse is not None and each.declaration.lapse.anonymous
    return str((Fate.ANONYMISE if anonymous else Fate.DELETE).label)


def _fate(each: Declaration) -> str:
    return str(each.fate) if each.is_personal else ""
