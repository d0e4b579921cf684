"""The jobs of imports: looking through a file without doing anything, and importing it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.models import Import, ImportState
from trellis.core.running import Run
from trellis.core.services import import_rows
from trellis.core.tasks import JobFailed, Outcome, job


@job("core.import-look", title=gettext_lazy("Dry run of an import"))
def look_through(run: Run, key: str) -> Outcome:
    """Say of each row what would become of it."""
    return _work(run, key, ImportState.LOOKING)


@job("core.import-run", title=gettext_lazy("Import a file"))
def import_file(run: Run, key: str) -> Outcome:
    """Import the rows."""
    return _work(run, key, ImportState.RUNNING)


def _work(run: Run, key: str, state: ImportState) -> Outcome:
    found = Import.objects.filter(pk=UUID(key)).first()
    if found is None:
        raise JobFailed(_("This import is not kept any more."), hint=_("Bring the file again."))
    # Else the last try was ended right after its last step, or the file is looked through by another job by now.
    if found.state == state and found.job_id == run.key:
        import_rows.work(run, found, is_real=state == ImportState.RUNNING)
        found.refresh_from_db()
    return Outcome(says(found), reverse("web:import", args=[found.pk]), found.made or found.looked)


def says(found: Import) -> str:
    """What came of an import so far, in a sentence."""
    words, counts = "", found.made or found.looked
    if found.state == ImportState.REFUSED:
        words = _("Nothing was imported. Bad rows: %(bad)d.")
    elif found.state == ImportState.DONE:
        words = _("%(new)d new, %(changed)d changed, %(same)d as they were, %(bad)d left out.")
    elif found.looked:
        words = _("It would be: %(new)d new, %(changed)d changed, %(same)d as they are already, %(bad)d bad.")
    return words % counts if words else ""
