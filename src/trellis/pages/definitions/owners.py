"""`owners.yml`: who must approve a change of which files.

A mapping of patterns to owners; of several patterns that match a file, the last one counts. An owner is the title of a
role, as the job families write it, or the address of a person. All owners of a file approve, in the order in which they
are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trellis.handbook.handbook import Handbook
from trellis.handbook.settings import matches
from trellis.handbook.yaml import Node

FILE = "owners.yml"
MOST_OWNERS = 20
"""Owners of one pattern that count; nobody waits for more."""


class Rule(NamedTuple):
    """A pattern with the owners of what it matches, in the order in which they approve."""

    pattern: str
    owners: tuple[str, ...]


class Owned(NamedTuple):
    """An owner with the files of a change that wait for them."""

    owner: str
    paths: tuple[str, ...]


def rules_of(handbook: Handbook) -> tuple[Rule, ...]:
    """The rules of a handbook, in order; those of a mounted source hold below its mount."""
    found: list[Rule] = []
    for mount in sorted({"", *handbook.mounts}, key=len):
        path = f"{mount}/{FILE}" if mount else FILE
        data = handbook.data.get(path)
        if data is not None and data.node is not None:
            found += [Rule(_below(mount, rule.pattern), rule.owners) for rule in _read(data.node)]
    return tuple(found)


def owners_of(rules: Iterable[Rule], path: str) -> tuple[str, ...]:
    """Who approves a change of a file, in order; nothing where no pattern matches."""
    found: tuple[str, ...] = ()
    for rule in rules:
        if matches(rule.pattern, path):
            found = rule.owners
    return found


def owned(rules: Iterable[Rule], paths: Iterable[str]) -> tuple[Owned, ...]:
    """The owners of some files, each once, in the order in which they approve, with their files."""
    known = tuple(rules)
    chains = {path: owners_of(known, path) for path in paths}
    order: dict[str, int] = {}
    for chain in chains.values():
        for place, owner in enumerate(chain):
            order[owner] = max(order.get(owner, 0), place)
    of: Mapping[str, list[str]] = {owner: [] for owner in order}
    for path, chain in chains.items():
        for owner in dict.fromkeys(chain):
            of[owner].append(path)
    return tuple(Owned(owner, tuple(of[owner])) for owner in sorted(order, key=lambda owner: order[owner]))


def _read(node: Node) -> Iterable[Rule]:
    for pattern, value in node.items():
        named = value.value if isinstance(value.value, list) else [value]
        owners = tuple(
            " ".join(owner.value.split())
            for owner in named
            if isinstance(owner.value, str) and owner.value.strip()
        )
        yield Rule(pattern, tuple(dict.fromkeys(owners))[:MOST_OWNERS])


def _below(mount: str, pattern: str) -> str:
    if not mount:
        return pattern
    return (
        f"{mount}/{pattern.lstrip('/')}" if "/" in pattern.strip("/") else f"{mount}/**/{pattern.strip('/')}"
    )
