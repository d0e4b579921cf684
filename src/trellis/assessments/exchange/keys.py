"""Identifiers for questions that come from elsewhere."""

from __future__ import annotations

import re

from trellis.assessments.definitions.writing import is_key
from trellis.handbook.slugs import slug

LONGEST = 60


class Keys:
    """Gives each question of a file an identifier of its own, made of what it is called."""

    def __init__(self) -> None:
        self._given = set[str]()

    def key(self, *said: str) -> str:
        """An identifier from the first of several texts that gives one."""
        made = next(filter(None, map(_key, said)), "question")
        found, at = made, 1
        while found in self._given:
            at += 1
            found = f"{made}-{at}"
        self._given.add(found)
        return found


def _key(text: str) -> str:
    text = text.strip()
    if is_key(text) and len(text) <= LONGEST:
        return text
    words = re.sub(r"[^a-z0-9-]+", "-", slug(text)[: LONGEST * 2].lower())
    words = re.sub(r"-{2,}", "-", words).strip("-")[:LONGEST].strip("-")
    return words if not words or words[0].isalpha() else f"q-{words}"
