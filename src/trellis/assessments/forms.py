"""Input of this room that is more than a text or a choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.assessments import terms
from trellis.assessments.services.extra_time import MOST_PERCENT
from trellis.people.forms.parts import PersonField


class ExtraTimeForm(forms.Form):
    """More time for somebody."""

    person = PersonField("extra-person", label=_("Person"))
    percent = forms.IntegerField(
        label=_("More time, in per cent"), min_value=1, max_value=MOST_PERCENT,
        help_text=_("25 makes 50 minutes of 40."),
    )  # fmt: skip
    quiz = forms.ChoiceField(label=_("Quiz"), required=False)
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What was agreed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who give more time read it. Write what was agreed, not what somebody has."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["quiz"]
        assert isinstance(field, forms.ChoiceField)
        titles = sorted((each.title, path) for path, each in terms.quizzes().by_path.items())
        field.choices = [("", _("all quizzes")), *((path, title) for title, path in titles)]
        for each in self.fields.values():
            each.widget.attrs.setdefault("class", "input")
