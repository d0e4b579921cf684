"""Forms of communities and questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.learning import terms
from trellis.learning.forms import dress
from trellis.learning.services.communities import Facts
from trellis.pages.queries.current import current_edition


class CommunityForm(forms.Form):
    """What is said of a community."""

    title = forms.CharField(label=_("Name"), max_length=200)
    about = forms.CharField(
        label=_("What it is about"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    topic = forms.CharField(label=_("Topic"), max_length=100, required=False)
    course = forms.ChoiceField(
        label=_("Course"), required=False, help_text=_("The page of the course leads to the community.")
    )
    is_open = forms.BooleanField(
        label=_("Everybody of the team reads it and may join"), required=False, initial=True,
        help_text=_("Otherwise a moderator takes people in, and nobody else reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        edition = current_edition()
        known = [
            (each.key, each.title) for each in terms.courses().by_key.values() if edition.sees(each.path)
        ]
        self.fields["course"].choices = [("", _("none")), *known]  # type: ignore[attr-defined]
        dress(self)

    @property
    def facts(self) -> Facts:
        """What was typed; after the form is valid."""
        return Facts(**self.cleaned_data)


class QuestionForm(forms.Form):
    """What is asked."""

    title = forms.CharField(label=_("What do you want to know?"), max_length=200)
    text = forms.CharField(
        label=_("More about it"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text=_("What you have tried, and where you got stuck."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)
