"""Input about accounts to clean values. The services decide; these only turn text into what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import auditing, calendars, notifying, scopes
from trellis.core.models import Access, ApiKey, Person
from trellis.core.services import tokens
from trellis.handbook.errors import TrellisError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_PASSWORD = 1000  # characters: hashing more costs time and adds nothing
TEAM_ACCESS = tuple(access for access in Access if access != Access.EXTERNAL)
"""What somebody of the team may do; who is external is so by the record of the person, and not by choice here."""
ACCESS_MEANS = {
    Access.READER: _("reads the handbook"),
    Access.CONTRIBUTOR: _("proposes changes"),
    Access.APPROVER: _("decides about proposals"),
    Access.ADMINISTRATOR: _("invites people and says what they may do"),
}


def _password(label: StrPromise, *, new: bool, help_text: StrPromise | str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(
        label=label, strip=False, widget=widget, max_length=LONGEST_PASSWORD, help_text=help_text
    )


NEW_PASSWORD_HELP = _(
    "At least ten characters. A few words that only you would put together make a good one."
)


class Form(forms.Form):
    """A form in the look of the site; where an answer is wrong, the field says so."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs["class"] = "input"

    def refuse(self, error: TrellisError, field: str | None = None) -> None:
        """Show what a service refused: beside a field, or for the whole form."""
        self.add_error(field, " ".join(filter(None, (error.message, error.hint))))


class SignInForm(Form):
    """Address and password."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )
    password = _password(_("Password"), new=False)


class RecoveryForm(Form):
    """The address of somebody who forgot their password."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class CodeForm(Form):
    """A code of an app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class PasswordForm(Form):
    """The password that somebody has now."""

    password = _password(_("Your password"), new=False)


class NewPasswordForm(Form):
    """A new password, twice."""

    new = _password(_("New password"), new=True, help_text=NEW_PASSWORD_HELP)
    again = _password(_("The same again"), new=True)

    def clean(self) -> dict[str, Any]:
        """The two must be equal."""
        clean = super().clean() or {}
        if "new" in clean and "again" in clean and clean["new"] != clean["again"]:
            self.add_error("again", _("This is not the same as above."))
        return clean


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the one that it takes the place of."""

    field_order = ("password", "new", "again")

    password = _password(_("Present password"), new=False)


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


class JoinForm(NewPasswordForm):
    """Name and password of somebody who comes for the first time."""

    field_order = ("name", "new", "again")

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
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


class PasskeyForm(Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again, such as “Laptop” or “Blue key”."),
    )


class TokenForm(Form):
    """What a new token or machine client is called, may do, and how long it works."""

    name = forms.CharField(
        label=_("Name"),
        max_length=tokens.LONGEST_NAME,
        help_text=_("What uses it, such as “Report of the week”. It stands in your list and in the notices."),
    )
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, initial=ApiKey.Kind.PERSONAL)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the token may do.")},
    )
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, initial=tokens.LIVES_IN_DAYS[1])

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        lives = [(days, _("%(days)s days") % {"days": days}) for days in tokens.LIVES_IN_DAYS]
        offered = [(scope.name, scope.means) for scope in scopes.scopes()]
        for name, choices in (("kind", ApiKey.Kind.choices), ("scopes", offered), ("days", lives)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def kinds(self) -> list[tuple[Any, str | Promise]]:
        """Each kind with what it means."""
        means = {
            ApiKey.Kind.PERSONAL: _("a token that a program sends itself: for scripts of yours"),
            ApiKey.Kind.CLIENT: _(
                "a secret for access tokens of an hour (OAuth 2): for services that run alone"
            ),
        }
        return [(radio, means[ApiKey.Kind(radio.data["value"])]) for radio in self["kind"]]

    def offered(self) -> list[tuple[Any, str]]:
        """Each scope with its box and name."""
        return [(box, box.data["value"]) for box in self["scopes"]]


class WebhookForm(Form):
    """What a webhook is called, where it goes and what it is told of."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Who is told, such as “Payroll” or “Chat of the team”.")
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("It gets a POST with JSON for each event, signed as Standard Webhooks says."),
    )
    wanted = forms.MultipleChoiceField(
        label=_("What it is told of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice it is told of everything, also of what later versions add."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["wanted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = auditing.names_of_events()

    def offered(self) -> list[tuple[Any, str]]:
        """Each kind of event with its box and name."""
        return [(box, box.data["value"]) for box in self["wanted"]]


class QuietForm(Form):
    """When somebody is not to be disturbed."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    on_weekends = forms.BooleanField(label=_("All of Saturday and Sunday, too"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        del self.fields["on_weekends"].widget.attrs["class"]


class ChatForm(Form):
    """A chat of one's own: the address of an incoming webhook, and what is told there."""

    address = forms.CharField(
        label=_("Address of the incoming webhook"),
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=_("Whoever knows it can write there, so that it is kept sealed and never shown again."),
    )
    wanted = forms.MultipleChoiceField(
        label=_("What is told there"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen means everything that you are told."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.MultipleChoiceField)
        wanted.choices = [(kind.name, kind.title) for kind in notifying.kinds()]


class ChannelForm(ChatForm):
    """A channel that hears of events."""

    name = forms.CharField(label=_("Name"), max_length=100)

    field_order = ("name", "address", "wanted")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.MultipleChoiceField)
        wanted.choices, wanted.required = auditing.names_of_events(), True
        wanted.label, wanted.help_text = _("What it hears of"), _("Only of what every member may see.")
