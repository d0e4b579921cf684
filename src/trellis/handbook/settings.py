"""`handbook.yml`: what an organisation says about its handbook, with a default for everything.

`read_settings` never fails: a key that nobody knows or a value of the wrong type is a diagnostic, and the
default counts. The reference of the file is made from `SETTINGS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from trellis.handbook.diagnostics import Reporter
from trellis.handbook.settingvalues import (
    Context,
    Wrong,
    anything,
    codes,
    count,
    currency,
    day,
    flag,
    group,
    hosts,
    known,
    list_of,
    map_of,
    one_of,
    redirects,
    text,
    texts,
)
from trellis.handbook.source import DEFAULT_LIMITS
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node

MOST_DAYS = 36_500
"""Days after which a page may be due for a look: a hundred years."""

SLUG_RULES = ("github", "gitlab", "kramdown-gfm", "kramdown", "hugo", "goldmark")


class Entity(NamedTuple):
    """A legal entity that employs people; the currency is its own or the organisation's, the time zone likewise."""

    name: str
    country: str = ""
    currency: str = ""
    time_zone: str = ""


class WordList(NamedTuple):
    """Changes to one of the word lists that checks use: words to add, words to take out."""

    extra: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class PathRule(NamedTuple):
    """Settings for the pages that a pattern matches; see `matches`."""

    path: str
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    kinds: Mapping[str, Mapping[str, Any]] = {}
    span: Span = Span(0, 0)


PUBLIC, INTERNAL, RESTRICTED, CLOSED = "public", "internal", "restricted", "closed"


class Visibility(NamedTuple):
    """Who sees the files that a pattern matches: everybody, whoever has signed in, or those who are named.

    `roles` are titles of roles, `people` addresses, `duties` names of duties of `rights.yml`. `CLOSED` is what a rule
    becomes that cannot be read: nobody sees what it speaks of but those who can mend it.
    """

    path: str
    to: str
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    span: Span = Span(0, 0)
    duties: tuple[str, ...] = ()


EVERYTHING_CLOSED = (Visibility("**", CLOSED),)


def visibility_of(rules: Sequence[Visibility], path: str) -> int | None:
    """The place of the rule that counts for a file, the last one that matches; `None` where none does."""
    return next((at for at in reversed(range(len(rules))) if matches(rules[at].path, path)), None)


class ReviewRule(NamedTuple):
    """How many days after their last change the pages that a pattern matches are due for a look; see `reviews`."""

    path: str
    days: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one handbook; see `SETTINGS` for what each means.

    `path` is the file that they were read from, `None` for the defaults; paths and patterns in it are relative to the
    handbook's root already.
    """

    organisation: str = ""
    currency: str = "EUR"
    fiscal_year_start: str = "01-01"
    languages: tuple[str, ...] = ("en",)
    time_zones: tuple[str, ...] = ("UTC",)
    entities: tuple[Entity, ...] = ()
    hosts: tuple[tuple[str, str], ...] = ()
    outside: tuple[str, ...] = ()
    complete: bool = False
    slugs: str = "github"
    redirects: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    paths: tuple[PathRule, ...] = ()
    visibility: tuple[Visibility, ...] = ()
    reviews: tuple[ReviewRule, ...] = ()
    vocabulary: tuple[str, ...] = ()
    words: Mapping[str, WordList] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    page_bytes: int = DEFAULT_LIMITS.page_bytes
    path: str | None = None

    def kind(self, name: str, page: str) -> dict[str, Any]:
        """The settings of a kind for one page: those for all pages, then those of each matching path, the last
        one wins.
        """
        made = dict(self.kinds.get(name, {}))
        for rule in self.paths:
            if name in rule.kinds and matches(rule.path, page):
                made.update(rule.kinds[name])
        return made

    def rules_for(self, page: str) -> tuple[PathRule, ...]:
        """The rules of `paths` that match a page, in order."""
        return tuple(rule for rule in self.paths if matches(rule.path, page))


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern of `paths` matches a page's path.

    `*` and `?` stand for characters within a folder's name, `**` for any folders; a pattern without a slash matches a
    name at any depth; a folder matches everything below it.
    """
    return _compiled(pattern).match(path) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    made = []
    for part in re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", body):
        made.append(
            {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part) or re.escape(part)
        )
    return re.compile(("" if anchored else "(?:.*/)?") + "".join(made) + r"(?:/.*)?\Z", re.DOTALL)


