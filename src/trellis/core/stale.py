"""Forms that were open while somebody else changed the same thing: the second person sees both versions.

A form carries a mark of what it was filled from. Where another mark stands by now, the service writes nothing, and the
form is shown once more: with what was typed, and beside each field what it says by now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def mark_of(values: Iterable[object]) -> str:
    """A mark that is another one where any of the values is."""
    text = json.dumps([str(each) for each in values])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def show_both(form: forms.Form, now: Mapping[str, object], **marks: object) -> None:
    """Say beside each field that was typed otherwise what it says by now; with the new marks the next save counts."""
    for name, value in now.items():
        field = form.fields[name]
        if field.has_changed(value, form[name].data):
            form.add_error(name, _("Meanwhile it says: %(words)s") % {"words": _words(field, value)})
    sent: Any = form.data
    form.data = renewed = sent.copy()
    for name, mark in marks.items():
        renewed[form.add_prefix(name)] = str(mark)


def _words(field: forms.Field, value: Any) -> str:
    if value in ("", None):
        return _("nothing")
    if isinstance(value, date):
        return date_format(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))
