"""Questions that come from a file: looked at first, then taken into a quiz as far as somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from trellis.assessments.definitions import writing
from trellis.assessments.exchange import formats
from trellis.assessments.exchange.results import Note
from trellis.core.pictures import PictureError
from trellis.core.rules import Account
from trellis.courses.queries.studio_questions import QuizPage
from trellis.courses.services import studio as services
from trellis.courses.studio import outlines, sections
from trellis.pages.queries.editing import Desk
from trellis.pages.queries.folders import Bench
from trellis.pages.services import media

LARGEST = 20 * 2**20
"""Bytes of a file of questions."""
MOST = 300
"""Questions that are taken at once."""


class Offered(NamedTuple):
    """A question of a file as Markdown, and whether it can be read."""

    at: int
    type: str
    title: str
    body: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: the questions, and what was said of those that are not as they were there."""

    format: str
    questions: tuple[Offered, ...]
    notes: tuple[Note, ...]


def found_in(bench: Bench, *, by: Account, name: str, file: IO[bytes] | Any, quiz: QuizPage) -> Found:
    """The questions of a file. Its pictures are kept with the course, where the questions show them.

    Raises UnreadableFile, StudioError for a file that is too large, NotAllowedError.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise services.StudioError(
            _("The file has more than %(most)s MB.") % {"most": LARGEST // 2**20}, hint=_("Take it in parts.")
        )
    form = formats.format_of(data, name)
    read = formats.read(data, form=form, name=name)
    places, notes = _kept(bench, by, read.files), list(read.notes)
    taken = [each.key for each in quiz.questions]
    offered = []
    for at, each in enumerate(read.questions[:MOST]):
        key = outlines.free_key(each.key, taken)
        taken.append(key)
        body = writing.markdown(replace(each, key=key))
        for old, new in places.items():
            body = body.replace(f"]({old})", f"]({new})").replace(f"](<{old}>)", f"]({new})")
        again, _told = sections.one(body)
        offered.append(Offered(at, each.type, each.title, body, again is not None))
    return Found(formats.FORMATS[form].title, tuple(offered), tuple(notes))


def take(desk: Desk, *, by: Account, seen: str, bodies: Iterable[str]) -> int:
    """Put questions at the end of a quiz; how many. Raises as `studio.change`, and QuestionError for what is none."""
    several = [each for each in bodies if each.strip()][:MOST]
    if not several:
        raise services.StudioError(_("No question was chosen."), hint=_("Tick those that you want."))
    for each in several:
        if len(sections.cut(f"{each}\n", "quiz.md").bodies) != 1:
            raise sections.QuestionError(_("This is not one question."))

    def reshape(text: str) -> str:
        for each in several:
            text = sections.added(text, desk.path, each)
        return text

    services.change(desk, by=by, seen=seen, reshape=reshape)
    return len(several)


def _kept(bench: Bench, by: Account, files: dict[str, bytes]) -> dict[str, str]:
    """Where the pictures of a file lie now, by the names that they have in its questions."""
    found = {}
    for name, data in files.items():
        try:
            kept = media.add_file(
                bench.edition,
                author=by,
                path=f"{bench.folder}/course.md",
                name=name,
                data=data,
                proposal=bench.proposal,
            )
        except PictureError:
            continue
        found[name] = kept.path.removeprefix(f"{bench.folder}/")
    return found
