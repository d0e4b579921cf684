"""Answers as plain data, for `--json`: the same keys for the same things in every command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trellis.roles.definitions.changes import Change, History, Subject
from trellis.roles.definitions.compare import Comparison, ListComparison, reporting_text
from trellis.roles.definitions.dossier import Dossier, Entry
from trellis.roles.definitions.gaps import Gaps
from trellis.roles.definitions.graph import Edge, Role, RoleGraph
from trellis.roles.definitions.impact import Impact, Mention
from trellis.roles.definitions.likeness import Near
from trellis.roles.definitions.model import HiringProcess, Indicator, Part
from trellis.roles.definitions.paths import Destination, Way
from trellis.roles.definitions.reporting import Branch, Rung
from trellis.roles.definitions.sharing import Shared


def role(found: Role) -> dict[str, Any]:
    """A role in short."""
    return {
        "id": str(found.id),
        "title": found.full_title,
        "grade": number(found.grade),
        "family": found.family.title,
        "department": found.family.department or None,
        "path": found.family.path,
        "line": found.level.line,
    }


def number(value: float | None) -> int | float | None:
    """A grade, whole where it is."""
    return int(value) if value is not None and value == int(value) else value


def entry(found: Entry) -> dict[str, Any]:
    """A line with its origin."""
    made: dict[str, Any] = {
        "text": found.text,
        "own": found.own,
        "from": found.label or None,
        "from_id": str(found.role) if found.role is not None else None,
        "path": found.path,
        "line": found.line,
    }
    if found.id:
        made["id"] = found.id
    if found.depth:
        made["depth"] = found.depth
    if found.detail:
        made["target"] = found.detail
    return made


def edge(graph: RoleGraph, found: Edge) -> dict[str, Any]:
    """An edge with the titles at its ends."""
    target = graph.roles.get(found.target) if found.target is not None else None
    return {
        "kind": found.kind,
        "source": role(graph.roles[found.source]),
        "target": role(target) if target is not None else None,
        "label": found.label,
        "exact": found.exact,
        "implied": found.implied,
        "lateral": found.lateral,
        "path": found.path,
        "line": found.line,
    }


def dossier(graph: RoleGraph, found: Dossier) -> dict[str, Any]:
    """Everything about a role."""
    return {
        **role(found.role),
        "track": found.role.level.track,
        "reports_to": [rung(step) for step in found.above],
        "reported_to_by": [role(graph.roles[tie.source]) for tie in found.below],
        "extends": [edge(graph, tie) for tie in found.extends],
        "extended_by": [edge(graph, tie) for tie in found.extended_by],
        "responsibilities": [entry(line) for line in found.responsibilities],
        "requirements": [entry(line) for line in found.requirements],
        "nice_to_have": [entry(line) for line in found.nice_to_have],
        "hiring": [process(one) for one in found.hiring],
        "performance_indicators": [indicator(one, own=own) for one, own in found.indicators],
        "career_ladder": "\n\n".join(ladder.text for ladder in found.ladders) or None,
        "next": [edge(graph, tie) for tie in found.onward],
        "comes_from": [edge(graph, tie) for tie in found.whence],
        "specialties": [specialty.title for specialty in found.specialties],
        "segments": [segment.title for segment in found.segments],
    }


def rung(step: Rung) -> dict[str, Any]:
    """One step of a reporting line."""
    return {
        "title": step.title,
        "id": str(step.role.id) if step.role is not None else None,
        "defined": step.role is not None,
        "others": list(step.others),
        "circular": step.circular,
        "path": step.edge.path,
        "line": step.edge.line,
    }


def process(found: HiringProcess) -> dict[str, Any]:
    """A hiring process."""
    return {
        "title": found.title,
        "steps": [
            {
                "text": step.text,
                "minutes": step.minutes,
                "interviewers": list(step.interviewers),
                "optional": step.optional,
                "line": step.line,
            }
            for step in found.steps
        ],
    }


def indicator(found: Indicator, *, own: bool) -> dict[str, Any]:
    """A performance indicator."""
    return {
        "name": found.name,
        "target": found.target,
        "operator": found.operator,
        "value": number(found.value),
        "unit": found.unit or None,
        "own": own,
        "line": found.line,
    }


def comparison(found: Comparison) -> dict[str, Any]:
    """Two roles side by side."""
    return {
        "first": role(found.first),
        "second": role(found.second),
        "facts": {fact.name.replace(" ", "_"): [fact.first, fact.second] for fact in found.facts},
        **{one.name.replace("-", "_"): _list(one) for one in found.lists},
    }


def _list(found: ListComparison) -> dict[str, Any]:
    return {
        "only_first": [entry(line) for line in found.only_first],
        "only_second": [entry(line) for line in found.only_second],
        "changed": [near(pair) for pair in found.changed],
        "both": [entry(line) for line, _ in found.both],
        "repeated": [entry(line) for line in found.repeated],
    }


def near(pair: Near[Entry]) -> dict[str, Any]:
    """Two wordings of one thing."""
    return {"first": entry(pair.first), "second": entry(pair.second), "likeness": round(pair.likeness, 1)}


def history(found: History) -> list[dict[str, Any]]:
    """What changed between two revisions."""
    return [_subject(subject) for subject in found.subjects]


def _subject(found: Subject) -> dict[str, Any]:
    return {
        "what": "family" if found.is_family else "role",
        "how": found.how,
        "before": found.before,
        "after": found.after,
        "before_id": str(found.before_id) if found.before_id is not None else None,
        "after_id": str(found.after_id) if found.after_id is not None else None,
        "family": found.family,
        "path": found.path,
        "line": found.line,
        "changes": [_change(change) for change in found.changes],
        "reaches": list(found.reaches),
    }


def _change(found: Change) -> dict[str, Any]:
    made: dict[str, Any] = {"what": found.what, "how": found.how, "sentence": found.sentence}
    if found.before is not None or found.after is not None:
        made |= {"before": found.before, "after": found.after}
    if found.entries:
        made["entries"] = [entry(line) for line in found.entries]
    if found.reworded:
        made["reworded"] = [near(pair) for pair in found.reworded]
    return made


def way(found: Way) -> dict[str, Any]:
    """A way from one role to another."""
    return {
        "start": role(found.start),
        "steps": [
            {
                "role": role(step.role),
                "kind": step.edge.kind,
                "implied": step.edge.implied,
                "path": step.edge.path,
                "line": step.edge.line,
                "added": {str(part): [entry(line) for line in step.new(part)] for part in Part},
            }
            for step in found.steps
        ],
    }


def destination(graph: RoleGraph, found: Destination) -> dict[str, Any]:
    """A role that can be reached."""
    through = [graph.roles[tie.target].full_title for tie in found.way[:-1] if tie.target is not None]
    return {
        **role(found.role),
        "steps": len(found.way),
        "through": through,
        "first_step": edge(graph, found.first),
    }


def impact(graph: RoleGraph, found: Impact) -> dict[str, Any]:
    """What stands on a role, page or heading."""
    place = found.place
    return {
        "of": {"kind": place.kind, "title": place.title, "path": place.path, "line": place.line},
        "roles": [role(one) for one in found.roles],
        "losses": [
            {
                "role": role(loss.role),
                "extends_directly": loss.edge is not None,
                "path": loss.edge.path if loss.edge is not None else loss.role.family.path,
                "line": loss.edge.line if loss.edge is not None else loss.role.level.line,
                "lost": {str(part): [entry(line) for line in lines] for part, lines in loss.lost},
            }
            for loss in found.losses
        ],
        "reports": [edge(graph, tie) for tie in found.reports],
        "ladders": [edge(graph, tie) for tie in found.ladders],
        "mentions": [mention(one) for one in found.mentions],
    }


def mention(found: Mention) -> dict[str, Any]:
    """A link or a transclusion."""
    return {
        "path": found.path,
        "line": found.line,
        "text": found.text,
        "destination": found.destination,
        "includes": found.includes,
        "breaks_when_renamed": found.exact,
    }


def gaps(graph: RoleGraph, found: Gaps) -> dict[str, Any]:
    """What does not hold together."""
    return {
        "undefined": [
            {"title": one.title, "named_by": [edge(graph, tie) for tie in one.edges]}
            for one in found.undefined
        ],
        "circles": [
            {"kind": one.kind, "roles": [role(graph.roles[key]) for key in one.roles]}
            for one in found.circles
        ],
        "orphans": [role(one) for one in found.orphans],
        "duplicates": [
            {"title": one.title, "roles": [role(r) for r in one.roles]} for one in found.duplicates
        ],
    }


def row(graph: RoleGraph, found: Role) -> dict[str, Any]:
    """A role in the list of roles."""
    level = found.level
    return {
        **role(found),
        "reports_to": reporting_text(graph, found),
        "own_responsibilities": len(level.responsibilities),
        "own_requirements": len(level.requirements),
    }


def shared(found: Iterable[Shared]) -> list[dict[str, Any]]:
    """Items that several families state."""
    return [
        {
            "text": one.text,
            "families": one.families,
            "wordings": list(one.wordings),
            "holders": [
                {
                    "title": holder.label,
                    "id": str(holder.role.id) if holder.role is not None else None,
                    "text": holder.item.text,
                    "path": holder.family.path,
                    "line": holder.item.line,
                }
                for holder in one.holders
            ],
        }
        for one in found
    ]


def tree(branches: Iterable[Branch]) -> list[dict[str, Any]]:
    """Reporting trees; a list with the depth of each line, since a tree may be as deep as the handbook is
    large.
    """
    return [
        {
            "depth": depth,
            "title": branch.title,
            "id": str(branch.role.id) if branch.role is not None else None,
            "grade": number(branch.role.grade) if branch.role is not None else None,
            "span": branch.span,
        }
        for top in branches
        for branch, depth in top.walk()
    ]
