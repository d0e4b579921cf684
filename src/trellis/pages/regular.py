"""What this room does by the clock, and what it does beside the answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.core import tasks
from trellis.core.running import Run
from trellis.core.tasks import JobFailed, Outcome, job
from trellis.pages import rules
from trellis.pages.queries import ages
from trellis.pages.queries.current import current_edition, read_by, whole_edition
from trellis.pages.services import carrying, mending, weekly


@job("pages.weekly", title=gettext_lazy("Summaries of the week"))
def summaries() -> None:
    """For the owners of pages. Asks Git first how old the findings are, where this process does not know it yet."""
    edition = whole_edition()
    if not ages.learnt(edition):
        ages.learn_ages(edition)
    weekly.send_summaries(edition, timezone.now())


@job("pages.carry", title=gettext_lazy("Bring older comments on proposals to the discussions"))
def carry() -> None:
    """What the version before wrote, until it is replaced everywhere."""
    carrying.carry_over()


@job("pages.mend", title=gettext_lazy("Mend findings"))
def mend(run: Run, keys: Sequence[str]) -> Outcome:
    """Propose to mend many findings at once; the same again gives the proposal that stands."""
    author = run.by
    if author is None:
        raise JobFailed(_("A proposal needs an author."))
    with read_by(lambda: rules.reader_for(author)):
        done = mending.propose_mends(
            current_edition(), author=author, keys=keys,
            tell=lambda at, all_of, says: run.report(done=at, total=all_of, says=says),
        )  # fmt: skip
    numbers = [each.number for each in done.proposals]
    address = reverse("pages:proposal", args=numbers) if len(numbers) == 1 else reverse("pages:proposals")
    return Outcome(said(done), address, {"proposals": numbers, "left": done.left})


def said(done: mending.Proposed) -> str:
    """What came of it, in a sentence or two."""
    if not done.new:
        return _("This is proposed already.")
    if not done.left:
        return _("Proposed. It waits for its readers now.")
    left = ngettext("%(n)d finding is left as it is.", "%(n)d findings are left as they are.", done.left)
    return " ".join((_("Proposed."), left % {"n": done.left}))


def register() -> None:
    """Called when Django starts."""
    tasks.schedule("pages.weekly", summaries, "0 7 * * 1", title=gettext_lazy("Summaries of the week"))
    tasks.schedule(
        "pages.carry", carry, "35 * * * *", title=gettext_lazy("Bringing older comments on proposals over")
    )
