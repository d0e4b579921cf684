"""Forms of tasks, absences and requests for approval: input to clean values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import RecordForm
from trellis.work.definitions.approvals import Approval, Fact

LONGEST_TEXT = 20_000


def _day(**attributes: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


class TaskForm(RecordForm):
    """What is to be done, by whom, until when."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=forms.TextInput(attrs={"autofocus": True})
    )
    who = forms.CharField(
        label=_("Who does it"), max_length=254, required=False, help_text=_("A name or an address; without one, you."),
        widget=forms.TextInput(attrs={"list": "t-partners"}),
    )  # fmt: skip
    due = forms.DateField(label=_("Until"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])
    text = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    about = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class TaskChangeForm(RecordForm):
    """The words and the day of a task."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    due = forms.DateField(label=_("Until"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])
    text = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    turn = forms.IntegerField(widget=forms.HiddenInput)


class HandOnForm(RecordForm):
    """To whom something is handed on, and why."""

    who = forms.CharField(
        label=_("Who does it"), max_length=254, help_text=_("A name or an address."),
        widget=forms.TextInput(attrs={"list": "t-partners", "autofocus": True}),
    )  # fmt: skip
    because = forms.CharField(label=_("Why"), max_length=500)


class AbsenceForm(RecordForm):
    """From when to when somebody is away, and who stands in."""

    first = forms.DateField(label=_("First day"), widget=_day(), input_formats=["%Y-%m-%d"])
    last = forms.DateField(label=_("Last day"), widget=_day(), input_formats=["%Y-%m-%d"])
    who = forms.CharField(
        label=_("Who stands in"), max_length=254, help_text=_("A name or an address."),
        widget=forms.TextInput(attrs={"list": "t-partners"}),
    )  # fmt: skip


class RequestForm(RecordForm):
    """A request for approval, with the facts that its rule asks for."""

    title = forms.CharField(label=_("What is to be approved"), max_length=200)

    def __init__(self, rule: Approval, currencies: list[str], *args: Any, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)
        for name, fact in rule.facts.items():
            for key, field in _fields(name, fact, currencies):
                field.widget.attrs.setdefault("class", "input")
                self.fields[key] = field
        self.fields["about_whom"] = forms.CharField(
            label=_("Whom it is about"), max_length=254, required=False,
            help_text=_("A name or an address; without one, you. Whom it is about does not decide."),
            widget=forms.TextInput(attrs={"class": "input", "list": "t-partners", "autocomplete": "off"}),
        )  # fmt: skip
        self.fields["text"] = forms.CharField(
            label=_("Why"), max_length=LONGEST_TEXT, required=False,
            widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
        )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The facts as the rule compares them."""
        found: dict[str, Any] = {}
        for name, fact in self.rule.facts.items():
            value = self.cleaned_data.get(f"fact-{name}")
            if fact.kind == "money":
                currency = self.cleaned_data[f"currency-{name}"]
                found[name] = {"amount": str(value), "currency": currency}
            elif fact.kind == "yes-no":
                found[name] = value == "yes"
            else:
                found[name] = str(value) if isinstance(value, Decimal) else value
        return found


def initial_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with for facts that are known."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Mapping):
            found[f"fact-{name}"], found[f"currency-{name}"] = value.get("amount"), value.get("currency")
        elif isinstance(value, bool):
            found[f"fact-{name}"] = "yes" if value else "no"
        else:
            found[f"fact-{name}"] = value
    return found


def _fields(name: str, fact: Fact, currencies: list[str]) -> list[tuple[str, forms.Field]]:
    key = f"fact-{name}"
    if fact.kind == "money":
        amount = forms.DecimalField(label=fact.title, min_value=0, max_digits=18, decimal_places=2)
        choices = [(each, each) for each in currencies]
        return [(key, amount), (f"currency-{name}", forms.ChoiceField(label=_("Currency"), choices=choices))]
    if fact.kind == "number":
        return [(key, forms.DecimalField(label=fact.title, max_digits=18, decimal_places=6))]
    if fact.kind == "choice":
        return [(key, forms.ChoiceField(label=fact.title, choices=[(each, each) for each in fact.choices]))]
    if fact.kind == "yes-no":
        choices = [("no", str(_("no"))), ("yes", str(_("yes")))]
        return [(key, forms.ChoiceField(label=fact.title, choices=choices))]
    return [(key, forms.CharField(label=fact.title, max_length=500))]
