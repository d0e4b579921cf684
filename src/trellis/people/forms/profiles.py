"""Forms of what is known of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.people.definitions.fields import PersonField as Custom
from trellis.people.forms.parts import (
    Choices,
    Form,
    offer,
    seen_field,
    text_field,
)
from trellis.people.models import Profile
from trellis.people.queries import records
from trellis.people.services.profiles import KEPT, MOST_CONTACTS, OWN, Contact


class ProfileForm(Form):
    """What somebody says of themselves, or who keeps their records says of them."""

    pronunciation = text_field(gettext_lazy("How the name is spoken"), 200)
    pronouns = text_field(gettext_lazy("Pronouns"), 60)
    about = text_field(gettext_lazy("About"), 500, widget=forms.Textarea(attrs={"rows": 3}))
    languages = text_field(gettext_lazy("Languages"), 200)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    work_phone = text_field(gettext_lazy("Telephone"), 60)
    private_phone = text_field(gettext_lazy("Private telephone"), 60)
    private_email = forms.EmailField(
        label=gettext_lazy("Private e-mail address"), max_length=254, required=False
    )
    private_address = text_field(gettext_lazy("Private address"), 500)
    legal_name = text_field(gettext_lazy("Legal name"), 200, help_text=gettext_lazy("As contracts say it."))
    seen = seen_field()
    wide = frozenset({"about", "private_address"})

    def __init__(
        self, *args: Any, custom: Mapping[str, Custom], zones: Choices, keeps: bool, **kwargs: Any
    ) -> None:
        self.custom = custom
        super().__init__(*args, **kwargs)
        offer(self, "time_zone", [("", "–"), *zones])
        if not keeps:
            del self.fields["legal_name"]
        for name, each in custom.items():
            self.fields[f"custom-{name}"] = _custom_field(each)
        self.groups = (  # type: ignore[misc]
            (_("Seen by everybody"), ("pronunciation", "pronouns", "about", "languages", "time_zone", "work_phone")),
            (_("Seen by you and People Operations") if not keeps else _("Seen by them and People Operations"),
             ("legal_name", "private_phone", "private_email", "private_address")),
            (_("More"), tuple(f"custom-{name}" for name in custom)),
        )  # fmt: skip

    def values(self) -> dict[str, str]:
        """What is said of the fields that everybody has."""
        return {name: self.cleaned_data[name] for name in (*OWN, *KEPT) if name in self.fields}

    def custom_values(self) -> dict[str, str]:
        """What is said of the fields of the handbook."""
        return {name: self.cleaned_data[f"custom-{name}"] for name in self.custom}


def profile_initial(profile: Profile, custom: Mapping[str, Custom]) -> dict[str, Any]:
    """What the form of a profile begins with."""
    found = {name: getattr(profile, name) for name in (*OWN, *KEPT)}
    found |= {f"custom-{name}": profile.custom.get(name, "") for name in custom}
    return {**found, "seen": 0 if profile._state.adding else profile.version}


class ContactsForm(Form):
    """Whom to call, in order."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = []
        for at in range(MOST_CONTACTS):
            names = (f"name-{at}", f"relation-{at}", f"phone-{at}")
            for name, label, most in zip(
                names, (_("Name"), _("Who that is"), _("Telephone")), (200, 100, 60), strict=True
            ):
                self.fields[name] = text_field(label, most)
                self.fields[name].widget.attrs |= {"class": "input", "autocomplete": "off"}
            groups.append((_("First to call") if at == 0 else _("Then"), names))
        self.groups = tuple(groups)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Who is named has a number."""
        super().clean()
        for at in range(MOST_CONTACTS):
            if self.cleaned_data.get(f"name-{at}") and not self.cleaned_data.get(f"phone-{at}"):
                self.add_error(f"phone-{at}", _("Whoever is to be called needs a telephone number."))
            elif not self.cleaned_data.get(f"name-{at}") and self.cleaned_data.get(f"phone-{at}"):
                self.add_error(f"name-{at}", _("Whose number is this?"))
        return self.cleaned_data

    def contacts(self) -> list[Contact]:
        """Whom to call."""
        said = self.cleaned_data
        return [
            Contact(said[f"name-{at}"], said[f"phone-{at}"], said[f"relation-{at}"])
            for at in range(MOST_CONTACTS)
        ]


def contacts_initial(contacts: list[Any]) -> dict[str, Any]:
    """What the form of those to call begins with."""
    found: dict[str, Any] = {"seen": records.state_of(*contacts)}
    for at, each in enumerate(contacts):
        found |= {f"name-{at}": each.name, f"relation-{at}": each.relation, f"phone-{at}": each.phone}
    return found


def _custom_field(field: Custom) -> forms.Field:
    if field.type in ("choice", "yes-no"):
        known = (
            [("yes", _("yes")), ("no", _("no"))]
            if field.type == "yes-no"
            else [(c, c) for c in field.choices]
        )
        made: forms.Field = forms.ChoiceField(choices=[("", "–"), *known])
    else:
        made = forms.CharField(max_length=2000)
        if field.type == "date":
            made.widget = forms.DateInput(attrs={"type": "date"})
    made.label, made.required, made.help_text = field.title, False, field.help
    made.widget.attrs |= {"class": "input", "autocomplete": "off"}
    return made
