"""Forms of pay and bonuses: input to clean values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.compensation import terms
from trellis.compensation.models import Why
from trellis.compensation.services.pay import Terms
from trellis.core.forms import RecordForm
from trellis.core.money import Money
from trellis.people import terms as of_people
from trellis.people.forms.parts import PersonField


def currencies() -> list[str]:
    """The currencies in which entities pay, the organisation's own first."""
    known = (terms.own_currency(), *(each.currency for each in of_people.all_entities().values()))
    return list(dict.fromkeys(each for each in known if each))


class PayForm(RecordForm):
    """What somebody is to be paid, from which day on, and why. `seen` is the stamp of what was looked at."""

    effective_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Base pay of a year"), max_digits=14, decimal_places=2, min_value=Decimal("0.01"),
        help_text=_("For full-time work."), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"))
    variable = forms.DecimalField(
        label=_("Variable part"), required=False, max_digits=5, decimal_places=2, min_value=0, max_value=300,
        help_text=_("In per cent of the base pay."), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    why = forms.ChoiceField(label=_("What it comes of"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = currencies()
        given = self.initial.get("currency") or ""
        known += [given] if given and given not in known else []
        self.fields["currency"].choices = [(each, each) for each in known]  # type: ignore[attr-defined]
        if asks:
            whys = (Why.CHANGE, Why.TRANSFER)
            self.fields["why"].choices = [(each.value, each.label) for each in whys]  # type: ignore[attr-defined]
            self.fields["reason"].required = True
        else:
            del self.fields["why"]

    def terms(self) -> Terms:
        """The pay that was typed. Raises MoneyError."""
        values = self.cleaned_data
        return Terms(Money(values["amount"], values["currency"]), values["variable"] or Decimal(0))


class InterimForm(RecordForm):
    """Which higher role somebody fills, from when to when, and why."""

    title = forms.ChoiceField(label=_("Role that they fill"))
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = of_people.role_titles()
        self.fields["title"].choices = [("", "–"), *((each, each) for each in titles)]  # type: ignore[attr-defined]


class BonusForm(RecordForm):
    """Whom somebody nominates, for what, and which value it shows."""

    nominee = PersonField("nominee", label=_("Colleague"), help_text=_("A name or an address."))
    reason = forms.CharField(
        label=_("What they did"), max_length=1500, widget=forms.Textarea(attrs={"rows": 5})
    )
    value = forms.ChoiceField(label=_("Which value it shows"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = terms.compensation().bonus.values
        if values:
            self.fields["value"].choices = [("", "–"), *((each, each) for each in values)]  # type: ignore[attr-defined]
            self.fields["value"].required = True
        else:
            del self.fields["value"]


class ProposalForm(RecordForm):
    """A row of a sheet of the yearly review."""

    assessment = forms.ChoiceField(label=_("Assessment"), required=False)
    percent = forms.DecimalField(
        label=_("Change in per cent"), required=False, max_digits=5, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5}),
    )  # fmt: skip
    justification = forms.CharField(
        label=_("Explanation"), required=False, max_length=500, widget=forms.TextInput(attrs={"size": 24})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = terms.compensation().review.assessments
        self.fields["assessment"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((name, each.title) for name, each in known.items()),
        ]  # fmt: skip
