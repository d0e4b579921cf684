"""What a new page begins with. Rooms above add the skeletons of their kinds when Django starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.core import kinds
from trellis.handbook.datakinds import DataKind


class Skeleton(NamedTuple):
    """A text to begin with: `{title}` stands for the page's title; `folder` is where such pages usually lie.

    `ending` is that of the file: data files have another than pages. Where `file` is named, each such page is a folder
    of its own with a file of that name.
    """

    name: str
    label: str | Promise
    folder: str
    text: str
    ending: str = ".md"
    file: str = ""

    def place(self, folder: str, name: str) -> tuple[str, str]:
        """The folder and the name of the file for a page of some name that is wanted in a folder."""
        if not self.file or not name:
            return folder, name
        return "/".join(part for part in (folder or self.folder, name.removesuffix(".md")) if part), self.file

    def text_for(self, title: str) -> str:
        """The text of a page with this title."""
        return self.text.replace("{title}", title)


_PAGE = '---\ntitle: "{title}"\ndescription: ""\n---\n\nSay in a sentence or two what this page is for.\n'
_skeletons: dict[str, Skeleton] = {"page": Skeleton("page", _("Ordinary page"), "", _PAGE)}


def register(skeleton: Skeleton) -> None:
    """Offer a skeleton for new pages; the same name again replaces it."""
    _skeletons[skeleton.name] = skeleton


def registered() -> tuple[Skeleton, ...]:
    """All skeletons, the ordinary page first, those of kinds of data files last."""
    return (*_skeletons.values(), *_of_kinds())


def skeleton(name: str) -> Skeleton:
    """A skeleton by its name; the ordinary page where there is none."""
    return next((each for each in registered() if each.name == name), _skeletons["page"])


def _of_kinds() -> Iterator[Skeleton]:
    """The templates of kinds of which a handbook has many files."""
    for kind in kinds.registered():
        if isinstance(kind, DataKind) and kind.template:
            folder = kind.files[0].rpartition("/")[0]
            yield Skeleton(kind.name, translation.gettext(kind.called), folder, kind.template, ".yml")
