"""What happens to jobs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("core.job-done", about="job", says=_("had a job done"))
@dataclass(frozen=True, slots=True)
class JobDone:
    """A job came to its end that somebody or something asked for. `by` is for whom it was done, `name` what it is.

    What began by the clock (`schedule`) was told so once, and is no longer where it ended well.
    """

    job: UUID
    by: UUID | None
    name: str
    schedule: str = ""


@recorded("core.job-failed", about="job", says=_("had a job that failed"))
@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job failed for good; `fault` is the kind of error."""

    job: UUID
    by: UUID | None
    name: str
    fault: str
    schedule: str = ""


@recorded("core.job-cancelled", about="job", says=_("cancelled a job"))
@dataclass(frozen=True, slots=True)
class JobCancelled:
    """Somebody cancelled a job, and it has ended."""

    job: UUID
    by: UUID | None
    name: str
