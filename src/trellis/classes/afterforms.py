"""Forms of what comes after a session: what people think of it, what an observer saw, what facilitators must know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.classes import teaching, terms
from trellis.core.forms import Form
from trellis.core.records import uuid7

_GRADES = tuple((str(at), str(at)) for at in range(1, 6))


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FeedbackForm(Form):
    """What somebody thinks of a session."""

    content = forms.TypedChoiceField(
        label=gettext_lazy("The content"), choices=_GRADES, coerce=int, widget=forms.RadioSelect
    )
    facilitation = forms.TypedChoiceField(
        label=gettext_lazy("How it was run"), choices=_GRADES, coerce=int, widget=forms.RadioSelect
    )
    value = forms.TypedChoiceField(
        label=gettext_lazy("What it is worth for my work"),
        choices=_GRADES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What should be different, and what should stay"), required=False, max_length=5000,
        widget=_text(4),
    )  # fmt: skip


class ObservationForm(Form):
    """What an observer saw: a grade for each criterion of the handbook."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        grades = [("1", _("not seen")), ("2", _("in part")), ("3", _("well")), ("4", _("very well"))]
        for at, title in enumerate(terms.classes().observation):
            self.fields[f"grade_{at}"] = forms.TypedChoiceField(
                label=title,
                choices=grades,
                coerce=int,
                widget=forms.RadioSelect,
                initial=(initial or {}).get(title),
            )
        self.fields["words"] = forms.CharField(
            label=_("What you saw, and what you would try"), required=False, max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 5, "class": "input"}), initial=(initial or {}).get("words", ""),
        )  # fmt: skip
        self.fields["is_ready"] = forms.BooleanField(
            label=_("They can run such sessions alone"),
            required=False,
            initial=(initial or {}).get("is_ready"),
        )

    def criteria(self) -> list[Any]:
        """The fields of the grades."""
        return [self[name] for name in self.fields if name.startswith("grade_")]

    def grades(self) -> dict[str, int]:
        """The grades, by the number of the criterion."""
        said = self.cleaned_data
        return {name.removeprefix("grade_"): said[name] for name in said if name.startswith("grade_")}


class UpdateForm(Form):
    """Something that facilitators must know."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("What has changed"), max_length=20_000, widget=_text(5))
    course = forms.ChoiceField(label=gettext_lazy("For whoever runs"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        course = self.fields["course"]
        assert isinstance(course, forms.ChoiceField)
        course.choices = [
            ("", _("any session")),
            *sorted(teaching.courses().items(), key=lambda each: each[1]),
        ]
