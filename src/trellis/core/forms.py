"""Input about accounts to clean values. The services decide; these only turn text into what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import calendars
from trellis.core.models import Access, Person
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    pass

TEAM_ACCESS = tuple(access for access in Access if access != Access.EXTERNAL)
"""What somebody of the team may do; who is external is so by the record of the person, and not by choice here."""
ACCESS_MEANS = {
    Access.READER: _("reads the handbook"),
    Access.CONTRIBUTOR: _("proposes changes"),
    Access.APPROVER: _("decides about proposals"),
    Access.ADMINISTRATOR: _("invites people and says what they may do"),
}


class Form(forms.Form):
    """A form in the look of the site; where an answer is wrong, the field says so.

    The identifiers of its controls begin with its own name, so that different forms can stand on one page.
    """

    autocomplete: ClassVar[str] = ""
    """What browsers may offer in its controls, where these do not say so themselves; empty: what they will."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")
                if self.autocomplete:
                    field.widget.attrs.setdefault("autocomplete", self.autocomplete)

    def refuse(self, error: TrellisError, field: str | None = None) -> None:
        """Show what a service refused: beside a field, or for the whole form."""
        self.add_error(field, " ".join(filter(None, (error.message, error.hint))))


class RecordForm(Form):
    """A form about a record: browsers do not offer what was once said of another one."""

    autocomplete = "off"


class NameForm(Form):
    """How somebody is called."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class TimeForm(Form):
    """In which time zone somebody reads, and by which calendar they work."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("All times that you see are in it. They are kept in UTC, so that nothing else changes."),
    )
    calendar = forms.ChoiceField(
        label=_("Working calendar"),
        required=False,
        help_text=_("Its hours and holidays count for what you have to do by a day."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        usual = calendars.default_calendar()
        zones = [(name, name.replace("_", " ")) for name in calendars.zones()]
        known = [(each.name, f"{each.title} ({each.zone.key})") for each in calendars.choices()]
        for name, choices in (
            ("time_zone", [("", _("that of my calendar")), *zones]),
            (
                "calendar",
                [("", _("the usual one, %(title)s") % {"title": usual.title or usual.zone.key}), *known],
            ),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class AddressForm(Form):
    """The address of the first owner, who has none of their own yet."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You sign in with it, and it stands under your changes. It cannot be changed later."),
    )


class AccessForm(Form):
    """What somebody may do."""

    access = forms.ChoiceField(
        label=_("Access"),
        widget=forms.RadioSelect,
        choices=[(access.value, access.label) for access in TEAM_ACCESS],
    )

    def clean_access(self) -> Access:
        """The access as such."""
        return Access(self.cleaned_data["access"])

    def options(self) -> list[tuple[Any, str | Promise]]:
        """Each choice with what it means."""
        return [(radio, ACCESS_MEANS[Access(radio.data["value"])]) for radio in self["access"]]


class TitlesForm(Form):
    """Which roles of the handbook somebody holds."""

    titles = forms.CharField(
        label=_("Roles held"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Titles as the job families have them, one on each line. They decide who reviews which pages, and what"
            " rights.yml gives."
        ),
    )

    def clean_titles(self) -> list[str]:
        """The titles, one by one."""
        return [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]


class RolesForm(TitlesForm):
    """Other roles than those that were `seen`."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class InviteForm(AccessForm, TitlesForm):
    """Somebody new."""

    field_order = ("email", "name", "kind", "organisation", "access", "titles")

    kind = forms.ChoiceField(
        label=_("Belongs to the organisation as"),
        choices=Person.Kind.choices,
        required=False,
        help_text=_(
            "Who is no team member reads only what is public and what they are given, whatever stands below."
        ),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("Whom somebody external comes from; empty for the team."),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They sign in with it. It cannot be changed later."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("They can write it differently when they join.")
    )

    def clean_kind(self) -> Person.Kind:
        """How they belong to the organisation; without a choice to the team."""
        return Person.Kind(self.cleaned_data["kind"] or Person.Kind.TEAM)


class PersonForm(Form):
    """What is known of somebody."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    kind = forms.ChoiceField(
        label=_("Belongs to the organisation as"),
        choices=Person.Kind.choices,
        help_text=_("Who is no team member reads only what is public and what they are given."),
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    external_reference = forms.CharField(
        label=_("Reference elsewhere"),
        max_length=255,
        required=False,
        help_text=_("How another system calls them, such as the number in the personnel system."),
    )

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_kind(self) -> Person.Kind:
        """The kind as such."""
        return Person.Kind(self.cleaned_data["kind"])


class SamePersonForm(Form):
    """Somebody to merge with, by the identifier or address of their record."""

    other = forms.CharField(
        label=_("The other record"),
        max_length=254,
        help_text=_("Its address here, its identifier, or the e-mail address of an account."),
    )


class ReasonForm(Form):
    """Why somebody is to be helped by acting as them."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They read this before they answer."),
    )


class GroupForm(TitlesForm):
    """What everybody in a group may do, and which roles they hold."""

    field_order = ("access", "titles")

    access = forms.ChoiceField(
        label=_("What everybody in it may do"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("no more than they were given themselves")),
            *((access.value, access.label) for access in TEAM_ACCESS),
        ],
    )

    def clean_access(self) -> Access | None:
        """The access as such; None where the group lifts nobody."""
        wanted = self.cleaned_data["access"]
        return Access(wanted) if wanted else None

    def options(self) -> list[tuple[Any, str | Promise]]:
        """Each choice with what it means."""
        means: dict[str, str | Promise] = {access.value: words for access, words in ACCESS_MEANS.items()}
        return [(radio, means.get(radio.data["value"], "")) for radio in self["access"]]
