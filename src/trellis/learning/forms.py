"""Forms of assigning, and of asking that earlier learning counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.rules import Account, Person
from trellis.learning import rules, terms
from trellis.learning.models import ExemptionKind
from trellis.learning.services.handing import Whom
from trellis.pages.queries.current import current_edition
from trellis.people import terms as of_people
from trellis.people.days import today

MOST_PEOPLE = 300


class AssignForm(forms.Form):
    """What is assigned to whom by when."""

    what = forms.ChoiceField(label=_("What"))
    whom = forms.ChoiceField(label=_("To whom"))
    people = forms.ModelMultipleChoiceField(label=_("People"), queryset=Person.objects.none(), required=False)
    departments = forms.MultipleChoiceField(label=_("Departments"), required=False)
    due = forms.DateField(label=_("Due"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    is_required = forms.BooleanField(
        label=_("They must (otherwise it is recommended)"), required=False, initial=True
    )
    because = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, *args: Any, who: Account, chosen: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition, found = current_edition(), terms.courses()
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *(
                (f"course:{each.key}", each.title)
                for each in found.by_key.values()
                if edition.sees(each.path)
            ),
            *((f"path:{each.key}", each.title) for each in found.paths.values() if edition.sees(each.path)),
        ]
        keeps = rules.can_keep(who)
        whom = [
            ("people", _("the people below")),
            ("direct", _("who reports to me")),
            ("all", _("everybody below me")),
        ]
        if keeps:
            whom += [("everybody", _("everybody")), ("managers", _("all managers")),
                     ("departments", _("the departments below"))]  # fmt: skip
        self.fields["whom"].choices = whom  # type: ignore[attr-defined]
        rows = Person.objects.filter(rules.assigned_by(who), merged_into=None, erased_at=None)
        picked = [each for each in map(as_key, chosen) if each is not None][:MOST_PEOPLE]
        shown = rows.filter(pk__in=picked) if keeps and picked else rows
        people = shown.order_by("name", "pk").distinct()
        # A list of ten thousand names helps nobody: who keeps learning comes with those they chose, or names groups.
        if keeps and not picked:
            people = rows.filter(rules.seen_team(who)).order_by("name", "pk").distinct()
        self.fields["people"].queryset = people[:MOST_PEOPLE] if not self.is_bound else rows  # type: ignore[attr-defined]
        if keeps:
            departments = of_people.all_departments().by_name.items()
            self.fields["departments"].choices = [(name, each.title) for name, each in departments]  # type: ignore[attr-defined]
        else:
            del self.fields["departments"]
        self.fields["due"].initial = today() + timedelta(days=30)
        dress(self)

    def subject(self) -> tuple[str, str]:
        """What is assigned: a course or a path, and its key; after the form is valid."""
        subject, _colon, key = self.cleaned_data["what"].partition(":")
        return subject, key

    def to_whom(self) -> Whom:
        """To whom; after the form is valid."""
        clean = self.cleaned_data
        match clean["whom"]:
            case "direct" | "all":
                return Whom(team=clean["whom"])
            case "everybody":
                return Whom(everybody=True)
            case "managers":
                return Whom(managers=True)
            case "departments":
                return Whom(departments=tuple(clean["departments"]))
        return Whom(people=tuple(str(each.pk) for each in clean["people"]))

    def clean(self) -> dict[str, Any]:
        """Groups need their members, and a day has to come."""
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("whom") == "people" and not clean.get("people"):
            self.add_error("people", _("Choose people."))
        if clean.get("whom") == "departments" and not clean.get("departments"):
            self.add_error("departments", _("Choose departments."))
        due = clean.get("due")
        if due is not None and due <= today():
            self.add_error("due", _("Choose a day to come."))
        return clean


class ExemptionForm(forms.Form):
    """What somebody has learned before, or why they need not take a course."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=ExemptionKind.choices)
    because = forms.CharField(
        label=_("What you have learned, and where"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    link = forms.URLField(
        label=_("Link to a certificate or other evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class DecideForm(forms.Form):
    """Whether it counts, and until when."""

    answer = forms.CharField(
        label=_("Answer"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    until = forms.DateField(
        label=_("Counts until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class TakeBackForm(forms.Form):
    """Why something that was granted counts no more."""

    because = forms.CharField(
        label=_("Why it counts no more"), max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("The person reads it, and it stands here for good."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


def as_key(text: str) -> UUID | None:
    """An identifier from an address; `None` for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def dress(form: forms.Form) -> None:
    """Give the controls of a form the look of the product."""
    for field in form.fields.values():
        if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
            field.widget.attrs.setdefault("class", "input")
