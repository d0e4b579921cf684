"""Input about what is told to whom and where, to clean values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.core import auditing, notifying

if TYPE_CHECKING:
    pass
from trellis.core.forms import Form


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
