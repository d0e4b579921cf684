"""Forms of plans: input to clean values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import Form
from trellis.core.rules import Person
from trellis.people.days import today
from trellis.performance import terms
from trellis.performance.services.locking import LONGEST


def _words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **options)


class WholeForm(Form):
    """What a plan says as a whole."""

    stage = forms.ChoiceField(label=_("Stage"))
    starts_on = _day(_("Begins on"))
    weeks = forms.IntegerField(label=_("Weeks"))
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST, widget=_words(5),
        help_text=_("What you saw, since when, and what you said about it so far. The person reads it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        weeks = terms.support().weeks
        super().__init__(data, initial={"starts_on": today(), "weeks": weeks.most, **(initial or {})})
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, each.title) for name, each in terms.stages().items()]
        self.fields["weeks"].widget.attrs.update(min=weeks.least, max=weeks.most)


class BeginForm(WholeForm):
    """A new plan. `key` is the identifier of what is made, so that it is made once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("For whom"))
    field_order = ("key", "person", "stage", "starts_on", "weeks", "reason")

    def __init__(
        self, data: Any = None, *, people: Sequence[Person], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.name) for each in people]


class RewriteForm(WholeForm):
    """A draft that is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ExpectationForm(Form):
    """What is expected of somebody in a plan of support, and how both see whether it is met."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What is expected"), max_length=LONGEST, widget=_words(2))
    measure = forms.CharField(
        label=_("How it is measured"), max_length=LONGEST, widget=_words(2), required=False,
        help_text=_("What both can look at: a number, a date, an example."),
    )  # fmt: skip
    by = _day(_("By when"), required=False)


class ReasonForm(Form):
    """Something that is done for a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST, widget=_words(3))


class ExtendForm(ReasonForm):
    """More time."""

    weeks = forms.IntegerField(label=_("Weeks"), min_value=1)
    field_order = ("weeks", "reason", "version")


class OutcomeForm(ReasonForm):
    """How a plan ends."""

    outcome = forms.ChoiceField(label=_("Outcome"))
    field_order = ("outcome", "reason", "version")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, each.title) for name, each in terms.outcomes().items()]


class CheckInForm(Form):
    """A check-in; how each expectation stands is read beside it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    held_on = _day(_("Held on"))
    note = forms.CharField(
        label=_("What was said"), max_length=LONGEST, widget=_words(3), required=False,
        help_text=_("The person reads it at once."),
    )  # fmt: skip


class CommentForm(Form):
    """Something to say."""

    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=_words(3))
