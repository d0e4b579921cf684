"""What this room does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trellis.core import searching, tasks
from trellis.core.running import Run
from trellis.core.services import (
    assignments,
    everything,
    files,
    imports,
    jobs,
    notices,
    provisioning,
    search_index,
    sessions,
)
from trellis.core.tasks import Outcome, job


@job("core.forget", title=_("Forget what is old"))
def forget() -> None:
    """Jobs that are finished, sessions that are over, what a provider asked, and files of imports and exports."""
    imports.forget(timezone.now())
    everything.forget(timezone.now())
    jobs.forget(timezone.now())
    provisioning.forget_calls(timezone.now())
    sessions.forget_over(timezone.now())


@job("core.sweep", title=_("Take away files that nobody holds"))
def sweep() -> Outcome:
    """What was removed long ago, what never arrived whole, and bytes that no file holds any more."""
    count = files.sweep(timezone.now())
    return Outcome(
        ngettext("%(n)d file was taken away.", "%(n)d files were taken away.", count) % {"n": count}
    )


@job(search_index.HEAL, title=_("Mend the index of the search"))
def heal(run: Run) -> Outcome:
    """What a release, a restore or a fault has left out of the index, and what it holds of objects that are gone."""

    def tell(kind: str, done: int, total: int) -> None:
        if total:
            known = searching.kind_of(kind)
            run.report(done=done, total=total, says=str(known.plural) if known is not None else kind)

    count = search_index.heal(tell)
    return Outcome(ngettext("%(n)d entry was mended.", "%(n)d entries were mended.", count) % {"n": count})


@job("core.reseal", title=_("Seal files anew"))
def reseal(run: Run) -> Outcome:
    """Confidential files that a former key sealed are sealed with the one of now."""
    count = files.reseal(lambda done, total: run.report(done=done, total=total))
    left = files.sealed_before()
    says = ngettext("%(n)d file was sealed anew.", "%(n)d files were sealed anew.", count) % {"n": count}
    if left:
        still = ngettext("%(n)d cannot be read now.", "%(n)d cannot be read now.", left) % {"n": left}
        return Outcome(f"{says} {still}")
    return Outcome(says)


@job("core.summaries", title=_("Mail summaries of notices"))
def summaries(run: Run) -> Outcome:
    """To whom a summary is due: at seven in their own zone, which begins at a quarter of an hour everywhere."""
    count = notices.send_digests(timezone.now(), lambda done, total: run.report(done=done, total=total))
    return Outcome(ngettext("%(n)d mail was written.", "%(n)d mails were written.", count) % {"n": count})


@job("core.duties", title=_("Tell of duties that end"))
def duties() -> Outcome:
    """Whoever has a duty that ends soon is told, and whoever gave it."""
    count = assignments.tell_of_ends(timezone.now())
    return Outcome(ngettext("%(n)d notice was written.", "%(n)d notices were written.", count) % {"n": count})


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("core.summaries", summaries, "*/15 * * * *", title=_("Mailing summaries of notices"))
    tasks.schedule("core.duties", duties, "10 6 * * *", title=_("Telling of duties that end"))
    tasks.schedule("core.search", heal, "5 * * * *", title=_("Mending the index of the search"))
    tasks.schedule("core.reseal", reseal, "15 * * * *", title=_("Sealing files anew"))
    tasks.schedule("core.sweep", sweep, "50 * * * *", title=_("Taking away files that nobody holds"))
    tasks.schedule("core.forget", forget, "20 3 * * *", title=_("Forgetting what is old"))
