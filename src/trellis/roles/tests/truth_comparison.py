"""Compares what was read from a page with what a person found on it; see `tests/truth/README.md` for the words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

PARTS = ("responsibilities", "requirements")


@dataclass
class Score:
    """How many values were wanted, how many given, how many of both agree; `faults` says where they do not."""

    wanted: int = 0
    given: int = 0
    right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The harmonic mean of precision and recall; 1 where nothing was wanted and nothing given."""
        return 2 * self.right / (self.wanted + self.given) if self.wanted + self.given else 1.0


class Comparison:
    """Gathers the scores of all fields over many pages."""

    def __init__(self) -> None:
        self.scores: dict[str, Score] = {}

    def score(self, name: str) -> Score:
        """The score of a field."""
        return self.scores.setdefault(name, Score())

    def add(
        self,
        name: str,
        place: str,
        wanted: Sequence[Any],
        given: Sequence[Any],
        same: Callable[[Any, Any], bool],
    ) -> list[tuple[Any, Any]]:
        """Match wanted to given values, each with at most one; give back the pairs."""
        left = list(given)
        pairs = []
        score = self.score(name)
        for want in wanted:
            found = next((value for value in left if same(want, value)), None)
            if found is None:
                score.faults.append(f"{place}: {want!r} is missing; what was read is {list(given)!r}")
            else:
                left.remove(found)
                pairs.append((want, found))
        score.faults += [f"{place}: {value!r} is too much" for value in left]
        score.wanted += len(wanted)
        score.given += len(given)
        score.right += len(pairs)
        return pairs

    def add_count(self, name: str, place: str, accepted: Iterable[int], given: int) -> None:
        """Compare a number with those that a reader accepts."""
        accepted = sorted(set(accepted))
        self.add(name, place, [accepted], [given], lambda want, value: value in want)

    # -- pages

    def page(self, truth: dict[str, Any], read: dict[str, Any]) -> None:
        """Compare a page field by field; `read` is its export."""
        path, unclear = truth["path"], set(truth["ambiguous"])
        pairs = [] if "levels" in unclear else self.levels(truth, read, unclear)
        for part in PARTS:
            if f"family_{part}" not in unclear:
                accepted = shared_counts(truth, part, pairs)
                self.add_count(part, f"{path}, all levels", accepted, len(read[f"family_{part}"]))
        if "hiring_steps" not in unclear:
            accepted = (truth["hiring_steps"], *truth.get("hiring_steps_alt", ()))
            self.add_count("hiring steps", path, accepted, len(read["hiring_steps"]))
        if "performance_indicators" not in unclear:
            self.indicators(truth, [found["name"] for found in read["performance_indicators"]])
        if "has_career_ladder" not in unclear:
            has = read["career_ladder"] is not None
            self.add_count("career ladder", path, [int(truth["has_career_ladder"])], int(has))
        if "specialties" not in unclear:
            given = without(read["specialties"], truth.get("specialties_optional", ()))
            self.add("specialties", path, truth["specialties"], given, is_marked)

    def levels(self, truth: dict[str, Any], read: dict[str, Any], unclear: set[str]) -> list[tuple[Any, Any]]:
        """Compare the levels; the pairs of those that are the same."""

        def same(level: dict[str, Any], given: dict[str, Any]) -> bool:
            return folded(given["title"]) in {
                folded(t) for t in (level["title"], *level.get("title_alt", ()))
            }

        optional = [level for level in truth["levels"] if level.get("optional")]
        wanted = [level for level in truth["levels"] if not level.get("optional")]
        given = [level for level in read["levels"] if not any(same(other, level) for other in optional)]
        pairs = self.add("levels", truth["path"], wanted, given, same)
        for level, found in pairs:
            self.level(truth["path"], level, found, unclear | set(level.get("ambiguous", ())))
        return pairs

    def level(self, path: str, level: dict[str, Any], found: dict[str, Any], unclear: set[str]) -> None:
        """Compare one level."""
        place = f"{path}, {level['title']}"
        if "grade" not in unclear:
            self.add(
                "grades",
                place,
                known(level["grade"]),
                known(found["grade"]),
                lambda want, value: want == value,
            )
        if "reports_to" not in unclear:
            accepted = {
                marked_role(title)
                for title in (level["reports_to"], *level.get("reports_to_alt", ()))
                if title
            }
            wanted = [accepted] if level["reports_to"] else []
            self.add(
                "reports to",
                place,
                wanted,
                known(found["reports_to"]),
                lambda want, value: marked_role(value) in want,
            )
        if "extends" not in unclear:
            self.extends(place, level, found)
        for part in PARTS:
            if part not in unclear:
                accepted = own_counts(level, part)
                as_shared = level.get("implicit") and not found[part]
                self.add_count(part, place, {*accepted, 0} if as_shared else accepted, len(found[part]))

    def extends(self, place: str, level: dict[str, Any], found: dict[str, Any]) -> None:
        """Compare inheritance: each target once, further wordings of a target accepted."""
        wordings = [
            [marked_role(t) for t in (title, *level.get("extends_alt", {}).get(title, ()))]
            for title in level["extends"]
        ]
        given = list(dict.fromkeys(role(title) for title in found["extends"]))
        optional = {marked_role(title) for title in level.get("extends_optional", ())}
        doubled = [name for names in wordings for name in [n for n in given if marked_role(n) in names][1:]]
        given = [name for name in given if name not in doubled]
        wanted_names = {name for names in wordings for name in names}
        given = [n for n in given if marked_role(n) in wanted_names or marked_role(n) not in optional]
        self.add("extends", place, wordings, given, lambda want, value: marked_role(value) in want)

    def indicators(self, truth: dict[str, Any], given: list[str]) -> None:
        """Compare the names of indicators, each once."""
        more = truth.get("performance_indicators_alt", {})
        wanted = [(name, *more.get(name, ())) for name in truth["performance_indicators"]]

        def same(names: tuple[str, ...], value: str) -> bool:
            return any(is_marked(name, value) for name in names)

        fitting = [name for name in given if any(same(names, name) for names in wanted)]
        extra = without(
            [name for name in given if name not in fitting], truth.get("performance_indicators_optional", ())
        )
        self.add(
            "indicators", truth["path"], wanted, fitting + ([] if truth.get("pi_extra_ok") else extra), same
        )


