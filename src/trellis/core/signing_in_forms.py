"""Input about how somebody signs in, and about their tokens, to clean values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import scopes
from trellis.core.models import ApiKey
from trellis.core.services import tokens

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise
from trellis.core.forms import Form

LONGEST_PASSWORD = 1000  # characters: hashing more costs time and adds nothing


def _password(label: StrPromise, *, new: bool, help_text: StrPromise | str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
    return forms.CharField(
        label=label, strip=False, widget=widget, max_length=LONGEST_PASSWORD, help_text=help_text
    )


NEW_PASSWORD_HELP = _(
    "At least ten characters. A few words that only you would put together make a good one."
)


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


class JoinForm(NewPasswordForm):
    """Name and password of somebody who comes for the first time."""

    field_order = ("name", "new", "again")

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


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
