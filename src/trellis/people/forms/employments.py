"""Forms of employments: how they begin and end, and of leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.records import uuid7
from trellis.people import terms
from trellis.people.forms.parts import (
    DayField,
    Form,
    PersonField,
    offer,
    seen_field,
    terms_of,
    text_field,
)
from trellis.people.models import Employment, Leave
from trellis.people.queries import records
from trellis.people.services.employment import Leaving, Terms
from trellis.people.services.leaves import Away


class EmploymentForm(Form):
    """How an employment begins, said anew."""

    entity = forms.ChoiceField(label=gettext_lazy("Entity"))
    starts_on = DayField(label=gettext_lazy("First day"))
    probation_ends_on = DayField(label=gettext_lazy("Probation until"), required=False)
    number = text_field(gettext_lazy("Number"), 40)
    seen = seen_field()
    groups = ((gettext_lazy("Employment"), ("entity", "starts_on", "probation_ends_on", "number")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [*terms.all_entities(), self.initial.get("entity", "")]
        offer(self, "entity", [(name, name) for name in dict.fromkeys(filter(None, names))])

    def begins(self) -> Terms:
        """How it begins."""
        return terms_of(self.cleaned_data)


def employment_initial(employment: Employment) -> dict[str, Any]:
    """What the form of an employment begins with."""
    names = ("entity", "starts_on", "probation_ends_on", "number")
    return {**{name: getattr(employment, name) for name in names}, "seen": employment.version}


class EndForm(Form):
    """When somebody leaves, why, and who takes over."""

    ends_on = DayField(label=gettext_lazy("Last day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"))
    voluntary = forms.ChoiceField(label=gettext_lazy("Of their own will"), required=False)
    growth_related = forms.ChoiceField(
        label=gettext_lazy("To grow elsewhere"), required=False,
        help_text=gettext_lazy("Counts in the turnover that is related to growth."),
    )  # fmt: skip
    notice_given_on = DayField(label=gettext_lazy("Notice given on"), required=False)
    successor = PersonField("successor", label=gettext_lazy("Who takes over their team"), required=False)
    seen = seen_field()
    groups = (
        (gettext_lazy("When"), ("notice_given_on", "ends_on")),
        (gettext_lazy("Why"), ("reason", "voluntary", "growth_related")),
        (gettext_lazy("Those who report to them"), ("successor",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = terms.words().leaving_reasons.items()
        offer(
            self,
            "reason",
            [(name, _implied(each.title, each.voluntary, each.growth)) for name, each in reasons],
        )
        for name in ("voluntary", "growth_related"):
            offer(self, name, [("", _("as the reason says")), ("yes", _("yes")), ("no", _("no"))])
        self.fields["notice_given_on"].widget.attrs |= {
            "hx-get": "", "hx-trigger": "change", "hx-target": "#t-notice", "hx-select": "#t-notice",
            "hx-swap": "outerHTML",
        }  # fmt: skip

    def leaves(self) -> Leaving:
        """How the employment ends."""
        values, said = self.cleaned_data, {"": None, "yes": True, "no": False}
        return Leaving(
            ends_on=values["ends_on"], reason=values["reason"], voluntary=said[values["voluntary"]],
            growth_related=said[values["growth_related"]], notice_given_on=values["notice_given_on"],
            successor=values["successor"],
        )  # fmt: skip


def end_initial(employment: Employment) -> dict[str, Any]:
    """What the form of an end begins with."""
    said = {None: "", True: "yes", False: "no"}
    return {
        "ends_on": employment.ends_on, "reason": employment.reason, "notice_given_on": employment.notice_given_on,
        "voluntary": said[employment.voluntary], "growth_related": said[employment.growth_related],
        "seen": employment.version,
    }  # fmt: skip


class LeaveForm(Form):
    """When somebody is away, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty while it is not known.")
    )
    certificate_seen_on = DayField(label=gettext_lazy("Certificate seen on"), required=False)
    note = text_field(
        gettext_lazy("Note"), 500, help_text=gettext_lazy("For those who keep the records. No diagnoses.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    groups = ((gettext_lazy("Leave"), ("kind", "starts_on", "ends_on", "certificate_seen_on", "note")),)
    wide = frozenset({"note"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid7(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        kinds = {name: each.title for name, each in terms.words().leave_kinds.items()}
        now = self.initial.get("kind", "")
        offer(self, "kind", list({**({now: now} if now else {}), **kinds}.items()))

    def away(self) -> Away:
        """The leave."""
        names = ("kind", "starts_on", "ends_on", "note", "certificate_seen_on")
        return Away(**{name: self.cleaned_data[name] for name in names})


def leave_initial(leave: Leave) -> dict[str, Any]:
    """What the form of a leave begins with."""
    names = ("kind", "starts_on", "ends_on", "note", "certificate_seen_on")
    return {**{name: getattr(leave, name) for name in names}, "seen": records.state_of(leave)}


def _implied(title: str, voluntary: bool, growth: bool) -> str:
    """A reason with what follows from it."""
    if growth:
        return _("%(title)s (of their own will, to grow)") % {"title": title}
    return _("%(title)s (of their own will)") % {"title": title} if voluntary else title
