"""Forms of certificates: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.certifications.services.keeping import LONGEST
from trellis.certifications.services.signing import LONGEST as LONGEST_NOTE


class Form(forms.Form):
    """A form whose controls have the look of the product."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")
                field.widget.attrs.setdefault("autocomplete", "off")


def _words(
    label: Any, most: int, *, required: bool = True, help_text: Any = "", rows: int = 2
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ExtensionForm(Form):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Until"), input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    because = _words(_("Why you need more time"), LONGEST)


class ReasonForm(Form):
    """Why something becomes of a certificate."""

    because = _words(
        _("Why"), LONGEST, help_text=_("It stands in the history of the certificate; the holder reads it.")
    )


class SharingForm(Form):
    """What strangers see."""

    shared = forms.BooleanField(
        label=_("Strangers who check it read what it certifies, and this name"), required=False
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, help_text=_("Left empty, it is your name as it is here."),
    )  # fmt: skip


class NoteForm(Form):
    """What somebody says to whoever signs it off."""

    note = _words(
        _("What you have done"), LONGEST_NOTE, required=False, rows=3,
        help_text=_("Say when and where, and where it can be looked at."),
    )  # fmt: skip


class AnswerForm(Form):
    """What whoever signs says."""

    answer = _words(
        _("Your words"), LONGEST_NOTE, required=False, rows=3,
        help_text=_("Needed where you do not sign it off. The person reads it."),
    )  # fmt: skip
