"""What is said of lessons is work for whoever owns the course, until they answer it or the text is changed."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from trellis.core import queries as accounts
from trellis.core.services import notices
from trellis.discussions.queries import threads
from trellis.learning.definitions.notices import ANSWERED
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.queries import describing
from trellis.pages.queries.current import whole_edition
from trellis.pages.queries.editing import is_commit
from trellis.pages.queries.history import changes
from trellis.work import holders
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "learning_lesson"


def said_of_lesson(key: UUID, by: UUID) -> None:
    """Somebody said something of a lesson: it waits on those who own the course; what one of them says answers it."""
    known = describing.lesson_of_key(key)
    if known is None:
        return
    course, part = known
    owners = holders.holders_of_role(course.owner) if course.owner else []
    owners = owners or holders.holders_of_permission(KEEP.name)
    speaker = accounts.account_of(by)
    if speaker is not None and any(each.pk == by for each in owners):
        items.settle(WORK, key, done_by=speaker)
        return
    items.wait_on(WORK, describing.LESSON, key, owners, title=part.title, asked_by=speaker)


def settled(key: UUID) -> None:
    """A thread is settled or taken back: where no other is open, the lesson waits on nobody."""
    if not threads.open_threads(describing.LESSON, [key]):
        items.settle(WORK, key)


def close_changed() -> int:
    """Have lessons wait on nobody whose text was changed after all that was said of them; how many.

    Whoever said something there is told once, with what was changed.
    """
    paths = describing.lesson_paths()
    when = changes(whole_edition())
    over = [
        key
        for key, said in threads.open_threads(describing.LESSON, paths).items()
        if (change := when.get(paths[key])) is not None and change.when > said.newest
    ]
    for key in over:
        _tell_of_change(key, paths[key], when[paths[key]].commit)
    return items.settle_each(WORK, over)


def _tell_of_change(key: UUID, path: str, commit: str) -> None:
    """Tell those who said something of a lesson that its text is another now, and lead them to the change."""
    known = describing.lesson_of_key(key)
    if known is None:
        return
    course, part = known
    exact = is_commit(commit)
    address = reverse("pages:change", args=[path, commit]) if exact else reverse("pages:history", args=[path])
    notices.notify(
        ANSWERED, threads.speakers_of_open(describing.LESSON, key), about=(describing.LESSON, key),
        subject=filled(gettext_lazy("The text of “%(title)s” was changed after what you said"), title=part.title),
        text=course.title, address=address,
        key=f"learning changed {key} {commit}",
    )  # fmt: skip
