"""What a proposal does to roles: in sentences, and which roles it reaches by inheritance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from trellis.handbook.handbook import Handbook
from trellis.pages.meaning import Told
from trellis.pages.touching import Touched
from trellis.roles.addresses import role_address
from trellis.roles.definitions.changes import ADDED, REMOVED, RENAMED, History
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.history import compare_revisions, heirs_of
from trellis.roles.definitions.kind import NAME
from trellis.roles.queries.retelling import sentence_of

_BECAME = {ADDED: _("It is added."), REMOVED: _("It goes.")}


def told(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Told]:
    """What changes about families and roles: "Grade 7 became 8.", "Two requirements were added."."""
    for subject in _history(before, after).subjects:
        sentences = [sentence_of(change, of_family=subject.is_family) for change in subject.changes]
        if subject.how in _BECAME:
            sentences.insert(0, str(_BECAME[subject.how]))
        elif subject.how == RENAMED and not sentences:
            sentences.append(_("It was called “%(name)s”.") % {"name": subject.before})
        yield Told(subject.title, tuple(sentences))


def touched(before: Handbook, after: Handbook, paths: Sequence[str]) -> Iterator[Touched]:
    """The roles of other pages that inherit what changes."""
    graph = _graph(after)
    seen = set()
    for subject in _history(before, after).subjects:
        if subject.after_id is None:
            continue
        for key in heirs_of(graph, subject.after_id):
            role = graph.roles[key]
            if key not in seen and role.family.path not in paths:
                seen.add(key)
                yield Touched(role.full_title, role_address(role), _("inherits from a changed role"))


def _history(before: Handbook, after: Handbook) -> History:
    """The comparison of two handbooks. The last one is kept: what it means and what it touches are asked in a row."""
    global _last  # noqa: PLW0603 - one pair of handbooks, replaced by the next
    old, new = _graph(before), _graph(after)
    if old is new:
        return History(())
    kept = _last
    if kept is None or kept[0] is not old or kept[1] is not new:
        kept = _last = (old, new, compare_revisions(old, new))
    return kept[2]


_last: tuple[RoleGraph, RoleGraph, History] | None = None


def _graph(handbook: Handbook) -> RoleGraph:
    found = handbook.assembled.get(NAME)
    return found if isinstance(found, RoleGraph) else RoleGraph()
