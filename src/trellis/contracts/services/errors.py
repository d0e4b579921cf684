"""What can be wrong with documents and enrolments."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class ContractsError(TrellisError):
    """What somebody wants to do cannot be done. `field` names what is wrong, where one thing is."""

    code = "contracts"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class MissingFieldsError(ContractsError):
    """A document lacks what it cannot do without."""

    code = "document-fields-missing"

    def __init__(self, fields: Sequence[str], titles: Sequence[str]) -> None:
        super().__init__(
            _("This is missing: %(fields)s.") % {"fields": ", ".join(titles)},
            hint=_("Write it here, or into the record of the person."),
            field=fields[0],
        )
        self.fields = tuple(fields)


class LinkError(ContractsError):
    """The link to sign does not work. It does not tell why: unknown, ended and withdrawn look the same."""

    code = "document-link"

    def __init__(self) -> None:
        super().__init__(
            _("This link shows no document."),
            hint=_("Look for the newest mail, or ask whoever sent you the link for a new one."),
        )


class TamperedError(ContractsError):
    """The stored file of a document is not the one that was made."""

    code = "document-tampered"

    def __init__(self) -> None:
        super().__init__(
            _("The stored file is not the one that was made, so nothing is signed."),
            hint=_("Tell whoever looks after this site; then make a new version."),
        )
