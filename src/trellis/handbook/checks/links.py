"""Links: those that lead nowhere, and those that a reader gets through although they are written wrong.

A report is made only where a careful reader of what was read would agree. Of a site that is read in part,
what a link into the rest leads to is unknown, so it is left alone; see `links.Resolution`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from trellis.handbook import destinations, originals
from trellis.handbook import resolution as links
from trellis.handbook.checks import linkcodes as codes
from trellis.handbook.checks.linkplaces import Place, alternative_text
from trellis.handbook.diagnostics import Fix, Related, Reporter
from trellis.handbook.links import LinkEnvironment, Resolution
from trellis.handbook.model import Link
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span

CODES = codes.CODES
"""The codes that `check_links` and `includes.check_includes` may report."""


def check_links(page: Page, environment: LinkEnvironment, settings: Settings, reporter: Reporter) -> None:
    """The links and images of a page, and the anchors that it gives its headings."""
    comments = _comments(page)
    guesses = _Guesses(environment)
    for link in page.links:
        if link.kind == "wiki":
            found = environment.resolve_wiki(page.path, link.destination)
            # What `![[…]]` leads to is looked at where it is expanded.
            if not link.image and found.status in _WRONG:
                _Checked(page, link, found, guesses, reporter).check()
            continue
        if comments and link.kind == "html":
            before = bisect_right(comments, Span(link.span.start, len(page.text))) - 1
            if before >= 0 and link.span.start < comments[before].end:
                continue
        found = environment.resolve(page.path, link.destination, text=link.text, image=link.image)
        if found.status in _WRONG or found.notes or not link.text or _is_odd(link.destination, found):
            _Checked(page, link, found, guesses, reporter).check()
    _check_names(page, environment, reporter)
    _check_original(page, environment, reporter)


_WRONG = frozenset({
    links.PAGE_MISSING, links.ANCHOR_MISSING, links.ASSET_MISSING, links.OUTSIDE, links.UNSAFE, links.EMPTY,
})  # fmt: skip
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WEB = re.compile(r"https?://[^/:]", re.IGNORECASE)
_SLIP = re.compile(
    r"(?:h?t{1,3}ps?|htt?s|http[a-z]s?)?:?/{1,3}(?=(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]|\Z))|(https?:/*)(?=https?://)",
    re.IGNORECASE,
)


def _comments(page: Page) -> list[Span]:
    """The HTML comments of a page."""
    if "<!--" not in page.text:
        return []
    return [Span(*found.span()) for found in _COMMENT.finditer(page.text, page.body_start)]


def _is_odd(destination: str, found: Resolution) -> bool:
    """Whether a link to the rest of the world is worth a second look."""
    return found.status == links.EXTERNAL and not _WEB.match(destination)


class _Guesses:
    """What was probably meant by the links of a page. After some fifty guesses nobody reads them any more."""

    def __init__(self, environment: LinkEnvironment) -> None:
        self.environment = environment
        self.left = 50

    def page(self, page: Page, path: str) -> str | None:
        """The address of the page that is most like a path."""
        self.left -= 1
        index = self.environment.index
        return index.nearest(path, index.root_of(page.path)) if self.left >= 0 else None

    def anchor(self, names: Iterable[str], wanted: str) -> str | None:
        """The anchor that is most like a name."""
        self.left -= 1
        if self.left < 0:
            return None
        known = tuple(names)
        near = process.extractOne(wanted, known, scorer=fuzz.ratio, score_cutoff=88)
        return near[0] if near else _akin(wanted, known)


_LONG = 5
"""Letters that a word has at least by which a heading can be recognised."""
_PARTS = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|y|e)\Z")


def _akin(wanted: str, names: tuple[str, ...]) -> str | None:
    """The anchor that says all that a name says: one that begins with it, else one with the same words in other forms.

    Of several the shortest; none where only a short word would speak for it.
    """
    if max(map(len, _PARTS.findall(wanted)), default=0) < _LONG:
        return None
    stems = _stems(wanted)
    begin = [name for name in names if name.casefold().startswith(wanted.casefold() + "-")]
    others = [name for name in names if stems <= (own := _stems(name)) and len(own) <= 2 * len(stems) + 1]
    return min(begin or others, key=len, default=None)


@lru_cache(maxsize=4096)
def _stems(name: str) -> frozenset[str]:
    return frozenset(
        _ENDING.sub("", part) if len(part) > _LONG - 1 else part for part in _PARTS.findall(name.casefold())
    )


class _Checked:
    """One link with what it leads to."""

    def __init__(
        self, page: Page, link: Link, found: Resolution, guesses: _Guesses, reporter: Reporter
    ) -> None:
        self.page = page
        self.link = link
        self.found = found
        self.guesses = guesses
        self.environment = guesses.environment
        self.reporter = reporter
        self.place = Place(page.text, link)

    def check(self) -> None:
        """Report what is wrong: at most one fault of the address, or any slips of one that is found, and the text."""
        status = self.found.status
        if status == links.UNSAFE:
            self.unsafe()
        elif status == links.EMPTY:
            self.empty()
        elif not self.misspelt():
            self.missing() if status in _WRONG else self.slips()
        self.words()

    # -- addresses that are none

    def unsafe(self) -> None:
        scheme = self.link.destination.strip().partition(":")[0].lower()
        what = (
            "leads to a file on one computer"
            if scheme in {"file"} or len(scheme) == 1
            else f"is a “{scheme}:” address"
        )
        self.reporter.report(codes.UNSAFE, self.place.span, f"The link {self.name}{what}.")

    def empty(self) -> None:
        thing = "The image" if self.link.image else "The link"
        self.reporter.report(codes.EMPTY, self.link.span, f"{thing} {self.name}has no address.")

    def misspelt(self) -> bool:
        """Whether the address is clearly meant otherwise."""
        written = self.link.destination
        if written[:1] == "(" and written[-1:] == ")" and len(written) > 2:
            fix = self.place.fix(
                "Delete the inner parentheses", (0, 1, ""), (len(written) - 1, len(written), "")
            )
            self.reporter.report(
                codes.PARENTHESES,
                self.place.span,
                f"The address “{_short(written)}” stands in parentheses.",
                fix=fix,
            )
            return True
        if self.found.found or self.found.status == links.ANCHOR_MISSING:
            return False
        return self.mail() or self.host() or self.scheme()

    def mail(self) -> bool:
        if not destinations.looks_like_mail(self.link.destination):
            return False
        fix = self.place.fix("Add “mailto:”", (0, 0, "mailto:"))
        self.reporter.report(
            codes.NO_MAILTO,
            self.place.span,
            f"The mail address “{self.link.destination}” lacks “mailto:”.",
            fix=fix,
        )
        return True

    def host(self) -> bool:
        host = destinations.looks_like_host(self.link.destination)
        if not host:
            return False
        certain = host.lower().startswith("www.") or host.lower() in dict(self.environment.settings.hosts)
        fix = self.place.fix("Add “https://”", (0, 0, "https://")) if certain else None
        self.reporter.report(
            codes.NO_SCHEME,
            self.place.span,
            f"The address “{_short(self.link.destination)}” lacks “https://”.",
            fix=fix,
        )
        return True

    def scheme(self) -> bool:
        written = self.link.destination
        slip = _SLIP.match(written)
        if slip is None or not slip[0].strip("/") or (_WEB.match(written) and slip[1] is None):
            return False
        better = (
            ""
            if slip[1]
            else ("http://" if re.match(r"https?:?/*\Z", slip[0]) and "s" not in slip[0] else "https://")
        )
        fix = self.place.fix("Correct the beginning of the address", (0, slip.end(), better))
        self.reporter.report(
            codes.SCHEME_SLIP,
            self.place.span,
            f"The address “{_short(written)}” begins with a slip.",
            fix=fix,
        )
        return True

    # -- addresses that lead nowhere

    def missing(self) -> None:
        found = self.found
        if found.status == links.ANCHOR_MISSING:
            self.missing_anchor()
            self.slips()
        elif links.NO_LEADING_SLASH in found.notes:
            self.slips()
        elif found.status == links.OUTSIDE:
            if found.path.strip("/"):
                message = f"“{_short(found.path)}” is not among the pages that were read."
                self.reporter.report(codes.UNREAD, self.place.span, message)
        elif found.status == links.ASSET_MISSING:
            self.reporter.report(codes.FILE, self.place.span, f"There is no file “{_short(found.path)}”.")
        else:
            nearest = found.nearest or self.guesses.page(self.page, found.path)
            message = f"There is no page “{_short(_path_of(self.link.destination) or found.path)}”."
            self.reporter.report(codes.PAGE, self.place.span, message, hint=_did_you_mean(nearest))

    def missing_anchor(self) -> None:
        target = self.environment.pages[self.found.target or self.page.path]
        wanted = self.found.anchor or ""
        near = self.guesses.anchor((*target.anchors.names, *target.anchors.others), wanted)
        where = "This page" if target.path == self.page.path else f"The page “{target.title}”"
        message = f"{where} has no heading or other anchor “#{_short(wanted)}”."
        span = self.place.span
        if self.place.written is not None:
            start, end = self.place.anchor_span()
            span = Span(span.start + start - 1, span.start + end)
        self.reporter.report(codes.ANCHOR, span, message, hint=_did_you_mean(f"#{near}" if near else None))

    # -- addresses that lead somewhere, but not straight

    def slips(self) -> None:
        for note in self.found.notes:
            check = _SLIPS.get(note)
            if check is not None and not (note in _PATH_SLIPS and links.REDIRECTED in self.found.notes):
                check(self)

    def no_leading_slash(self) -> None:
        fix = self.place.fix("Add the first slash", (0, 0, "/"))
        message = f"The address “{_short(self.link.destination)}” lacks its first slash."
        self.reporter.report(codes.NO_LEADING_SLASH, self.place.span, message, fix=fix)

    def own_host(self) -> None:
        if not self.found.found:
            return
        start, end = self.place.path_span()
        path = self.link.destination[start:end]
        # Where the host shows a folder under another address, more than the host would have to change.
        plain = self.environment.resolve(self.page.path, path or "/").target == self.found.target
        fix = self.place.fix("Leave the host out", (0, start, "" if path else "/")) if plain else None
        message = f"The link {self.name}names the handbook's own host."
        self.reporter.report(codes.OWN_HOST, self.place.span, message, fix=fix)

    def no_trailing_slash(self) -> None:
        _, end = self.place.path_span()
        fix = self.place.fix("Add the slash at the end", (end, end, "/"))
        message = f"The address “{_short(_path_of(self.link.destination))}” lacks the slash at its end."
        self.reporter.report(codes.NO_TRAILING_SLASH, self.place.span, message, fix=fix)

    def doubled_slash(self) -> None:
        start, end = self.place.path_span()
        runs = re.finditer(r"/{2,}", self.link.destination[start:end])
        fix = self.place.fix(
            "Delete the second slash", *((start + run.start() + 1, start + run.end(), "") for run in runs)
        )
        message = f"The address “{_short(_path_of(self.link.destination))}” has two slashes in a row."
        self.reporter.report(codes.DOUBLED_SLASH, self.place.span, message, fix=fix)

    def redirected(self) -> None:
        new = self.found.canonical or ""
        path = destinations.read(new).path
        start, end = self.place.path_span()
        fix = (
            self.place.fix("Use the new address", (start, end, path))
            if self.found.target is not None
            else None
        )
        message = f"“{_short(_path_of(self.link.destination))}” has moved to “{_short(path or new)}”."
        self.reporter.report(codes.REDIRECTED, self.place.span, message, fix=fix)

    def case(self) -> None:
        start, end = self.place.path_span()
        path = self.link.destination[start:end]
        right = destinations.read(self.found.canonical or "").path
        fix: Fix | None = None
        if path.casefold().rstrip("/") == right.casefold().rstrip("/") and len(path.rstrip("/")) == len(
            right.rstrip("/")
        ):
            fix = self.place.fix(
                "Write it as the page is called", (start, start + len(path.rstrip("/")), right.rstrip("/"))
            )
        message = f"The page is called “{_short(right)}”, not “{_short(path)}”."
        self.reporter.report(codes.CASE, self.place.span, message, fix=fix)

    def anchor_rule(self) -> None:
        right = (self.found.canonical or "").rpartition("#")[2]
        start, end = self.place.anchor_span()
        fix = self.place.fix("Use the heading's own anchor", (start, end, right))
        span = self.place.span
        if self.place.written is not None:
            span = Span(span.start + start - 1, span.start + end)
        message = (
            f"The anchor of this heading is “#{_short(right)}”, not “#{_short(self.found.anchor or '')}”."
        )
        self.reporter.report(codes.ANCHOR_RULE, span, message, fix=fix)

    # -- words

    def words(self) -> None:
        """Links without text, images without alternative text."""
        link, text = self.link, self.page.text
        if link.image:
            if alternative_text(text, link) is None:
                self.reporter.report(codes.NO_ALT, link.span, "The image has no alternative text.")
        elif link.kind in {"inline", "reference"} and not link.text.strip():
            inside = text[link.span.start : link.span.end].partition("](")[0]
            if "<" not in inside and "![" not in inside:
                self.reporter.report(
                    codes.NO_TEXT, link.span, f"The link to “{_short(link.destination)}” has no text."
                )

    @property
    def name(self) -> str:
        """The link's text in quotes with a space, as a sentence needs it; empty if it has none."""
        text = " ".join(self.link.text.split())
        return f"“{_short(text)}” " if text else ""


