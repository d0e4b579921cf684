"""What can be wrong with a call, for the reference: each code with its status and what it means."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: tuple[tuple[str, int, str | Promise], ...] = (
    ("call", 400, _("The call cannot be understood.")),
    ("json", 400, _("The body is no JSON.")),
    ("people", 422, _("What was said of a person, an employment or a position cannot be.")),
    ("manager-circle", 422, _("The line of managers would lead back to the same person.")),
    ("cursor", 400, _("A cursor was sent to another list than it came from, or was changed.")),
    ("idempotency-key", 400, _("The key has other characters than visible ASCII, or is too long.")),
    ("no-token", 401, _("No token was sent.")),
    ("token", 401, _("The token has expired, was revoked, or is none.")),
    ("scope", 403, _("The token was not given what this needs.")),
    ("not-allowed", 403, _("The account behind the token may not do this.")),
    ("csrf", 403, _("A browser did not prove that the call came from a page of this site.")),
    ("not-found", 404, _("There is nothing of this name, or nothing for you.")),
    ("method", 405, _("The method does nothing here.")),
    ("proposal", 409, _("The proposal cannot be made, decided about or merged as things stand.")),
    ("proposal.conflict", 409, _("Others have changed the same place meanwhile.")),
    ("work", 409, _("This cannot be done with the work as things stand.")),
    ("approval", 409, _("This cannot be done with the request for approval as things stand.")),
    ("idempotency-key-in-use", 409, _("The first call with this key is still being answered.")),
    ("version", 412, _("It has changed since it was read: read it again.")),
    ("too-large", 413, _("What was sent is larger than 12 megabytes.")),
    ("media-type", 415, _("The body must be JSON.")),
    ("invalid", 422, _("A parameter or field is not usable; “errors” names each.")),
    ("account", 422, _("The facts of an account are not usable.")),
    ("assignment", 422, _("A duty cannot be given like this.")),
    ("person-facts", 422, _("The facts of a person are not usable.")),
    ("text", 422, _("A text cannot be a page.")),
    (
        "file",
        422,
        _("The file is not taken: too large, not what its name says, or of a kind that is not wanted."),
    ),
    (
        "import-file",
        422,
        _("The file to be imported is no table that can be read, or it is too large."),
    ),
    ("picture", 422, _("The picture is damaged, too large, or none.")),
    ("discussion", 422, _("What was said cannot be said so, or not so often.")),
    ("idempotency-key-taken", 422, _("Another call was sent with this key.")),
    ("version-missing", 428, _("The header If-Match is missing.")),
    ("too-many", 429, _("There were too many calls: wait as long as Retry-After says.")),
    ("fault", 500, _("A fault of ours; tell an administrator the request id.")),
    (
        "unavailable",
        503,
        _(
            "It cannot be done at the moment: a full disk, or a database that is away; Retry-After says when to try"
            " again."
        ),
    ),
    ("file-store", 503, _("Files cannot be kept or read just now.")),
    ("disk-full", 507, _("There is no room left for files.")),
)
