"""Forms of regular meetings: input to clean values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import Form
from trellis.core.records import uuid7
from trellis.core.rules import Person


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BeginForm(Form):
    """A new series."""

    guest = forms.ChoiceField(label=_("With whom"))
    weeks = forms.IntegerField(label=_("Every … weeks"), min_value=1, max_value=52)
    first_on = forms.DateField(label=_("First on"), widget=_day(), input_formats=["%Y-%m-%d"])

    def __init__(
        self, guests: Iterable[Person], data: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["guest"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.name) for each in guests]


class PlanForm(Form):
    """How often, and when next."""

    weeks = forms.IntegerField(label=_("Every … weeks"), min_value=1, max_value=52)
    next_on = forms.DateField(label=_("Next on"), widget=_day(), input_formats=["%Y-%m-%d"])


class TopicForm(Form):
    """A point of the agenda; `key` is the identifier of what is made, so that it is made once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    text = forms.CharField(label=_("What you want to talk about"), max_length=500)


class ActionForm(Form):
    """Who does what until when."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    who = forms.ChoiceField(label=_("Who"), choices=[("me", _("me")), ("other", _("the other one"))])
    due_on = forms.DateField(label=_("Until"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])


class NotesForm(Form):
    """The notes of both."""

    text = forms.CharField(
        label=_("Notes of both"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PrivateForm(Form):
    """What is for oneself alone."""

    text = forms.CharField(
        label=_("Only for me"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nobody else reads this, not even the other one."),
    )  # fmt: skip


class FinishForm(Form):
    """When it took place."""

    held_on = forms.DateField(label=_("It took place on"), widget=_day(), input_formats=["%Y-%m-%d"])