_SLIPS: dict[str, Callable[[_Checked], None]] = {
    links.NO_LEADING_SLASH: _Checked.no_leading_slash,
    links.OWN_HOST: _Checked.own_host,
    links.NO_TRAILING_SLASH: _Checked.no_trailing_slash,
    links.DOUBLED_SLASH: _Checked.doubled_slash,
    links.REDIRECTED: _Checked.redirected,
    links.CASE: _Checked.case,
    links.ANCHOR_RULE: _Checked.anchor_rule,
}
_PATH_SLIPS = frozenset({links.NO_LEADING_SLASH, links.NO_TRAILING_SLASH, links.DOUBLED_SLASH, links.CASE})


def _check_names(page: Page, environment: LinkEnvironment, reporter: Reporter) -> None:
    """Anchors that a page gives to two of its headings."""
    exports = environment.pages.get(page.path)
    seen: dict[str, int] = {}
    for index, heading in enumerate(exports.anchors.headings if exports is not None else ()):
        if heading.identifier is None:
            continue
        first = seen.setdefault(heading.identifier, index)
        if first != index:
            other = page.headings[first]
            related = Related(
                page.path, page.source.position(other.span.start), f"“{other.text}” has it as well."
            )
            reporter.report(
                codes.SAME_NAME,
                page.source.line_span(page.source.line(page.headings[index].span.start)),
                f"The anchor “#{heading.identifier}” is given to two headings.",
                related=(related,),
            )


def _check_original(page: Page, environment: LinkEnvironment, reporter: Reporter) -> None:
    """What a page says it is a translation of."""
    said = originals.named_by(page)
    if not said or originals.original_of(page.path, said, environment.pages) is not None:
        return
    node = page.front.get(originals.KEY) if page.front is not None else None
    near = environment.index.nearest(
        said.strip("/").removesuffix(".md"), environment.index.root_of(page.path)
    )
    reporter.report(
        codes.UNKNOWN_ORIGINAL, node.span if node is not None else whole_span(page),
        f"There is no page “{_short(said)}” that this could be a translation of.",
        hint=_did_you_mean(near),
    )  # fmt: skip


def _path_of(destination: str) -> str:
    return destination.partition("#")[0]


def _short(text: str) -> str:
    """A text that fits into a sentence."""
    return text if len(text) <= 90 else text[:60] + "…" + text[-25:]


def _did_you_mean(nearest: str | None) -> str | None:
    return f"Did you mean “{nearest}”?" if nearest else None
