"""What somebody was taught and asked: the texts behind a certificate, each as it was at the revision that is pinned.

The rooms below know what stands behind each kind of evidence; they are asked through `register`, and of a kind that
none speaks for, the page it is about is shown as it was then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from trellis.certifications import naming, terms
from trellis.certifications.models import Award, AwardEvidence
from trellis.certifications.taught_texts import Behind, Kept
from trellis.handbook.source import SourceError
from trellis.pages.queries import past_pages
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.revisions import past_of


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was read: its title, its path, where it stands as it was then, and itself where it can be shown."""

    title: str
    path: str
    then: str = ""
    html: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What stands behind one piece of evidence: texts, and links to records such as an attempt."""

    evidence: AwardEvidence
    how: str
    texts: tuple[Text, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


_behind: dict[str, Callable[[AwardEvidence], Behind]] = {}
MOST_TEXTS = 40


def register(kind: str, behind: Callable[[AwardEvidence], Behind]) -> None:
    """Say what stands behind a kind of evidence; the same again replaces it. Called when Django starts."""
    _behind[kind] = behind


def what_of(award: Award) -> list[Lesson]:
    """What a certificate rests on, with the texts as they were, as far as the reader may see these pages."""
    return [_lesson(each) for each in award.evidence.order_by("place", "pk")]


def _lesson(each: AwardEvidence) -> Lesson:
    known = _behind[each.kind](each) if each.kind in _behind else Behind()
    kept = [_kept(one) for one in known.texts[:MOST_TEXTS]]
    path = naming.page_path_of(each.kind, each.key)
    texts = kept if known.texts else ([_text(path, each.revision)] if path else [])
    how = naming.under_of_evidence(each.kind, each.amount)
    return Lesson(each, how, tuple(text for text in texts if text is not None), known.links)


def _kept(one: Kept) -> Text | None:
    """A text that was kept, for who may see all pages that it came from."""
    edition = current_edition()
    if not all(edition.sees(path) for path in (one.path, *one.sources)):
        return None
    made = past_pages.rendered_as_page(edition, terms.text_as_page(one.path, one.text), one.title)
    return Text(one.title, one.path, html=made.html)


def _text(path: str, revision: str) -> Text | None:
    """A page as it was; where the revision is no commit that is known, as it is now, without a link to the past."""
    edition = current_edition()
    if not edition.sees(path):
        return None
    try:
        past = past_of(edition, path)
        commit = past.commit(revision) if past is not None and revision else None
        page = past_pages.page_at(past, commit) if past is not None and commit is not None else None
    except SourceError:  # the handbook is not kept in Git here, or its history does not reach so far
        page = None
    if page is not None and page.html is not None:
        return Text(page.title, path, naming.then_of(path, page.commit.id), page.html)
    now = edition.handbook.pages.get(path)
    return Text(now.title, path) if now is not None else None
