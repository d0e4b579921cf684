"""Forms of goals, and of paths that are made for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.records import uuid7
from trellis.core.rules import Account, Person
from trellis.learning import rules, terms
from trellis.learning.forms import MOST_PEOPLE, as_key, dress
from trellis.learning.models import ItemKind
from trellis.learning.queries import goals
from trellis.learning.services.making import OwnItem
from trellis.pages.queries.current import current_edition
from trellis.people.days import today

OWN_ROWS = 3
"""How many items can be added while a path is made; more on its page."""


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class GoalForm(forms.Form):
    """What somebody wants to learn, and until when."""

    what = forms.ChoiceField(label=_("What"), required=False)
    words = forms.CharField(
        label=_("In own words"), max_length=300, required=False,
        help_text=_("Where it is nothing of the list, such as “lead a retrospective”."),
    )  # fmt: skip
    by_when = _day(_("Until"))
    is_shared = forms.BooleanField(
        label=_("My manager may see it"),
        required=False,
        help_text=_("Those above you in the line. Without it nobody but you sees it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("in own words")), *goals.choices()]  # type: ignore[attr-defined]
        self.fields["by_when"].initial = today() + timedelta(days=90)
        dress(self)

    def subject(self) -> tuple[str, str]:
        """The kind and the key of what was chosen; after the form is valid."""
        kind, _colon, key = self.cleaned_data["what"].partition(":")
        return kind or "words", key


class ChangeGoalForm(forms.Form):
    """Another day, and who sees it."""

    words = forms.CharField(label=_("In own words"), max_length=300, required=False)
    by_when = _day(_("Until"))
    is_shared = forms.BooleanField(label=_("My manager may see it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class ItemForm(forms.Form):
    """An item that is added by hand."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices, initial=ItemKind.LINK)
    title = forms.CharField(label=_("What it is"), max_length=300, required=False)
    what = forms.CharField(
        label=_("Address, path or key"), max_length=500, required=False,
        help_text=_("https://… of a link, people/feedback.md of a page, giving-feedback of a course."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)

    @property
    def item(self) -> OwnItem | None:
        """What was typed; nothing where nothing was."""
        clean = self.cleaned_data
        if not clean["title"].strip() and not clean["what"].strip():
            return None
        return OwnItem(clean["kind"], clean["title"], clean["what"])


class MakeForm(forms.Form):
    """A path for some people."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = forms.CharField(label=_("What the path is called"), max_length=300)
    template = forms.ChoiceField(
        label=_("Template"), required=False,
        help_text=_("A path of the handbook: everybody gets of it what they do not have yet."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(label=_("For whom"), queryset=Person.objects.none())
    due_on = _day(_("Until"), required=False)
    why = forms.CharField(label=_("Why"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, who: Account, chosen: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        edition = current_edition()
        known = [(each.key, each.title) for each in terms.courses().paths.values() if edition.sees(each.path)]
        self.fields["template"].choices = [("", _("none: only items of my own")), *known]  # type: ignore[attr-defined]
        everybody = Person.objects.filter(rules.assigned_by(who), merged_into=None, erased_at=None)
        mine = Person.objects.filter(account=who)
        rows = (everybody | mine).distinct()
        picked = [each for each in map(as_key, chosen) if each is not None][:MOST_PEOPLE]
        shown = (rows.filter(pk__in=[*picked, who.person_id]) if picked else
                 (everybody.filter(rules.seen_team(who)) | mine).distinct())  # fmt: skip
        people = rows if self.is_bound else shown.order_by("name", "pk")[:MOST_PEOPLE]
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].initial = picked or [who.person_id]
        dress(self)
