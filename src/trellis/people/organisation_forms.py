"""Forms of the organisation: duties, planned positions, openings of entities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import RecordForm
from trellis.people import terms
from trellis.people.days import today
from trellis.people.models import Part, Seat
from trellis.people.queries.organisation import people_called


class PersonField(forms.CharField):
    """Somebody who is employed, by name or address. A name that several have is not enough."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("help_text", _("A name or an address."))
        super().__init__(widget=forms.TextInput(attrs={"list": "t-somebody"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The person; `None` for nothing where that may be."""
        text = super().clean(value)
        if not text:
            return None
        found = people_called(text, today())
        if len(found) > 1:
            raise forms.ValidationError(
                _now("Several people are called “%(name)s”. Write the address.") % {"name": text}
            )
        if not found:
            raise forms.ValidationError(
                _now("Nobody who is employed here is called “%(name)s”.") % {"name": text}
            )
        return found[0]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DutyForm(RecordForm):
    """Who looks after a department from when."""

    person = PersonField(label=_("Who"))
    part = forms.ChoiceField(label=_("As"), choices=Part.choices)
    starts_on = forms.DateField(label=_("From"), widget=_day(), input_formats=["%Y-%m-%d"], initial=today)


class EndForm(RecordForm):
    """Until when."""

    ends_on = forms.DateField(label=_("Until"), widget=_day(), input_formats=["%Y-%m-%d"], initial=today)


class SeatForm(RecordForm):
    """A planned position."""

    title = forms.CharField(
        label=_("Role"), max_length=200, widget=forms.TextInput(attrs={"list": "t-titles"}),
        help_text=_("A title of the handbook."),
    )  # fmt: skip
    department = forms.ChoiceField(label=_("Department"))
    starts_on = forms.DateField(label=_("From"), widget=_day(), input_formats=["%Y-%m-%d"])
    manager = PersonField(label=_("Manager"), required=False)
    entity = forms.ChoiceField(label=_("Entity"), required=False)
    location = forms.CharField(label=_("Place"), max_length=120, required=False)
    fte = forms.DecimalField(label=_("Part of full time"), max_digits=4, decimal_places=3, initial=1)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seat: Seat | None = None, **kwargs: Any) -> None:
        if seat is not None:
            kwargs["initial"] = {
                "title": seat.title, "department": seat.department, "starts_on": seat.starts_on,
                "manager": (seat.manager.email or seat.manager.name) if seat.manager else "", "entity": seat.entity,
                "location": seat.location, "fte": seat.fte.normalize(), "note": seat.note, "seen": seat.version,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        departments = terms.all_departments().by_name
        self.fields["department"].choices = [(name, each.title) for name, each in departments.items()]  # type: ignore[attr-defined]
        self.fields["entity"].choices = [("", _("any")), *((name, name) for name in terms.all_entities())]  # type: ignore[attr-defined]


class OpeningForm(RecordForm):
    """Which entity is opened where."""

    entity = forms.CharField(label=_("Name of the entity"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=100)
