"""What a new page begins with. Rooms above add the skeletons of their kinds when Django starts."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Skeleton(NamedTuple):
    """A text to begin with: `{title}` stands for the page's title; `folder` is where such pages usually lie."""

    name: str
    label: str | Promise
    folder: str
    text: str

    def text_for(self, title: str) -> str:
        """The text of a page with this title."""
        return self.text.replace("{title}", title)


_PAGE = '---\ntitle: "{title}"\ndescription: ""\n---\n\nSay in a sentence or two what this page is for.\n'
_skeletons: dict[str, Skeleton] = {"page": Skeleton("page", _("Ordinary page"), "", _PAGE)}


def register(skeleton: Skeleton) -> None:
    """Offer a skeleton for new pages; the same name again replaces it."""
    _skeletons[skeleton.name] = skeleton


def registered() -> tuple[Skeleton, ...]:
    """All skeletons, the ordinary page first."""
    return tuple(_skeletons.values())


def skeleton(name: str) -> Skeleton:
    """A skeleton by its name; the ordinary page where there is none."""
    return _skeletons.get(name, _skeletons["page"])
