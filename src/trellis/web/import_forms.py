"""Input about imports to clean values: the file, and what its headings mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.forms import Form
from trellis.core.importing import Importer
from trellis.core.rules import Import


class FileForm(Form):
    """The file that is brought."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV with any usual separator, an Excel workbook (.xlsx, its first sheet), or JSON lines. The first row"
            " says what the columns are."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"}),
        error_messages={
            "empty": gettext_lazy("The file is empty."),
            "required": gettext_lazy("Choose a file."),
        },
    )

    def __init__(self, data: Any = None, *, files: Any = None) -> None:
        super().__init__(data)
        if files is not None:
            self.files, self.is_bound = files, True


class ColumnsForm(Form):
    """Which heading of the file stands for which column."""

    def __init__(self, data: Any = None, *, importer: Importer, found: Import) -> None:
        initial = {key: str(at) for key, at in found.mapping.items()}
        super().__init__(data, initial=initial)
        headings = [(str(at), heading) for at, heading in enumerate(found.headings)]
        for column in importer.columns:
            field = forms.ChoiceField(
                label=str(column.label),
                help_text=str(column.help),
                required=column.required,
                choices=[("", _("Not in this file")), *headings],
            )
            field.widget.attrs["class"] = "input"
            self.fields[column.key] = field

    def mapping(self) -> dict[str, int]:
        """For each column that was chosen, the number of its heading."""
        return {key: int(at) for key, at in self.cleaned_data.items() if at}
