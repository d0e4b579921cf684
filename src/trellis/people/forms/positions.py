"""Forms of positions: hiring somebody, changing what is so, correcting what was said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.records import uuid7
from trellis.people import terms, wording
from trellis.people.forms.parts import (
    Choices,
    DayField,
    Form,
    PersonField,
    offer,
    reason_field,
    seen_field,
    terms_of,
    text_field,
)
from trellis.people.models import Position, PositionFacts
from trellis.people.queries import directory
from trellis.people.rules import Person
from trellis.people.services.employment import Newcomer, Terms


class PositionForm(Form):
    """What a position says. The values of `choices` are those of the handbook, and what is so now though it is not."""

    title = forms.CharField(
        label=wording.LABELS["title"], max_length=300, widget=forms.TextInput(attrs={"list": "t-roles"}),
        help_text=gettext_lazy("A title of the job families."),
    )  # fmt: skip
    manager = PersonField("manager", label=wording.LABELS["manager"], required=False)
    department = forms.ChoiceField(label=wording.LABELS["department"], required=False)
    contract_type = forms.ChoiceField(label=wording.LABELS["contract_type"], required=False)
    fte = forms.DecimalField(
        label=wording.LABELS["fte"], max_digits=4, decimal_places=3,
        help_text=gettext_lazy("1 is full time, 0.5 half of it."),
    )  # fmt: skip
    location = text_field(wording.LABELS["location"], 120)
    cost_centre = text_field(wording.LABELS["cost_centre"], 40)
    location_factor = forms.DecimalField(
        label=wording.LABELS["location_factor"], max_digits=5, decimal_places=3, required=False
    )

    FACTS = (
        "title",
        "manager",
        "department",
        "contract_type",
        "fte",
        "location",
        "cost_centre",
        "location_factor",
    )
    empty_choice: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit = {"hx-get": str(reverse_lazy("people:fit")), "hx-trigger": "change", "hx-target": "#t-fit",
               "hx-include": "closest form"}  # fmt: skip
        self.fields["title"].widget.attrs |= fit
        departments = terms.all_departments().by_name
        self._choose("department", [(name, each.title) for name, each in departments.items()])
        kinds = terms.words().contract_types
        self._choose("contract_type", [(name, each.title) for name, each in kinds.items()])

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        now = self.initial.get(name, "")
        if now and now not in dict(choices):
            choices = [*choices, (now, now)]
        field.choices = [("", str(self.empty_choice)), *choices] if self.empty_choice else choices

    def changed_facts(self) -> dict[str, Any]:
        """What is another than what the form began with."""
        return {name: self._fact(name) for name in self.FACTS if name in self.changed_data}

    def _fact(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return Decimal(1) if name == "fte" and value is None else value


def initial_of(position: PositionFacts) -> dict[str, Any]:
    """What a form of a position begins with."""
    found = {name: getattr(position, name) for name in PositionForm.FACTS}
    found["manager"] = directory.called(position.manager) if position.manager is not None else ""
    for name in ("fte", "location_factor"):
        found[name] = f"{found[name].normalize():f}" if found[name] is not None else ""
    return found


def now_of(position: Position) -> dict[str, str]:
    """What a position says, to stand beside the fields."""
    return {name: wording.value_of(position, name) for name in PositionForm.FACTS}


class ChangeForm(PositionForm):
    """What of a position is another from a day on."""

    effective_on = DayField(label=gettext_lazy("From"), help_text=gettext_lazy("A day behind or ahead."))
    reason = reason_field()
    seen = seen_field()
    groups = (
        (gettext_lazy("When and why"), ("effective_on", "reason")),
        (gettext_lazy("What is so from then on"), PositionForm.FACTS),
    )


class CorrectionForm(ChangeForm):
    """What should have been said in the place of a change."""

    groups = (
        (gettext_lazy("When and why"), ("effective_on", "reason")),
        (gettext_lazy("What should have been said"), PositionForm.FACTS),
    )

    def facts(self, said: list[str]) -> dict[str, Any]:
        """What the change said, as it stands in the form now, and whatever else is another."""
        names = {*self.changed_data, *said}
        return {name: self._fact(name) for name in self.FACTS if name in names}


class HireForm(PositionForm):
    """Somebody new, or somebody known, with the position in which they begin."""

    name = text_field(gettext_lazy("Name"), 200, help_text=gettext_lazy("As they want to be called."))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254, required=False,
        help_text=gettext_lazy("By it they are recognised when they sign in for the first time."),
    )  # fmt: skip
    known = PersonField(
        "known", known=True, label=gettext_lazy("Or somebody known"), required=False,
        help_text=gettext_lazy("A candidate, somebody external, or who worked here before."),
    )  # fmt: skip
    entity = forms.ChoiceField(label=gettext_lazy("Entity"))
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Only of a contract that ends."),
    )
    probation_ends_on = DayField(
        label=gettext_lazy("Probation until"), required=False,
        help_text=gettext_lazy("Empty: as the rules of the entity say."),
    )  # fmt: skip
    number = text_field(
        gettext_lazy("Number"), 40, help_text=gettext_lazy("Of the payroll, where there is one.")
    )
    reason = reason_field()
    key = forms.UUIDField(widget=forms.HiddenInput)
    groups = (
        (gettext_lazy("Who"), ("name", "email", "known")),
        (gettext_lazy("Employment"), ("entity", "starts_on", "ends_on", "probation_ends_on", "number")),
        (gettext_lazy("Position"), PositionForm.FACTS),
        (gettext_lazy("Note"), ("reason",)),
    )
    wide = frozenset({"reason"})
    empty_choice = gettext_lazy("as the handbook says")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"fte": "1", "key": uuid7(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["fte"].required = False
        offer(self, "entity", [(name, name) for name in terms.all_entities()])
        self.fields["cost_centre"].help_text = _("Empty: that of the department.")

    def clean(self) -> dict[str, Any]:
        """One of the two ways to say who."""
        super().clean()
        values = self.cleaned_data
        is_new = bool(values.get("name") or values.get("email"))
        if is_new and values.get("known"):
            self.add_error("known", _("Either somebody new or somebody known: empty the one or the other."))
        elif not values.get("name") and not values.get("known") and "known" not in self.errors:
            self.add_error("name", _("Write a name, or choose somebody known."))
        return values

    def whom(self) -> Person | Newcomer:
        """Who is hired."""
        known: Person | None = self.cleaned_data["known"]
        return known or Newcomer(self.cleaned_data["name"], self.cleaned_data["email"])

    def begins(self) -> Terms:
        """How the employment begins."""
        return terms_of(self.cleaned_data, ends_on=self.cleaned_data["ends_on"])

    def facts(self) -> dict[str, Any]:
        """What is said of the position; the rest follows from the handbook."""
        return {name: self._fact(name) for name in self.FACTS if self._fact(name) not in (None, "")}
