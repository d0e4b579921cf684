"""Forms of feedback and mentoring: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.conversations.models import Feedback, Way
from trellis.core.forms import Form
from trellis.core.records import uuid7


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _somebody(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=254, help_text=_("A name or an address."),
        widget=forms.TextInput(attrs={"list": "t-people", "autocomplete": "off"}),
    )  # fmt: skip


class AnswerForm(Form):
    """What one has to say; `key` is the identifier of what is made, so that it is made once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    tone = forms.ChoiceField(
        label=_("What is it?"),
        choices=Feedback.Tone.choices,
        widget=forms.RadioSelect,
        initial=Feedback.Tone.PRAISE,
    )
    text = forms.CharField(
        label=_("What you want to say"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you saw, what came of it, and what you wish for. They read it with your name."),
    )  # fmt: skip
    for_manager = forms.BooleanField(label=_("Their manager reads it too"), required=False)


class GiveForm(AnswerForm):
    """Feedback for somebody."""

    receiver = _somebody(_("For whom"))
    field_order = ("key", "receiver", "tone", "text", "for_manager")


class AskForm(Form):
    """Asking somebody for feedback."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    asked = _somebody(_("Whom you ask"))
    question = forms.CharField(
        label=_("What you want to know"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One question about one thing is answered soonest."),
    )  # fmt: skip


class OfferForm(Form):
    """What somebody offers to others."""

    way = forms.ChoiceField(label=_("As what"), choices=Way.choices)
    topics = forms.CharField(
        label=_("In what you can help"), required=False, max_length=500,
        help_text=_("Several with commas between them."), widget=forms.TextInput(attrs={"list": "t-topics"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What others should know"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    most = forms.IntegerField(label=_("How many people at a time"), min_value=1, max_value=20)
    is_open = forms.BooleanField(label=_("I take somebody on now"), required=False)


class GoalForm(Form):
    """What a mentoring is for."""

    goal = forms.CharField(
        label=_("Goal"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the two of you read this."),
    )  # fmt: skip
    until = forms.DateField(label=_("Until"), widget=_day(), input_formats=["%Y-%m-%d"])
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskMentorForm(Form):
    """Asking somebody to be one's mentor."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    goal = forms.CharField(
        label=_("What you want to reach"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only the two of you read this."),
    )  # fmt: skip


class SessionForm(Form):
    """That the two met."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    held_on = forms.DateField(label=_("When you met"), widget=_day(), input_formats=["%Y-%m-%d"])
    notes = forms.CharField(
        label=_("Notes of both"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NotesForm(Form):
    """Notes of a session, written anew."""

    notes = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(Form):
    """The end, and what one takes along."""

    reflection = forms.CharField(
        label=_("What you take along"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The other one reads it too."),
    )  # fmt: skip