# -- reading


class Setting(NamedTuple):
    """One key of `handbook.yml`: how it is read, and what it means, for its reference."""

    read: Callable[[Node, Context], Any]
    meaning: str
    field: str | None = None


def read_settings(node: Node | None, reporter: Reporter, kinds: Sequence[str] = ()) -> Settings:
    """The settings in a parsed `handbook.yml`; `kinds` are the names of the kinds that it may speak of, empty
    for any.

    The reporter's path says where the file lies: paths in it are taken from there.
    """
    folder = reporter.path.rpartition("/")[0]
    values: dict[str, Any] = {"path": reporter.path}
    if node is None or node.value is None:
        return Settings(**values)
    context = Context(reporter, f"{folder}/" if folder else "")
    if not isinstance(node.value, dict):
        context.wrong("handbook.yml", Wrong("a list of keys and values", node))
        return Settings(**values)
    for key, value in known(node, SETTINGS, context):
        setting = SETTINGS[key]
        try:
            values[setting.field or key] = setting.read(value, context)
        except Wrong as error:
            context.wrong(key, error)
    values.update(values.pop("_limits", {}))
    _check_kinds(node, kinds, context)
    return Settings(**values)


def _check_kinds(node: Node, kinds: Sequence[str], context: Context) -> None:
    mappings = [node.get("kinds")]
    paths = node.get("paths")
    if paths is not None and isinstance(paths.value, list):
        mappings.extend(rule.get("kinds") for rule in paths.value)
    for mapping in mappings:
        if kinds and mapping is not None:
            known(mapping, dict.fromkeys(kinds), context, "kinds")


_ENTITY = group(name=text, country=text, currency=currency, time_zone=text)
_WORDS = group(extra=texts, removed=texts)
_PATH = group(path=text, select=codes, ignore=codes, kinds=map_of(anything))
_REVIEW = group(path=text, days=count)


def _entity(node: Node, context: Context) -> Entity:
    values = _ENTITY(node, context)
    if not values.get("name"):
        raise Wrong("an entity with a name", node)
    return Entity(**values)


def _words(node: Node, context: Context) -> WordList:
    if isinstance(node.value, list):
        return WordList(extra=texts(node, context))
    return WordList(**_WORDS(node, context))


def _path_rule(node: Node, context: Context) -> PathRule:
    values = _PATH(node, context)
    if not values.get("path"):
        raise Wrong("a mapping with a path", node)
    return PathRule(**values | {"path": _pattern(values["path"], context), "span": node.span})


_VISIBILITY = group(
    path=text, to=one_of(PUBLIC, INTERNAL, RESTRICTED), roles=texts, people=texts, duties=texts
)


def _visibilities(node: Node, context: Context) -> tuple[Visibility, ...]:
    """The rules of `visibility`. What cannot be read is reported, and closes what it may have spoken of."""
    if not isinstance(node.value, list):
        context.wrong("visibility", Wrong("a list of rules, each with `path` and `to`", node))
        return EVERYTHING_CLOSED
    return tuple(_visibility(rule, context) for rule in node.value)


