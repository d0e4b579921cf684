"""Forms of cohorts: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trellis.classes import terms
from trellis.classes.models import Cohort, CohortOutcome
from trellis.core.forms import Form
from trellis.core.records import uuid7

_DAY = "%Y-%m-%d"


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _people(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, help_text=help_text,
        widget=forms.TextInput(attrs={"list": "t-people", "autocomplete": "off"}),
    )  # fmt: skip


class CohortForm(Form):
    """What a cohort is. The program is chosen once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    program = forms.ChoiceField(
        label=gettext_lazy("Program"),
        help_text=gettext_lazy(
            "Its plan by weeks and its outcomes are taken from the handbook as it is now."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=200,
        help_text=gettext_lazy("Without one, it is called as the program is."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), input_formats=[_DAY],
        widget=forms.DateInput(attrs={"type": "date"}, format=_DAY),
        help_text=gettext_lazy("The first week begins on it, and each of the others seven days after the one before."),
    )  # fmt: skip
    facilitators = _people(
        gettext_lazy("Who facilitates it"),
        gettext_lazy("Names or addresses, several with commas between them."),
    )
    goal = forms.CharField(
        label=gettext_lazy("Goal of the organization that it serves"), required=False, max_length=500, widget=_text(2),
        help_text=gettext_lazy("Without words, that of the program."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What members should know"), required=False, max_length=20_000, widget=_text(4)
    )

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, cohort: Cohort | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        if cohort is not None:
            del self.fields["program"]
            return
        rows = sorted((each.title, key) for key, each in terms.programs().items())
        self.fields["program"].choices = [(key, title) for title, key in rows]  # type: ignore[attr-defined]


def initial_of(cohort: Cohort, facilitators: str) -> dict[str, Any]:
    """What the form holds of a cohort at first."""
    same = ("title", "starts_on", "goal", "words", "version")
    return {
        "key": cohort.pk, "facilitators": facilitators, **{name: getattr(cohort, name) for name in same},
    }  # fmt: skip


class MembersForm(Form):
    """Who is to be a member."""

    people = _people(
        gettext_lazy("Who joins"),
        gettext_lazy("Names or addresses, several with commas between them. They are told and enrolled."),
    )


class NewsForm(Form):
    """Something that everybody of a cohort is told."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = forms.CharField(label=gettext_lazy("What is new"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("More of it"), required=False, max_length=20_000, widget=_text(3)
    )


class OutcomeForm(Form):
    """Whether an outcome came true."""

    outcome = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=gettext_lazy("Did it come true"), choices=CohortOutcome.State.choices)
    evidence = forms.CharField(
        label=gettext_lazy("What shows it"), required=False, max_length=20_000, widget=_text(2)
    )


class EndForm(Form):
    """The end of a cohort."""

    words = forms.CharField(
        label=gettext_lazy("What it brought, or why it is called off"), required=False, max_length=20_000,
        widget=_text(3),
    )  # fmt: skip
