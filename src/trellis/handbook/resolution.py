"""What a link leads to, and what a handbook says about its links: the values that `links` works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

PAGE, ANCHOR_MISSING, PAGE_MISSING, ASSET, ASSET_MISSING = (
    "page",
    "anchor-missing",
    "page-missing",
    "asset",
    "asset-missing",
)
FOLDER, OUTSIDE, EXTERNAL, MAIL, UNSAFE = "folder", "outside", "external", "mail", "unsafe"
TEMPLATE, EMPTY = "template", "empty"

OWN_HOST, NO_LEADING_SLASH, NO_TRAILING_SLASH = "own-host", "no-leading-slash", "no-trailing-slash"
DOUBLED_SLASH, CASE, REDIRECTED, ANCHOR_RULE = "doubled-slash", "case", "redirected", "anchor-rule"
BY_SUFFIX, BY_TITLE, MADE_ANCHOR = "by-suffix", "by-title", "made-anchor"


class Resolution(NamedTuple):
    """What a link leads to.

    `status` is
    - `page`, `asset`, `folder` (without a page of its own): found, at `target`;
    - `anchor-missing`: the page at `target` has no such anchor;
    - `page-missing`, `asset-missing`: nothing is there, and what was read says that something should be;
    - `outside`: nothing is there, but it may be in a part of the site that was not read;
    - `external`, `mail`, `unsafe`, `template` (opaque), `empty`.

    `heading` is the index in the target's `Page.headings`. `canonical` is the destination as it should be
    written, from the root of the handbook; it resolves to the same place. `notes` say what was odd (see the
    constants of this module), `rule` by which slug rule the anchor was found. `path` and `anchor` are what
    was looked for, decoded; `nearest` is the destination that was probably meant, where there is evidence for
    one.
    """

    status: str
    target: str | None = None
    heading: int | None = None
    canonical: str | None = None
    notes: tuple[str, ...] = ()
    rule: str | None = None
    path: str = ""
    anchor: str | None = None
    nearest: str | None = None

    @property
    def found(self) -> bool:
        """Whether it leads to something that was read."""
        return self.status in {PAGE, ASSET, FOLDER}


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """What the handbook says about its links.

    `rule` is the canonical slug rule. `hosts` are the handbook's own addresses, a host with an optional path,
    each with the folder of the handbook that it shows: `("about.example.com", "")`, `("example.org/book",
    "handbook")`. `redirects` lead from an old path to a new destination; a path that ends in `/*` stands for
    everything below. `roots` are folders that links from the root may start in, each with the name by which
    links may call it; a handbook mounted at a folder has one for each mount. `outside` are paths served by
    something else. `complete` says that all of the site was read, so that what is not there is missing.
    """

    rule: str = "github"
    hosts: tuple[tuple[str, str], ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    roots: tuple[tuple[str, str], ...] = (("", ""),)
    outside: tuple[str, ...] = ()
    complete: bool = False


DEFAULT_SETTINGS = LinkSettings()
"""What counts where a handbook says nothing."""
