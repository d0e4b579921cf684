"""The second phase: what every link of every page leads to, and what is wrong with it.

A page's links depend on the page itself, on which addresses exist, and on the anchors of the pages they lead
to. So after an edit most pages keep what they have: all others are looked at again only when an address, title
or alias changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.links import LinkEnvironment, LinkSettings, Resolution
from trellis.handbook.page import Page
from trellis.handbook.pageindex import PageExports, PageIndex, exports_of
from trellis.handbook.settings import Settings

LinkCheck: TypeAlias = Callable[[Page, LinkEnvironment, Settings, Reporter], None]
"""A check of a page's links against all pages."""

Roots: TypeAlias = tuple[tuple[str, str], ...]
"""Folders that links from the root may start in, each with its name; see `source.roots_of`."""


class PageLinks(NamedTuple):
    """What the links of a page lead to, in their order, and what is wrong with them."""

    links: tuple[Resolution, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Exported(NamedTuple):
    """The exports of a page, and by what they are compared; only what has changed is compared."""

    page: Page
    exports: PageExports

    @property
    def name(self) -> tuple[Any, ...]:
        """What links of any page may depend on."""
        return (self.exports.url, self.exports.aliases)

    @property
    def anchors(self) -> tuple[Any, ...]:
        """What only links to the page depend on: every anchor that `lookup` may find, whatever made it."""
        return (self.exports.anchors, self.exports.made_anchors, self.exports.tops)


@dataclass(frozen=True, slots=True)
class Linked:
    """The result of the phase; `environment` resolves any further link.

    `names` is the same object as long as no address, title or alias of any page and no other file changes.
    """

    environment: LinkEnvironment
    exported: Mapping[str, _Exported]
    assets: frozenset[str]
    settings: LinkSettings
    pages: Mapping[str, PageLinks]
    names: object


def link_settings(settings: Settings, roots: Roots) -> LinkSettings:
    """What the links need of the settings."""
    return LinkSettings(
        rule=settings.slugs,
        hosts=settings.hosts,
        redirects=tuple(settings.redirects.items()),
        roots=roots,
        outside=settings.outside,
        complete=settings.complete,
    )


def environment_of(
    pages: Mapping[str, Page], files: Iterable[str], settings: Settings, roots: Roots
) -> LinkEnvironment:
    """What links are resolved against, from pages and the paths of all other files."""
    exports = [exports_of(page, settings.slugs) for page in pages.values()]
    return LinkEnvironment(exports, files, link_settings(settings, roots))


def link(
    pages: Mapping[str, Page],
    assets: Iterable[str],
    settings: Settings,
    roots: Roots,
    checks: tuple[LinkCheck, ...],
    previous: Linked | None = None,
) -> Linked:
    """Resolve the links of all pages; those of `previous` that cannot have changed are taken over."""
    wanted = link_settings(settings, roots)
    files = frozenset(assets)
    exported = _export(pages, wanted.rule, previous)
    changes = _changes(exported, files, wanted, previous)
    stale, kept = changes.stale, previous.pages if previous is not None else {}
    made = {
        path: _links_of(page, changes.environment, settings, checks)
        if stale is None or path in stale
        else kept[path]
        for path, page in pages.items()
    }
    return Linked(changes.environment, exported, files, wanted, made, changes.names)


def _export(pages: Mapping[str, Page], rule: str, previous: Linked | None) -> dict[str, _Exported]:
    before = previous.exported if previous is not None and previous.settings.rule == rule else {}
    made = {}
    for path, page in pages.items():
        old = before.get(path)
        made[path] = old if old is not None and old.page is page else _Exported(page, exports_of(page, rule))
    return made


class _Changes(NamedTuple):
    """What to resolve links against, the pages whose links must be resolved again (`None`: all), see
    `Linked.names`.
    """

    environment: LinkEnvironment
    stale: frozenset[str] | None
    names: object


def _changes(
    exported: Mapping[str, _Exported], assets: frozenset[str], settings: LinkSettings, previous: Linked | None
) -> _Changes:
    if previous is None or previous.settings != settings or previous.assets != assets:
        return _Changes(_environment(exported, assets, settings), None, object())
    before, old = previous.exported, previous.environment
    changed = {path for path, e in exported.items() if path not in before or before[path].page is not e.page}
    if before.keys() != exported.keys() or any(before[path].name != exported[path].name for path in changed):
        return _Changes(_environment(exported, assets, settings), None, object())
    retitled = {path for path in changed if before[path].exports.title != exported[path].exports.title}
    moved = {path for path in changed if before[path].anchors != exported[path].anchors} | retitled
    names = object() if retitled else previous.names
    if moved:
        environment = _environment(exported, assets, settings)
        if _names_differ(old.index, environment.index):
            return _Changes(environment, None, names)
    else:
        environment = _with_bodies(old, {path: exported[path].exports for path in changed})
    reaching = _reaching(moved, previous.pages)
    if retitled:
        # Only these find pages by their titles.
        reaching |= {
            path for path, e in exported.items() if any(link.kind == "wiki" for link in e.page.links)
        }
    including = _including(changed, exported, environment) | _including(changed, before, old)
    return _Changes(environment, frozenset(changed | reaching | (including & exported.keys())), names)


def _reaching(moved: Collection[str], pages: Mapping[str, PageLinks]) -> set[str]:
    """The pages that link to one of some pages."""
    if not moved:
        return set()
    return {path for path, links in pages.items() if any(link.target in moved for link in links.links)}


def _environment(
    exported: Mapping[str, _Exported], assets: frozenset[str], settings: LinkSettings
) -> LinkEnvironment:
    return LinkEnvironment([each.exports for each in exported.values()], assets, settings)


def _with_bodies(old: LinkEnvironment, exports: Mapping[str, PageExports]) -> LinkEnvironment:
    """An environment in which all names and anchors are as before: its tables and its memory are still true."""
    if not exports:
        return old
    environment = copy(old)
    environment.pages = {**old.pages, **exports}
    return environment


def _names_differ(old: PageIndex, new: PageIndex) -> bool:
    """Whether what is known by other names than addresses has changed: root folders, and headings of nameless
    pages.
    """
    return old.tops != new.tops or old._nameless != new._nameless


def _including(
    changed: Iterable[str], exported: Mapping[str, _Exported], environment: LinkEnvironment
) -> frozenset[str]:
    """The pages that include one of some pages, directly or through others."""
    sources: dict[str, list[str]] = {}
    for path, each in exported.items():
        for _, target in each.exports.includes:
            found = environment.resolve_wiki(path, target).target
            if found is not None:
                sources.setdefault(found, []).append(path)
    reached: set[str] = set()
    waiting = list(changed) if sources else []
    while waiting:
        for path in sources.get(waiting.pop(), ()):
            if path not in reached:
                reached.add(path)
                waiting.append(path)
    return frozenset(reached)


def _links_of(
    page: Page, environment: LinkEnvironment, settings: Settings, checks: tuple[LinkCheck, ...]
) -> PageLinks:
    path, resolve, resolve_wiki = page.path, environment.resolve, environment.resolve_wiki
    links = tuple(
        resolve_wiki(path, link.destination)
        if link.kind == "wiki"
        else resolve(path, link.destination, text=link.text, image=link.image)
        for link in page.links
    )
    reporter = Reporter(path, page.source)
    for check in checks:
        check(page, environment, settings, reporter)
    return PageLinks(links, tuple(reporter.found))