def own_counts(level: dict[str, Any], part: str) -> set[int]:
    """The numbers of items that a reader accepts for a level: with or without those that only point elsewhere."""
    counts = {level[part], *level.get(f"{part}_alt", ())}
    return counts | {count + level.get(f"{part}_pointers", 0) for count in counts}


def shared_counts(truth: dict[str, Any], part: str, pairs: list[tuple[Any, Any]]) -> set[int]:
    """The numbers of items that a reader accepts for all levels together.

    The lists of a page's one role may be given as the page's, and those of the page as a role's before the levels.
    """
    counts = {truth[f"family_{part}"], *truth.get(f"family_{part}_alt", ())}
    for level, found in pairs:
        if level.get("implicit") and not found[part]:
            counts |= own_counts(level, part)
    if any(level.get("carries_family") for level in truth["levels"]):
        counts.add(0)
    return counts


# -- words


def known(value: Any) -> list[Any]:
    return [] if value is None else [value]


def folded(text: str) -> str:
    """A text without what no reader looks at: case, marks, `&` or `and`."""
    text = (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .replace("’", "'")
        .replace("'s", "s")
        .replace("&", " and ")
    )
    text = text.replace("%", " percent ").replace("#", " number ").replace("$", " dollar ")
    return " ".join(word for word in re.findall(r"[^\W_]+", text) if word != "and")


SHORT = {
    "sr": "senior", "jr": "junior", "vp": "vice president", "svp": "senior vice president",
    "evp": "executive vice president", "mgr": "manager",
}  # fmt: skip


def role(title: str) -> str:
    """The title of a role without articles, short forms and the word role."""
    text = re.sub(r"^(?:(?:the|our|a|an|either|that of|those of) )+", "", folded(title))
    text = re.sub(r"(?: (?:responsibilities|requirements|role|level|at gitlab))+$", "", text)
    return " ".join(SHORT.get(word, word) for word in text.split())


def mark(name: str) -> str:
    """What stands in a file of truth for words of a real page: how many they are, and a hash of them, folded. Of a name
    with an explanation after a colon or a dash it is that of the name.
    """
    words = folded(head(name))
    return f"{len(words.split())}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def is_marked(wanted: str, name: str) -> bool:
    """Whether a name is the one that a mark stands for, as it is or with words after it."""
    count = int(wanted.partition(":")[0])
    words = folded(name).split()
    shorter = [" ".join(words[:count])] if count >= 2 else []
    return wanted in {mark(name), *(mark(each) for each in (folded(name), *shorter))}


def head(name: str) -> str:
    """A name without the explanation after it; all of it where nothing would be left."""
    first = re.split(r":\s|\s[-–—]\s", name, maxsplit=1)[0]
    return first if folded(first) else name


_MARK = re.compile(r"\d+:[0-9a-f]{16}")


def is_mark(words: str) -> bool:
    """Whether words of a file of truth are a mark."""
    return _MARK.fullmatch(words) is not None


def marked_role(title: str) -> str:
    """The mark of a role, by which truth and page are compared; truth has titles, and marks of longer wordings."""
    return title if is_mark(title) else mark(role(title))


def without(names: Iterable[str], optional: Iterable[str]) -> list[str]:
    """The names without those that count neither for nor against, given as marks."""
    left = tuple(optional)
    return [name for name in names if not any(is_marked(other, name) for other in left)]
