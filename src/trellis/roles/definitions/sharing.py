"""Which roles ask for the same: requirements and responsibilities that several roles state, and roles by
grade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from trellis.roles.definitions.effective import effective
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.likeness import NEAR, sorted_words
from trellis.roles.definitions.model import Family, Item, Part
from trellis.roles.definitions.names import spelled

_RAREST = 4
"""By how many of its rarest words a text is looked up among the others."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who states an item: a role, or a family for all its levels (`role` is `None`)."""

    family: Family
    role: Role | None
    item: Item

    @property
    def label(self) -> str:
        """The holder as a reader sees it."""
        return self.role.full_title if self.role is not None else f"{self.family.title} (all levels)"

    @property
    def place(self) -> str:
        """File and line of the item."""
        return f"{self.family.path}:{self.item.line}"


@dataclass(frozen=True, slots=True)
class Shared:
    """An item that several state, in the words that most use; the holders in the order of the handbook."""

    text: str
    holders: tuple[Holder, ...]

    @property
    def families(self) -> int:
        """How many families state it."""
        return len({holder.family.slug for holder in self.holders})

    @property
    def wordings(self) -> tuple[str, ...]:
        """The wordings that occur, the most frequent first."""
        return tuple(text for text, _ in Counter(holder.item.text for holder in self.holders).most_common())


def stated(graph: RoleGraph, part: Part) -> Iterator[Holder]:
    """Every own item of one part, of roles and of families."""
    for family in graph.families.values():
        for item in family.items(part):
            yield Holder(family, None, item)
        for role in graph.of_family(family.slug):
            for item in role.level.items(part):
                yield Holder(family, role, item)


def shared(graph: RoleGraph, part: Part = Part.REQUIREMENTS, *, least: int = 2) -> tuple[Shared, ...]:
    """Items that at least `least` families state in the same or nearly the same words, the most shared first."""
    by_words: dict[str, list[Holder]] = {}
    for holder in stated(graph, part):
        by_words.setdefault(spelled(holder.item.text), []).append(holder)
    order = {slug: at for at, slug in enumerate(graph.families)}
    made = []
    for group in _grouped(by_words):
        holders = [holder for words in group for holder in by_words[words]]
        if len({holder.family.slug for holder in holders}) >= least:
            holders.sort(key=lambda holder: (order[holder.family.slug], holder.item.span))
            text = Counter(holder.item.text for holder in holders).most_common(1)[0][0]
            made.append(Shared(text, tuple(holders)))
    return tuple(sorted(made, key=lambda found: (-found.families, -len(found.holders), found.text)))


def sharing(graph: RoleGraph, text: str, part: Part = Part.REQUIREMENTS) -> tuple[Holder, ...]:
    """Who states an item in these words, or nearly these, or with all of these words in it."""
    holders = list(stated(graph, part))
    wanted, said = sorted_words(text), set(spelled(text).split())
    if not said:
        return ()
    return tuple(
        holder
        for holder in holders
        if said <= set(spelled(holder.item.text).split())
        or fuzz.ratio(wanted, sorted_words(holder.item.text), score_cutoff=NEAR) > 0
    )


def asked_of(graph: RoleGraph, text: str, part: Part = Part.REQUIREMENTS) -> tuple[Role, ...]:
    """The roles for which such an item holds, stated by themselves or inherited."""
    found = {id(holder.item) for holder in sharing(graph, text, part)}
    if not found:
        return ()
    return tuple(
        role for role in graph if any(id(entry.item) in found for entry in effective(graph, role.id, part))
    )


def by_grade(graph: RoleGraph) -> dict[float | None, tuple[Role, ...]]:
    """Roles by their grade, the lowest first; those without a grade last."""
    found: dict[float | None, list[Role]] = {}
    for role in graph:
        found.setdefault(role.grade, []).append(role)
    ordered = sorted(found, key=lambda grade: (grade is None, grade or 0.0))
    return {grade: tuple(found[grade]) for grade in ordered}


def _grouped(by_words: dict[str, list[Holder]]) -> Iterable[list[str]]:
    """Wordings that are near each other, each group led by the most frequent of them.

    A wording joins the first leader that it is near to, so that a chain of small changes never ties two texts
    together that say different things. Candidates are those that share one of their rarest words.
    """
    order = sorted(by_words, key=lambda words: (-len(by_words[words]), words))
    counts = Counter(word for words in order for word in set(words.split()))
    groups: dict[str, list[str]] = {}
    leaders: dict[str, list[str]] = {}
    for words in order:
        rarest = sorted(set(words.split()), key=lambda word: (counts[word], word))[:_RAREST]
        near = {leader for word in rarest for leader in leaders.get(word, ())}
        choices = {leader: sorted_words(leader) for leader in sorted(near)}
        best = process.extractOne(sorted_words(words), choices, scorer=fuzz.ratio, score_cutoff=NEAR)
        if best is not None:
            groups[best[2]].append(words)
            continue
        groups[words] = [words]
        for word in rarest:
            leaders.setdefault(word, []).append(words)
    return groups.values()