def _visibility(node: Node, context: Context) -> Visibility:
    before = len(context.reporter.found)
    try:
        values = _VISIBILITY(node, context)
        path = values.get("path") or ""
        if not path:
            raise Wrong("a rule with a path", node)
        named = [name for key in ("roles", "people", "duties") for name in values.get(key, ())]
        to = values.get("to") or (RESTRICTED if named else "")
        if to not in {PUBLIC, INTERNAL, RESTRICTED}:
            raise Wrong("a rule that says who sees it: `to: public`, `internal` or `restricted`", node)
        if (to == RESTRICTED) != bool(named):
            raise Wrong(
                "`restricted` with the `roles`, `people` or `duties` that see it, or another `to` without them",
                node,
            )
    except Wrong as error:
        context.wrong("Each entry of visibility", error)
    if len(context.reporter.found) > before:
        found = node.get("path")
        pattern = found.value if found is not None and isinstance(found.value, str) else ""
        return Visibility(_pattern(pattern, context) if pattern.strip() else "**", CLOSED)
    return Visibility(
        _pattern(path, context),
        to,
        values.get("roles", ()),
        values.get("people", ()),
        node.span,
        values.get("duties", ()),
    )


def _review_rule(node: Node, context: Context) -> ReviewRule:
    values = _REVIEW(node, context)
    if not values.get("path") or "days" not in values:
        raise Wrong("a mapping with a path and days", node)
    if values["days"] > MOST_DAYS:
        raise Wrong(f"a mapping with at most {MOST_DAYS:,} days", node)
    return ReviewRule(_pattern(values["path"], context), values["days"])


def _pattern(pattern: str, context: Context) -> str:
    """A pattern from the root of the handbook.

    One without a slash matches at any depth; in a mounted handbook that is: anywhere below the mount.
    """
    if not context.folder:
        return pattern
    return context.folder + ("" if "/" in pattern.rstrip("/") else "**/") + pattern.lstrip("/")


SETTINGS: dict[str, Setting] = {
    "organisation": Setting(text, "The organisation's name as readers see it."),
    "currency": Setting(currency, "Currency of budgets and indicators, as its three letters."),
    "fiscal_year_start": Setting(day, "First day of the fiscal year, `MM-DD`."),
    "languages": Setting(texts, "Languages of the pages; browsers and screen readers are told the first."),
    "time_zones": Setting(texts, "Time zones offered in forms; the first is the default."),
    "entities": Setting(
        list_of(_entity), "Legal entities: `name`, `country`, `currency`, `time_zone` of each."
    ),
    "hosts": Setting(
        hosts, "Hosts whose absolute links are links to this handbook: a list, or each with its folder."
    ),
    "outside": Setting(texts, "Addresses on these hosts that something else serves."),
    "complete": Setting(
        flag, "Whether all of the site is here, so that a link that leads nowhere is a fault."
    ),
    "slugs": Setting(one_of(*SLUG_RULES), "The rule by which headings get their anchors."),
    "redirects": Setting(
        redirects, "Addresses that have moved, `/old/: /new/`, and whole folders, `/old/*: /new/*`."
    ),
    "select": Setting(codes, "Codes that are reported; all that are enabled unless set."),
    "ignore": Setting(codes, "Codes that are not reported."),
    "paths": Setting(
        list_of(_path_rule), "Settings for some pages: `path` (a pattern), `select`, `ignore`, `kinds`."
    ),
    "visibility": Setting(
        _visibilities, "Who sees which pages: `path` (a pattern), `to`, `roles`, `people`, `duties`."
    ),
    "reviews": Setting(
        list_of(_review_rule),
        "When pages are due for a look: `path` (a pattern) and `days` since their last change.",
    ),
    "vocabulary": Setting(texts, "Words that the spelling check accepts besides the dictionary."),
    "words": Setting(map_of(_words), "Changes to the checks' word lists, by list: `extra` and `removed`."),
    "kinds": Setting(map_of(anything), "Settings of the kinds of definition, by kind."),
    "limits": Setting(group(page_bytes=count), "How large a page may be: `page_bytes`.", "_limits"),
}
"""Every key of `handbook.yml`."""
