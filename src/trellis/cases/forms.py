"""Forms of cases: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.cases import terms
from trellis.core.forms import Form
from trellis.core.records import uuid7

LONGEST = 20_000


def _words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OnceForm(Form):
    """A form that writes something down once, however often it is sent: `key` is the identifier of what is made."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class OpenForm(OnceForm):
    """A new case."""

    type = forms.ChoiceField(label=_("Type"))
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Handlers alone read it. It is kept sealed.")
    )
    subject = forms.CharField(
        label=_("Whom it is about"), max_length=254, help_text=_("A name or an address of somebody who works here.")
    )  # fmt: skip
    reporter = forms.CharField(label=_("Who reported it"), max_length=254, required=False)
    handler = forms.CharField(
        label=_("A further handler"), max_length=254, required=False,
        help_text=_("Needed where you have a part in it yourself. A name or an address."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, each.title) for name, each in terms.types().items()]


class NoteForm(OnceForm):
    """What somebody writes down of a case for those who handle it."""

    text = forms.CharField(label=_("Note"), max_length=LONGEST, widget=_words())


class DecisionForm(OnceForm):
    """What is decided in a case, why, by whom, and from which day on."""

    text = forms.CharField(label=_("What is decided"), max_length=LONGEST, widget=_words(2))
    why = forms.CharField(label=_("Why"), max_length=LONGEST, widget=_words(2))
    decided_by = forms.CharField(label=_("Who decided"), max_length=200)
    effective_on = forms.DateField(label=_("Counts from"), widget=_day(), input_formats=["%Y-%m-%d"])


class DeadlineForm(OnceForm):
    """A deadline by hand."""

    title = forms.CharField(label=_("What is due"), max_length=200)
    due_on = forms.DateField(label=_("On"), widget=_day(), input_formats=["%Y-%m-%d"])


class DocumentForm(Form):
    """A file."""

    file = forms.FileField(label=_("Document"))


class MessageForm(OnceForm):
    """A message of a thread."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST, widget=_words())


class AskForm(OnceForm):
    """A question in confidence."""

    title = forms.CharField(label=_("What it is about, in a few words"), max_length=200)
    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, widget=_words(7),
        help_text=_("People Operations reads it, nobody else: not your manager, no administrator."),
    )  # fmt: skip


class PartyForm(Form):
    """Who has to do with a case."""

    person = forms.CharField(label=_("Name or address"), max_length=254)
    part = forms.ChoiceField(
        label=_("What they are to the case"),
        choices=[
            ("subject", _("whom it is about")),
            ("witness", _("witness")),
            ("manager", _("manager")),
            ("reporter", _("who reported it")),
        ],
    )


class HandlerForm(Form):
    """A further handler."""

    handler = forms.CharField(
        label=_("Name or address"), max_length=254, help_text=_("Somebody who has the duty and no part in the case.")
    )  # fmt: skip


class CloseForm(Form):
    """How a case ends."""

    outcome = forms.CharField(label=_("Outcome"), max_length=LONGEST, widget=_words(3))
    version = forms.IntegerField(widget=forms.HiddenInput)
