"""What can be wrong with what somebody wants to do with policies."""

from __future__ import annotations

from django.utils.translation import gettext as _

from trellis.handbook.errors import TrellisError


class PolicyError(TrellisError):
    """What somebody wants to do with a policy cannot be done; `field` names what of it is wrong."""

    code = "policy"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class NewerVersionError(PolicyError):
    """The policy says something else by now than in the version that was read."""

    code = "policy-newer-version"

    def __init__(self) -> None:
        super().__init__(
            _("The policy has changed while you were reading it."),
            hint=_("What is new is marked below: read that too, then say so again."),
        )


class DecidedError(PolicyError):
    """Somebody else has decided about a change already."""

    code = "stale"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s has decided about this change meanwhile.") % {"name": name},
            hint=_("What they said is shown below."),
        )
