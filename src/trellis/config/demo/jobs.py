"""The example company as a job: made once, at the first start with the example handbook."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.config.demo.growing import Wish
from trellis.config.demo.making import DemoError, make
from trellis.core.queries import first_owner
from trellis.core.running import Run
from trellis.core.services import jobs, runs
from trellis.core.tasks import Outcome, job
from trellis.people.days import today
from trellis.people.queries import examples

PEOPLE, YEARS, SEED = 60, 5, 7
"""The example company of a first start."""
AFTER = timedelta(seconds=3)
"""So that the first page is there before the work begins."""
STARTED = "demo first start"


@job("config.example-company", title=gettext_lazy("Make up the example company"), priority=-50)
def make_example(run: Run, people: int, years: int, seed: int, until: str) -> Outcome:
    """Make the example company, or go on with it."""
    owner = first_owner()
    if owner is None:
        raise DemoError(_("There is no owner yet."), hint=_("Start the site first: ./trellis up"))
    made = make(Wish(people, years, seed, date.fromisoformat(until)), owner=owner, doing=run)
    return Outcome(
        says=_("%(people)d people were made up.") % {"people": made.people},
        address=reverse("people:directory"),
    )


def begin() -> bool:
    """Have the example company made soon, unless it was before or somebody is employed; whether it was begun."""
    if runs.is_done(STARTED) or examples.real_employments() or examples.example_employments():
        return False
    with transaction.atomic():
        if not runs.claim(STARTED):
            return False
        jobs.start(
            make_example, by=first_owner(), key="example-company", at=timezone.now() + AFTER,
            arguments={"people": PEOPLE, "years": YEARS, "seed": SEED, "until": today().isoformat()},
        )  # fmt: skip
    return True
