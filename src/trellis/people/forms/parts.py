"""What the forms of this room are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.forms import RecordForm
from trellis.people.queries import directory
from trellis.people.services.employment import Terms

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_REASON = 500
Choices = list[tuple[str, str]]
Groups = tuple[tuple[str | Promise, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A field as its page shows it: what is so now, whether it takes a line, the list that people are found in."""

    field: BoundField
    now: str
    is_wide: bool
    found_in: str


class Form(RecordForm):
    """A form that knows what is so at present: `now`, by field, stands beside it."""

    groups: ClassVar[Groups] = ()
    wide: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, now: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now: Mapping[str, str] = now or {}
        self.is_stale = False

    def sections(self) -> Iterator[tuple[str | Promise, list[Row]]]:
        """The fields that are seen, by heading."""
        for heading, names in self.groups:
            rows = [
                Row(
                    self[name],
                    self.now.get(name, ""),
                    name in self.wide,
                    getattr(self.fields[name], "found_in", ""),
                )
                for name in names
                if name in self.fields
            ]
            if rows:
                yield heading, rows

    def renewed(self, **values: object) -> None:
        """Have hidden fields of a form that came back hold what is so now, so that it can be sent again."""
        sent: Any = self.data
        self.data = {name: sent.get(name) for name in sent} | {
            self.add_prefix(name): str(value) for name, value in values.items()
        }


class DayField(forms.DateField):
    """A day, chosen from a calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


class PersonField(forms.CharField):
    """Somebody, found by name or address: those who work here, or, `known`, everybody else."""

    def __init__(self, name: str, *, known: bool = False, **options: Any) -> None:
        self.found_in = f"t-found-{name}"
        super().__init__(max_length=500, widget=forms.TextInput(attrs={"list": self.found_in}), **options)
        find = format_lazy("{}?field={}{}", reverse_lazy("people:find"), name, "&known=1" if known else "")
        self.widget.attrs |= {
            "hx-get": find, "hx-trigger": "input changed delay:150ms", "hx-target": f"#{self.found_in}",
            "hx-sync": "this:replace",
        }  # fmt: skip

    def clean(self, value: Any) -> Any:
        """The person; `None` where nothing is said. Raises ValidationError where nobody, or not one alone, is meant."""
        text = super().clean(value)
        if not text:
            return None
        found = directory.meant(text)
        if not found:
            raise ValidationError(
                _("Nobody is called “%(text)s”. Choose a name from the list.") % {"text": text}
            )
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called that. Write the e-mail address of the right one.")
            )
        return found[0]


def reason_field() -> forms.CharField:
    """Why something is so; for the record."""
    return forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, required=False,
        help_text=gettext_lazy("Stands in the record, beside the change."),
    )  # fmt: skip


def seen_field() -> forms.IntegerField:
    """The version that was looked at."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


def text_field(label: str | StrPromise, most: int, **options: Any) -> forms.CharField:
    """A text that may be left out."""
    return forms.CharField(label=label, max_length=most, required=False, **options)


def offer(form: Form, name: str, choices: Choices) -> None:
    """Give a field what can be chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def terms_of(values: Mapping[str, Any], **more: Any) -> Terms:
    """How an employment begins, by what was sent."""
    return Terms(
        entity=values["entity"], starts_on=values["starts_on"], number=values["number"],
        probation_ends_on=values["probation_ends_on"], **more,
    )  # fmt: skip
