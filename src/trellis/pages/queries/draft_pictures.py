"""Pictures that are not in the handbook yet: of drafts, for those who write them, and of proposals."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.db.models import Sum
from django.utils.html import escape

from trellis.core.rules import Account
from trellis.handbook import destinations
from trellis.handbook.errors import TrellisError
from trellis.pages.addresses import draft_picture_address, file_address, proposal_file_address
from trellis.pages.models import Draft, DraftPicture, Proposal
from trellis.pages.queries.changing import Changes, changes_of
from trellis.pages.queries.current import Edition
from trellis.pages.queries.files import LARGEST, SHOWN, HandbookFile
from trellis.pages.queries.proposals import repository_for

MOST_BYTES = 50 * 2**20
"""Of all pictures in the drafts of one author."""

MOST_PICTURES = 50
"""In one draft."""

USUAL_FOLDER = "images"
"""Beside the page, where the handbook has no folder for pictures there."""


def picture_folder(edition: Edition, path: str) -> str:
    """The folder for the pictures of a page, as this handbook does it.

    Beside the page: the folder that most pictures below the page's folder lie in, else one that is called as most
    folders of pictures are, else `images`.
    """
    folder = path.rpartition("/")[0]
    below = f"{folder}/" if folder else ""
    folders: dict[str, int] = {}
    names: dict[str, int] = {}
    for asset in edition.handbook.assets:
        if destinations.file_extension(asset) not in SHOWN:
            continue
        inside = asset.rpartition("/")[0]
        names[inside.rpartition("/")[2]] = names.get(inside.rpartition("/")[2], 0) + 1
        if asset.startswith(below) and asset[len(below) :].count("/") <= 1:
            folders[inside] = folders.get(inside, 0) + 1
    if folders:
        return max(sorted(folders), key=folders.__getitem__)
    name = max(sorted(name for name in names if name), key=names.__getitem__, default=USUAL_FOLDER)
    return f"{below}{name}"


def picture_of(author: Account, path: str) -> HandbookFile | None:
    """A picture of somebody's own drafts."""
    found = DraftPicture.objects.filter(draft__author_id=author.pk, path=path).order_by("-created_at").first()
    if found is None:
        return None
    return HandbookFile(bytes(found.data), found.content_type, shown=True, name=path.rpartition("/")[2])


def file_in(edition: Edition, proposal: Proposal, path: str) -> HandbookFile | None:
    """A picture that a proposal adds or changes."""
    changes = changes_of(edition, proposal)
    content_type = SHOWN.get(destinations.file_extension(path))
    if content_type is None or path not in changes.paths:
        return None
    inner = path.removeprefix(f"{proposal.mount}/") if proposal.mount else path
    data = repository_for(edition, proposal).read(changes.tip, inner, LARGEST)
    if data is None:
        return None
    return HandbookFile(data, content_type, shown=True, name=path.rpartition("/")[2])


def pictures_beside(edition: Edition, draft: Draft | None, proposal: Proposal | None) -> dict[str, str]:
    """The pictures that a page may show before the handbook has them, by path, with the addresses to see them at."""
    found = {}
    if proposal is not None:
        with suppress(TrellisError):  # Where the branch is gone, saying so is up to others.
            found = pictures_in(changes_of(edition, proposal), proposal)
    if draft is not None:
        paths = draft.pictures.values_list("path", flat=True)
        found |= {path: draft_picture_address(path) for path in paths}
    return found


def pictures_in(changes: Changes, proposal: Proposal) -> dict[str, str]:
    """The pictures that a proposal brings, by path, with the addresses to see them at."""
    return {
        change.path: proposal_file_address(proposal.number, change.path)
        for change in changes.files
        if change.is_picture and not change.is_gone
    }


def relocated(html: str, pictures: Mapping[str, str]) -> str:
    """The HTML of a page with pictures taken from where they can be seen now."""
    for path, address in pictures.items():
        html = html.replace(f'src="{escape(file_address(path))}"', f'src="{escape(address)}"')
    return html


def bytes_kept(author: Account) -> int:
    """The bytes of all pictures in somebody's drafts."""
    kept = DraftPicture.objects.filter(draft__author_id=author.pk).aggregate(sum=Sum("size"))["sum"]
    return kept or 0
