"""Things within things, as a tree shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with what it holds; `note` is a few quiet words beside its title."""

    title: str
    url: str = ""
    children: tuple[Node, ...] = ()
    open: bool = False
    current: bool = False
    note: str = ""
