"""The form by which somebody has a view mailed."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.web.models import Form, MailedView
from trellis.web.rhythms import LAST_DAY, Every, Rhythm

SAFE_DAYS = 28
"""Days that every month has; beyond them only its last can be chosen."""


class MailForm(forms.Form):
    """When, as what, and for whose view it is: to whom."""

    when = forms.ChoiceField(label=gettext_lazy("When"))
    at = forms.TimeField(
        label=gettext_lazy("At"), initial=time(8), input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On the clock of whoever gets it."),
    )  # fmt: skip
    form = forms.ChoiceField(label=gettext_lazy("As"), choices=Form.choices, initial=Form.XLSX)
    to = forms.CharField(
        label=gettext_lazy("To whom else"), max_length=254, required=False,
        help_text=gettext_lazy(
            "A name or an address; empty: to me. Everybody gets what they themselves may see, and can stop it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, may_mail_to_others: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["when"].choices = choices()  # type: ignore[attr-defined]
        if not may_mail_to_others:
            del self.fields["to"]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    @property
    def rhythm(self) -> Rhythm:
        """What was chosen."""
        every, _dash, day = self.cleaned_data["when"].partition("-")
        return Rhythm(Every(every), int(day), self.cleaned_data["at"])


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The days that can be chosen, in two groups."""
    week = [(f"{Every.WEEK}-{at + 1}", str(name)) for at, name in WEEKDAYS.items()]
    month = [(f"{Every.MONTH}-{day}", _("on day %(day)s") % {"day": day}) for day in range(1, SAFE_DAYS + 1)]
    month.append((f"{Every.MONTH}-{LAST_DAY[Every.MONTH]}", _("on the last day")))
    return [(_("Every week"), week), (_("Every month"), month)]


def initial_of(row: MailedView | None) -> dict[str, Any]:
    """What the form begins with: how it is now, else Mondays at eight."""
    if row is None:
        return {"when": f"{Every.WEEK}-1", "at": time(8), "form": Form.XLSX}
    return {"when": f"{row.every}-{row.day}", "at": row.at, "form": row.form}


def words_of(row: MailedView) -> str:
    """When it is mailed, in words."""
    at = row.at.strftime("%H:%M")
    if row.every == Every.WEEK:
        return _("%(day)s at %(time)s") % {"day": WEEKDAYS[row.day - 1], "time": at}
    if row.day > SAFE_DAYS:
        return _("on the last day of each month at %(time)s") % {"time": at}
    return _("on day %(day)s of each month at %(time)s") % {"day": row.day, "time": at}
