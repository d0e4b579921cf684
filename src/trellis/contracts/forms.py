"""Input to clean values: the fields of a template, a signature. The services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.contracts.definitions.templates import LONGEST, Field, Template
from trellis.core.forms import Form

_HELP = {
    "money": gettext_lazy("An amount with its currency, such as 52000 EUR."),
    "span": gettext_lazy("A time such as 4 weeks, 6 months or 1 year."),
    "number": gettext_lazy("A number such as 12.5."),
}


class FieldsForm(Form):
    """The fields of a template. What is missing is told by the service: a preview may lack something."""

    def __init__(
        self, template: Template, data: Any = None, *, initial: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name, each in template.fields.items():
            field = _field_of(each)
            field.widget.attrs["class"] = "input"
            self.fields[name] = field

    def values(self) -> dict[str, str]:
        """What was written, by field."""
        return {name: str(self.data.get(name, "")) for name in self.fields}


class SignForm(Form):
    """Whoever signs types their name, and says that they mean it."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, help_text=gettext_lazy("As it stands here, in full.")
    )
    agreed = forms.BooleanField(label=gettext_lazy("I agree"))


class DeclineForm(Form):
    """Whoever does not sign says why."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )  # fmt: skip


def _field_of(each: Field) -> forms.Field:
    text = each.help or (str(_HELP[each.type]) if each.type in _HELP else "")
    common: dict[str, Any] = {"label": each.title, "required": each.required, "help_text": text}
    if each.type == "choice":
        choices = [("", _("Choose")), *((value, value) for value in each.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if each.type == "date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    return forms.CharField(max_length=LONGEST, **common)
