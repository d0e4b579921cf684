"""The question bank as a list: columns, filters, the words of what is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.assessments import using
from trellis.assessments.addresses import question_address
from trellis.assessments.queries.bank import FACETS, NONE, Bank, Entry, Wanted
from trellis.assessments.queries.items import FLAGS
from trellis.assessments.rendering import plain
from trellis.assessments.statistics import Advice
from trellis.web.exporting import files_of
from trellis.web.filters import chips_for, filter_of
from trellis.web.tables import Column, Table, table_of
from trellis.web.templatetags.shell import tag

TYPES: Mapping[str, Promise] = {
    "single": gettext_lazy("One right answer"), "multiple": gettext_lazy("Several right answers"),
    "true-false": gettext_lazy("True or false"), "matching": gettext_lazy("Match pairs"),
    "ordering": gettext_lazy("Put in order"), "short": gettext_lazy("A word or a few"),
    "numeric": gettext_lazy("A number"), "cloze": gettext_lazy("Fill in gaps"),
    "categorize": gettext_lazy("Sort into groups"), "hotspot": gettext_lazy("Point in a picture"),
    "file": gettext_lazy("Hand in a file"), "essay": gettext_lazy("Write a text"),
}  # fmt: skip
DIFFICULTIES: Mapping[str, Promise] = {
    "easy": gettext_lazy("easy"), "medium": gettext_lazy("medium"), "hard": gettext_lazy("hard"),
}  # fmt: skip
ADVICE: Mapping[str, Promise] = {
    Advice.RETIRE.value: gettext_lazy("retire it"), Advice.MEND.value: gettext_lazy("mend it"),
    Advice.KEEP.value: gettext_lazy("good"), Advice.UNKNOWN.value: gettext_lazy("too few answers"),
}  # fmt: skip
TONES = {"retire": "problem", "mend": "attention", "keep": "good", "unknown": ""}
LABELS: Mapping[str, Promise] = {
    "quiz": gettext_lazy("Quiz"), "type": gettext_lazy("Kind of question"), "topic": gettext_lazy("Topic"),
    "objective": gettext_lazy("Objective"), "difficulty": gettext_lazy("Difficulty"),
    "flag": gettext_lazy("Look at it"), "advice": gettext_lazy("What to do"),
}  # fmt: skip


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address of the bank asks for."""
    said = {name: request.GET.get(name, "")[:300] for name in FACETS}
    return Wanted(**said, text=request.GET.get("q", "").strip()[:200])


def listing(request: HttpRequest, wanted: Wanted, bank: Bank) -> dict[str, Any]:
    """What the page of the bank shows."""
    labels = {name: _labels(name, bank, wanted) for name in FACETS}
    named = [("q", _("Text"), wanted.text)]
    named += [
        (name, str(LABELS[name]), labels[name].get(value, value))
        for name in FACETS
        if (value := getattr(wanted, name))
    ]
    return {
        "table": _table(request, bank),
        "filters": tuple(
            filter_of(name, LABELS[name], bank.counts[name], getattr(wanted, name), labels[name])
            for name in FACETS
            if set(bank.counts[name]) - {NONE} or getattr(wanted, name)
        ),
        "chips": chips_for(request.GET, tuple(named)), "text": wanted.text,
        "to_retire": bank.counts["advice"][Advice.RETIRE.value], "reckoned_at": bank.reckoned_at,
    }  # fmt: skip


def advice_tag(entry: Entry) -> SafeString:
    """What to do with a question, as a label."""
    return tag(str(ADVICE[entry.advice]), TONES[entry.advice])


def _labels(name: str, bank: Bank, wanted: Wanted) -> dict[str, str]:
    none = {NONE: _("not said") if name != "flag" else _("nothing")}
    known: Mapping[str, Mapping[str, str | Promise]] = {
        "type": TYPES, "difficulty": DIFFICULTIES, "advice": ADVICE, "flag": FLAGS,
    }  # fmt: skip
    if name == "quiz":
        return {each.quiz.path: each.quiz.title for each in bank.entries} | none
    return {key: str(label) for key, label in known.get(name, {}).items()} | none


def _table(request: HttpRequest, bank: Bank) -> Table:
    uses = using.uses_of({each.quiz.path for each in bank.entries})
    columns = (
        Column[Entry]("question", _("Question"), lambda row: plain(row.question.title, "")[:160],
                      sort=lambda row: row.question.title.casefold(), under=lambda row: row.quiz.title),
        Column[Entry]("type", _("Kind of question"), lambda row: TYPES[row.question.type],
                      sort=lambda row: str(TYPES[row.question.type])),
        Column[Entry]("about", _("About"), _about, sort=lambda row: (row.question.objective, row.question.tags)),
        Column[Entry]("asked", _("Asked"), lambda row: row.asked, sort=lambda row: row.asked, numeric=True,
                      after=lambda row: _("asked")),
        Column[Entry]("facility", _("Facility"), lambda row: _share(row.sums.facility if row.sums else None),
                      sort=lambda row: _number(row.sums.facility if row.sums else None), numeric=True,
                      before=_("facility")),
        Column[Entry]("discrimination", _("Discrimination"),
                      lambda row: _share(row.sums.discrimination if row.sums else None),
                      sort=lambda row: _number(row.sums.discrimination if row.sums else None), numeric=True,
                      before=_("discrimination")),
        Column[Entry]("advice", _("What to do"), lambda row: advice_tag(row),
                      sort=lambda row: list(ADVICE).index(row.advice), under=_flags),
        Column[Entry]("difficulty", _("Difficulty"), lambda row: DIFFICULTIES.get(row.question.difficulty, ""),
                      sort=lambda row: list(DIFFICULTIES).index(row.question.difficulty)
                      if row.question.difficulty else 9, extra=True),
        Column[Entry]("used", _("Used in"), lambda row: _used(uses.get(row.quiz.path, [])), extra=True),
    )  # fmt: skip
    return table_of(
        request, "t-bank", _("Questions"), columns, bank.entries,
        row_url=lambda row: question_address(row.quiz.path, row.question.fingerprint),
        row_key=lambda row: f"{row.quiz.path} {row.question.key}", exports=files_of("assessments:bank-export"),
    )  # fmt: skip


def _about(row: Entry) -> str:
    return ", ".join(filter(None, (row.question.objective, *row.question.tags)))


def _flags(row: Entry) -> str:
    return ", ".join(str(FLAGS[each]) for each in row.flags if each in FLAGS)


def _used(uses: list[using.Use]) -> SafeString | str:
    return format_html_join(", ", '<a href="{}">{}</a>', ((each.address, each.title) for each in uses))


def _share(value: float | None) -> str:
    return number_format(f"{value:.2f}") if value is not None else ""


def _number(value: float | None) -> float:
    """What is not known comes last."""
    return value if value is not None else 9.0
