"""Forms of actions and of retention risks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core.forms import RecordForm
from trellis.core.rules import Account, Person
from trellis.people import terms as people_terms
from trellis.surveys import rules
from trellis.surveys.models import RiskLevel
from trellis.surveys.queries import actions as queries
from trellis.surveys.services.actions import Plan
from trellis.surveys.services.risks import Risk


class ActionForm(RecordForm):
    """What a team does."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    department = forms.ChoiceField(label=_("Department"))
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=Account.objects.none())
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = rules.departments_of(who)
        known = people_terms.all_departments().by_name.items()
        may_run = rules.can_run(who)
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            (name, each.title) for name, each in known if may_run or name in own
        ]
        self.fields["owner"].queryset = queries.owners()  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was said; after the form is valid."""
        clean = self.cleaned_data
        return Plan(clean["title"], clean["department"], clean["owner"], clean["due_on"])


class RiskForm(RecordForm):
    """That somebody may leave."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    level = forms.ChoiceField(label=_("How likely"), choices=RiskLevel.choices)
    reason = forms.CharField(label=_("Why"), max_length=500)
    action = forms.CharField(label=_("What we do about it"), max_length=500, required=False)
    review_on = forms.DateField(
        label=_("Look again on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.team_of(who)  # type: ignore[attr-defined]

    def risk(self) -> Risk:
        """What was said; after the form is valid."""
        clean = self.cleaned_data
        return Risk(RiskLevel(clean["level"]), clean["reason"], clean["action"], clean["review_on"])
