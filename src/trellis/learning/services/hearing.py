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
from trellis.pages.queries.history import Change, changes
from trellis.work import holders
from trellis.work.phrases import filled
from trellis.work.services import items

WORK = "learning_lesson"


def said_of_lesson(key: UUID, by: UUID, *, is_answer: bool) -> None:
    """Somebody said something of a lesson: it waits on those who own the course; what one of them answers ends that.

    What an owner asks themselves waits on the other owners: nobody is asked to answer their own question.
    """
    known = describing.lesson_of_key(key)
    if known is None:
        return
    course, part = known
    owners = holders.holders_of_role(course.owner) if course.owner else []
    owners = owners or holders.holders_of_permission(KEEP.name)
    speaker = accounts.account_of(by)
    if speaker is not None and any(each.pk == by for each in owners):
        if is_answer:
            items.settle(WORK, key, done_by=speaker)
            return
        others_ask = any(each.pk != by for each in threads.speakers_of_open(describing.LESSON, key))
        owners = [each for each in owners if each.pk != by or others_ask]
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
        _tell_of_change(key, paths[key], when[paths[key]])
    return items.settle_each(WORK, over)


def _tell_of_change(key: UUID, path: str, change: Change) -> None:
    """Tell those who said something of a lesson that its text is another now, and lead them to the change.

    Whoever changed it knows.
    """
    known = describing.lesson_of_key(key)
    if known is None:
        return
    course, part = known
    exact, speakers = is_commit(change.commit), threads.speakers_of_open(describing.LESSON, key)
    # Of who wrote a commit only the name is known. Where two who spoke have it, both are told.
    theirs = [each for each in speakers if each.name == change.author]
    address = (
        reverse("pages:change", args=[path, change.commit])
        if exact
        else reverse("pages:history", args=[path])
    )
    notices.notify(
        ANSWERED, speakers, about=(describing.LESSON, key), actor=theirs[0] if len(theirs) == 1 else None,
        subject=filled(gettext_lazy("The text of “%(title)s” was changed after what you said"), title=part.title),
        text=course.title, address=address,
        key=f"learning changed {key} {change.commit}",
    )  # fmt: skip
