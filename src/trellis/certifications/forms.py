"""Forms of certificates: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.certifications.services.keeping import LONGEST
from trellis.certifications.services.signing import LONGEST as LONGEST_NOTE
from trellis.core.forms import RecordForm


def _words(
    label: Any, most: int, *, required: bool = True, help_text: Any = "", rows: int = 2
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ExtensionForm(RecordForm):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Until"), input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    because = _words(_("Why you need more time"), LONGEST)


class ReasonForm(RecordForm):
    """Why something becomes of a certificate."""

    because = _words(
        _("Why"), LONGEST, help_text=_("It stands in the history of the certificate; the holder reads it.")
    )


class SharingForm(RecordForm):
    """What strangers see."""

    shared = forms.BooleanField(
        label=_("Strangers who check it read what it certifies, and this name"), required=False
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, help_text=_("Left empty, it is your name as it is here."),
    )  # fmt: skip


class NoteForm(RecordForm):
    """What somebody says to whoever signs it off."""

    note = _words(
        _("What you have done"), LONGEST_NOTE, required=False, rows=3,
        help_text=_("Say when and where, and where it can be looked at."),
    )  # fmt: skip


class AnswerForm(RecordForm):
    """What whoever signs says."""

    answer = _words(
        _("Your words"), LONGEST_NOTE, required=False, rows=3,
        help_text=_("Needed where you do not sign it off. The person reads it."),
    )  # fmt: skip
