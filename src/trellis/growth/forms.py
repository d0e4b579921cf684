"""Forms of growth: input to clean values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.compensation.forms import currencies
from trellis.core.forms import RecordForm
from trellis.core.money import Money
from trellis.core.records import uuid7
from trellis.growth import terms
from trellis.growth.models import ActionKind, PromotionCriterion, PromotionSection, Readiness, Risk
from trellis.growth.services.promotions import Draft
from trellis.people import terms as of_people
from trellis.people.days import today


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class OnceForm(RecordForm):
    """A form that writes something down once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class EvidenceForm(OnceForm):
    """What shows an item."""

    item = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What shows it"), max_length=10_000, widget=_words(2))
    link = forms.CharField(label=_("Link"), required=False, max_length=2000, widget=forms.URLInput)


class ActionForm(OnceForm):
    """What somebody does to get there."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ActionKind.choices)
    text = forms.CharField(label=_("What is to be done"), max_length=1000)
    owner = forms.ChoiceField(label=_("Who"))
    due_on = _day(_("Until"), required=False)

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class CommentForm(OnceForm):
    """Something for everybody who sees the plan."""

    text = forms.CharField(label=_("Comment"), max_length=10_000, widget=_words())


class ArrangeForm(RecordForm):
    """Who coaches, and when the plan is looked at again."""

    coach = forms.CharField(
        label=_("Coach"), required=False, max_length=254, help_text=_("A name or an address. Coaches see the plan."),
    )  # fmt: skip
    review_on = _day(_("Look at it again on"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EndForm(RecordForm):
    """How a plan ends."""

    state = forms.ChoiceField(
        label=_("How it ends"),
        choices=[("reached", _("The level is reached")), ("dropped", _("It is dropped"))],
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=10_000,
        widget=_words(2),
        help_text=_("Needed where it is dropped."),
    )


class DocumentForm(RecordForm):
    """The document of a promotion: a field for each section and each criterion, the day and the pay."""

    when = forms.ChoiceField(label=_("In effect from"), help_text=_("Days on which promotions take effect."))
    off_cycle = forms.BooleanField(label=_("Off-cycle: on another day, by another approval"), required=False)
    other_day = _day(_("That day"), required=False)
    amount = forms.DecimalField(
        label=_("Base pay of a year"), required=False, max_digits=14, decimal_places=2, min_value=Decimal("0.01"),
        help_text=_("For full-time work. Empty: pay stays as it is."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    pay_reason = forms.CharField(
        label=_("Why this pay"), required=False, max_length=5000, widget=_words(2),
        help_text=_("Needed for what is more than usual, or outside the range of the new level."),
    )  # fmt: skip
    announcement = forms.CharField(
        label=_("Announcement"), required=False, max_length=5000, widget=_words(3),
        help_text=_("Told to the team on the day, not before."),
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, sections: tuple[PromotionSection, ...], criteria: tuple[PromotionCriterion, ...],
        sees_pay: bool, days: list[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        self.sections, self.criteria, self.sees_pay = sections, criteria, sees_pay
        super().__init__(*args, **kwargs)
        self.fields["when"].choices = days  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(each, each) for each in currencies()]  # type: ignore[attr-defined]
        if not sees_pay:
            for name in ("amount", "currency", "pay_reason"):
                del self.fields[name]
        said = terms.promotions().sections
        for section in sections:
            of = said.get(section.name)
            self.fields[f"section-{section.name}"] = _text(
                section.title, 6, of.help if of is not None else ""
            )
        for each in criteria:
            self.fields[f"criterion-{each.pk}"] = _text(each.text, 3)

    def of_sections(self) -> list[tuple[PromotionSection, Any]]:
        """Each section with its field."""
        return [(each, self[f"section-{each.name}"]) for each in self.sections]

    def of_criteria(self) -> list[tuple[PromotionCriterion, Any]]:
        """Each criterion with its field."""
        return [(each, self[f"criterion-{each.pk}"]) for each in self.criteria]

    def clean(self) -> dict[str, Any]:
        """That a promotion beside the cycle says its day."""
        values = super().clean() or {}
        if values.get("off_cycle") and not values.get("other_day"):
            self.add_error("other_day", _("Say on which day."))
        if not values.get("off_cycle") and not values.get("when") and "when" not in self.errors:
            self.add_error("when", _("Choose a day."))
        return values

    def draft(self) -> Draft:
        """What was typed. Raises MoneyError."""
        values = self.cleaned_data
        amount = values.get("amount")
        day = values["other_day"] if values["off_cycle"] else values["when"]
        return Draft(
            effective_on=day if not isinstance(day, str) else forms.DateField().clean(day),
            off_cycle=values["off_cycle"],
            sections={each.name: values[f"section-{each.name}"] for each in self.sections},
            evidence={each.pk: values[f"criterion-{each.pk}"] for each in self.criteria},
            base=Money(amount, values["currency"]) if amount is not None else None, keeps_pay=not self.sees_pay,
            pay_reason=values.get("pay_reason", ""), announcement=values["announcement"],
        )  # fmt: skip


class TransferForm(RecordForm):
    """Whither somebody wants to move."""

    title = forms.ChoiceField(label=_("Role"))
    department = forms.ChoiceField(label=_("Department"))
    manager = forms.CharField(
        label=_("New manager"), max_length=254, help_text=_("A name or an address. They are asked first."),
        widget=forms.TextInput(attrs={"list": "t-partners"}),
    )  # fmt: skip
    effective_on = _day(_("From"))
    amount = forms.DecimalField(
        label=_("Base pay of a year"), required=False, max_digits=14, decimal_places=2, min_value=Decimal("0.01"),
        help_text=_("For full-time work. Empty: pay stays as it is."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=10_000, widget=_words(4))

    def __init__(self, *args: Any, asks_pay: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(each, each) for each in currencies()]  # type: ignore[attr-defined]
        if not asks_pay:
            del self.fields["amount"], self.fields["currency"]
        titles, departments = of_people.role_titles(), of_people.all_departments().by_name
        self.fields["title"].choices = [(each, each) for each in titles]  # type: ignore[attr-defined]
        self.fields["department"].choices = [(name, each.title) for name, each in departments.items()]  # type: ignore[attr-defined]
        self.fields["effective_on"].widget.attrs["min"] = today().isoformat()

    def base(self) -> Money | None:
        """The pay that is asked for with it; none where it stays. Raises MoneyError."""
        amount = self.cleaned_data.get("amount")
        return Money(amount, self.cleaned_data["currency"]) if amount is not None else None


def _text(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "class": "input"}),
    )  # fmt: skip


class KeyRoleForm(RecordForm):
    """Why a role is a key role, and how likely it falls vacant."""

    risk = forms.ChoiceField(label=_("Risk that it falls vacant"), choices=Risk.choices)
    reason = forms.CharField(
        label=_("Why it is a key role"), max_length=10_000, widget=_words(),
        help_text=_("What would stand still without it. Whoever holds it does not read this."),
    )  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MarkForm(KeyRoleForm):
    """A role that is marked as a key role."""

    holder = forms.CharField(
        label=_("Who holds it"), max_length=254, help_text=_("A name or an address, of somebody in your line."),
        widget=forms.TextInput(attrs={"list": "t-names"}),
    )  # fmt: skip
    field_order = ("holder", "risk", "reason")


class SuccessorForm(RecordForm):
    """Who could take on a key role."""

    person = forms.CharField(
        label=_("Who"), max_length=254, help_text=_("A name or an address. They are not told."),
        widget=forms.TextInput(attrs={"list": "t-names"}),
    )  # fmt: skip
    readiness = forms.ChoiceField(label=_("Ready"), choices=Readiness.choices)
    strengths = forms.CharField(label=_("Strengths"), required=False, max_length=10_000, widget=_words())
    missing = forms.CharField(label=_("What is missing"), required=False, max_length=10_000, widget=_words())


class CloseKeyRoleForm(RecordForm):
    """Why a key role is one no more."""

    outcome = forms.CharField(
        label=_("Why"), max_length=10_000, widget=_words(2), help_text=_("Who took it on, or why it is none any more."),
    )  # fmt: skip
