"""Better words for objectives whose verb nobody can see anybody do."""

from __future__ import annotations

from trellis.courses.definitions.measuring import Measured, measured

_BETTER = {
    "understand": ("explain", "summarize", "compare"),
    "know": ("name", "state", "identify"),
    "learn": ("demonstrate", "explain", "apply"),
    "appreciate": ("justify", "weigh", "explain"),
    "grasp": ("explain", "illustrate", "summarize"),
    "comprehend": ("explain", "interpret", "summarize"),
    "be aware": ("identify", "list", "describe"),
    "become aware": ("identify", "list", "describe"),
    "be familiar": ("describe", "use", "locate"),
    "become familiar": ("describe", "use", "locate"),
    "verstehen": ("erklären", "zusammenfassen", "vergleichen"),
    "wissen": ("nennen", "angeben", "beschreiben"),
    "kennen": ("nennen", "beschreiben", "anwenden"),
    "kennenlernen": ("beschreiben", "vergleichen", "nutzen"),
    "begreifen": ("erklären", "verdeutlichen", "vergleichen"),
    "lernen": ("anwenden", "durchführen", "erklären"),
}
_ELSE = ("describe", "demonstrate", "choose")
_ELSE_GERMAN = ("beschreiben", "anwenden", "auswählen")


def better(text: str) -> tuple[Measured, tuple[str, ...]]:
    """How demanding an objective is, and verbs that could stand in the place of a vague one."""
    found = measured(text)
    if not found.is_vague:
        return found, ()
    is_german = found.verb.endswith("en") or found.verb.endswith("sein")
    return found, _BETTER.get(found.verb, _ELSE_GERMAN if is_german else _ELSE)
