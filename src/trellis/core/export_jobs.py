"""The job that exports everything."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.running import Run
from trellis.core.services import everything
from trellis.core.tasks import JobFailed, Outcome, job


@job("core.export-everything", title=gettext_lazy("Export everything"))
def export_everything(run: Run) -> Outcome:
    """Write everything into a file."""
    if run.by is None:
        raise JobFailed(_("Only owners export everything."))

    def tell(what: str, done: int, total: int) -> None:
        run.report(done=done, total=total, says=what)

    made = everything.export(key=run.key, by=run.by, tell=tell)
    return Outcome(_("The file is kept for a week, for you alone."), reverse("core:file", args=[made.pk]))
