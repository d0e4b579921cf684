"""Input of this room that is more than a text or a choice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import RecordForm
from trellis.people import terms as people_terms
from trellis.people.forms.parts import PersonField


class NominateForm(RecordForm):
    """Colleagues to be asked: one, or several at once."""

    person = PersonField("peer", label=_("Colleague"))
    second = PersonField("peer-2", label=_("Another colleague"), required=False)
    third = PersonField("peer-3", label=_("A third colleague"), required=False)

    @property
    def people(self) -> list[UUID]:
        """Who was named, once each; of a form that is valid."""
        found = [self.cleaned_data[name] for name in self.fields]
        return list(dict.fromkeys(each.pk for each in found if each is not None))


class BoardForm(RecordForm):
    """A session of calibration: whose reviews, and who leads it."""

    title = forms.CharField(label=_("Title"), max_length=200)
    departments = forms.MultipleChoiceField(
        label=_("Departments"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("With all below them; none means everybody who is on no board yet."),
    )  # fmt: skip
    from_grade = forms.FloatField(label=_("From grade"), required=False, min_value=0, max_value=99)
    to_grade = forms.FloatField(label=_("To grade"), required=False, min_value=0, max_value=99)
    facilitator = PersonField("facilitator", label=_("Leads the session"))
    second = PersonField(
        "second",
        label=_("Second person who leads it"),
        required=False,
        help_text=_("Nobody sees their own place on a board."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["departments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, each.title) for name, each in people_terms.all_departments().by_name.items()]
