"""Input about duties to clean values: days as people mean them become moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.core.days import begin_of, end_of
from trellis.core.definitions.rights import Duty
from trellis.core.forms import Form
from trellis.core.services import assignments


class EndForm(Form):
    """The last day of a duty."""

    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The duty ends with this day by itself. Two years ahead at most."),
    )

    def ends_at(self) -> datetime:
        """The moment at which the last day is over."""
        return end_of(self.cleaned_data["until"])

    def clean_until(self) -> date:
        """A day that there is a day after."""
        day: date = self.cleaned_data["until"]
        if not 1970 <= day.year < 9999:
            raise forms.ValidationError(_("This day is too far away."))
        return day

    def field_of(self, name: str) -> str | None:
        """The field that a service means, for its refusal."""
        return name if name in self.fields else None


class GiveDutyForm(EndForm):
    """Which duty, from when until when, and why."""

    field_order = ("duty", "since", "until", "reason")

    duty = forms.ChoiceField(label=_("Duty"), help_text=_("The duties stand in rights.yml of the handbook."))
    since = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Without one it begins now."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=assignments.LONGEST_REASON,
        help_text=_("Whoever looks at this in a year should understand it."),
    )

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, duties: Mapping[str, Duty]
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["duty"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a duty")), *((name, duty.title) for name, duty in duties.items())]

    def clean_since(self) -> date | None:
        """A day within reason, or none."""
        day: date | None = self.cleaned_data["since"]
        if day is not None and not 1970 <= day.year < 9999:
            raise forms.ValidationError(_("This day is too far away."))
        return day

    def values(self) -> dict[str, Any]:
        """What the service takes: a first day that has begun already begins now."""
        since, now = self.cleaned_data["since"], timezone.now()
        starts_at = max(begin_of(since), now) if since else now
        return {
            "duty": self.cleaned_data["duty"],
            "starts_at": starts_at,
            "ends_at": self.ends_at(),
            "reason": self.cleaned_data["reason"],
        }
