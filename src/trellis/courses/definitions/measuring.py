"""How demanding an objective is, by the verb that it begins with; and which verbs nobody can measure.

The levels are those of the revised taxonomy: L. W. Anderson and D. R. Krathwohl (eds.), *A Taxonomy for Learning,
Teaching, and Assessing*, Longman 2001, table 5.1, whose nineteen processes stand here with the verbs that published
lists agree on. Lists disagree on many verbs: C. J. Stanny, “Reevaluating Bloom's Taxonomy: What Measurable Verbs Can
and Cannot Say about Student Learning”, *Education Sciences* 6(4), 37, 2016. So a level is a hint for an author and
decides nothing, and a verb that stands in no list has none. The German verbs are the counterparts that curricula use.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LEVELS = ("remember", "understand", "apply", "analyze", "evaluate", "create")
"""From the least demanding to the most."""

_ENGLISH = {
    "remember": "define list name recall recognize recognise identify state label match memorize repeat locate quote "
    "find",
    "understand": "describe explain summarize summarise classify paraphrase discuss interpret illustrate translate "
    "infer restate report predict outline tell clarify exemplify",
    "apply": "apply use demonstrate execute implement solve calculate operate perform show practice practise conduct "
    "run install configure handle respond complete schedule prepare give hold ask follow answer choose carry set take "
    "fill measure record lead open close change send read connect book order request start restore submit enter",
    "analyze": "analyze analyse compare contrast distinguish differentiate examine categorize organize diagnose "
    "investigate relate separate trace detect deconstruct attribute spot",
    "evaluate": "evaluate assess judge critique justify defend argue recommend rate decide prioritize prioritise weigh "
    "appraise verify review check validate test select score",
    "create": "create design develop compose construct formulate plan propose build produce invent draft write devise "
    "author generate assemble set-up combine",
}
_GERMAN = {
    "remember": "nennen aufzählen benennen wiedergeben erkennen auflisten definieren bezeichnen angeben zuordnen "
    "finden",
    "understand": "beschreiben erklären erläutern zusammenfassen darstellen verdeutlichen interpretieren übersetzen "
    "schildern umschreiben",
    "apply": "anwenden durchführen nutzen verwenden berechnen lösen ausführen bedienen umsetzen einsetzen wählen "
    "auswählen einrichten führen geben üben ausfüllen melden reagieren vorbereiten halten stellen beantragen bestellen "
    "messen",
    "analyze": "analysieren vergleichen unterscheiden untersuchen gegenüberstellen gliedern einordnen ableiten",
    "evaluate": "bewerten beurteilen einschätzen begründen prüfen entscheiden kritisieren empfehlen abwägen überprüfen",
    "create": "entwerfen entwickeln erstellen planen gestalten verfassen konstruieren schreiben formulieren bauen",
}
_VAGUE = (
    "understand", "know", "learn", "appreciate", "grasp", "comprehend", "realize", "realise", "believe", "see why",
    "be aware", "become aware", "be familiar", "become familiar", "be conscious", "have knowledge", "gain",
    "get to know", "have a feeling", "feel", "internalize", "remember that",
)  # fmt: skip
_VAGUE_GERMAN = frozenset(
    "verstehen wissen kennen kennenlernen begreifen lernen erfassen verinnerlichen bewusstsein".split()
)
_BY_ENGLISH = {verb: level for level, verbs in _ENGLISH.items() for verb in verbs.split()}
_BY_GERMAN = {verb: level for level, verbs in _GERMAN.items() for verb in verbs.split()}
_LEAD = re.compile(
    r"(?:(?:you|learners?|participants?|the learner|they|i|we)\s+)?(?:will\s+|should\s+)?"
    r"(?:(?:be|are|is|am)\s+able\s+to\s+|can\s+|to\s+)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


class Measured(NamedTuple):
    """The verb of an objective and its level; `is_vague` where nobody can see whether somebody does it."""

    verb: str = ""
    level: str = ""
    is_vague: bool = False


def measured(text: str) -> Measured:
    """What an objective asks for, in English or German; nothing where its verb stands in no list."""
    plain = text[_match_end(text) :].casefold()
    words = _WORD.findall(plain)
    while len(words) > 1 and words[0].endswith("ly") and words[0] not in _BY_ENGLISH:
        words = words[1:]
    if not words:
        return Measured()
    begun = " ".join(words[:3])
    for each in _VAGUE:
        if begun == each or begun.startswith(f"{each} "):
            return Measured(each, "", True)
    if words[0] in _BY_ENGLISH:
        return Measured(words[0], _BY_ENGLISH[words[0]])
    return _german(words)


def _german(words: list[str]) -> Measured:
    """German puts the verb last, after commas before them: the last that is known counts, the first word before."""
    if words[-1] == "sein" and "bewusst" in words:
        return Measured("bewusst sein", "", True)
    for word in (words[0], *reversed(words)):
        if word in _BY_GERMAN:
            return Measured(word, _BY_GERMAN[word])
        if word in _VAGUE_GERMAN:
            return Measured(word, "", True)
    return Measured()


def _match_end(text: str) -> int:
    found = _LEAD.match(text)
    return found.end() if found is not None else 0
