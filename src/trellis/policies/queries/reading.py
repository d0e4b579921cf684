"""What somebody has to read, and what is new in it for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.pages.marking import Marked, marked
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.past_pages import rendered_as_page
from trellis.people.days import today
from trellis.people.definitions.audiences import Facts
from trellis.people.queries import audiences
from trellis.policies import rules, terms
from trellis.policies.addresses import evidence_address, reading_address
from trellis.policies.definitions.policies import Policy
from trellis.policies.models import Acknowledgement, AcknowledgementState, Version
from trellis.policies.queries import changes

_HEADING = re.compile(
    r'<div class="heading h(?P<depth>[1-6])"><h[1-6] id="(?P<anchor>[^"]*)">(?P<inner>.*?)</h[1-6]>',
    re.DOTALL,
)
_NOTES = '<section class="footnotes"'


@dataclass(frozen=True, slots=True)
class Mine:
    """A policy as somebody has it before them: the page as it is now, and their row, if they were ever asked."""

    path: str
    title: str
    owner: str
    row: Acknowledgement | None

    @property
    def order(self) -> tuple[int, float, str]:
        """What waits comes first, by when it is due; then by title."""
        waits = self.row is not None and self.row.state == AcknowledgementState.ASKED
        due = self.row.due_at.timestamp() if waits and self.row is not None else 0.0
        return (0 if waits else 1, due, self.title.casefold())


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody reads: the newest version, and what is marked in it since the one that they read last.

    `not_for_me` are the titles of sections that are only for others, which `html` folds away.
    """

    version: Version
    html: SafeString
    row: Acknowledgement | None
    last_read: Version | None
    marked: Marked | None
    not_for_me: tuple[str, ...]


def mine(who: Account) -> list[Mine]:
    """The policies that somebody has, those first that wait for them. Two queries."""
    rows = {each.path: each for each in own_rows(who)}
    seen = current_edition()
    found = [
        Mine(each.path, each.title, each.owner, rows.get(each.path))
        for each in terms.policies().by_path.values()
        if seen.sees(each.path) and (each.path in rows or each.acknowledge is None)
    ]
    return sorted(found, key=lambda each: each.order)


def own_rows(who: Account) -> QuerySet[Acknowledgement]:
    """What somebody was asked to read, as it stands; what is asked no more left out."""
    rows = Acknowledgement.objects.filter(person=who.person_id, is_current=True)
    rows = rows.exclude(state=AcknowledgementState.WITHDRAWN).select_related("asked", "read")
    return rows.defer("asked__text", "asked__parts", "read__text", "read__parts").order_by("due_at", "pk")


def reading_of(who: Account, policy: Policy) -> Reading | None:
    """What somebody reads of a policy; `None` before its first version was kept. A handful of queries."""
    version = changes.newest_of(policy.path)
    if version is None:
        return None
    row = Acknowledgement.objects.filter(person=who.person_id, path=policy.path, is_current=True).first()
    last = last_read(who, policy.path) if row is not None else None
    html = html_of(version)
    is_new = last is not None and last.digest != version.digest and (
        row is not None and row.state == AcknowledgementState.ASKED
    )  # fmt: skip
    facts = _facts(who) if policy.sections else None
    others = policy.sections_not_for(facts) if facts is not None else frozenset()
    titles = {each.key: each.title for each in changes.parts_of_version(version)} if others else {}
    new = marked(str(html_of(last)), str(html)) if is_new and last is not None else None
    return Reading(
        version, without(html, others), row, last, new,
        tuple(titles[key] for key in sorted(others) if key in titles),
    )  # fmt: skip


def without(html: str, others: Collection[str]) -> SafeString:
    """The text of a policy with some sections, by their anchors, folded away: each says that it is only for others."""
    made, start = [], 0
    headings = list(_HEADING.finditer(html))
    notes = html.find(_NOTES)
    for at, each in enumerate(headings):
        if each.start() < start or unescape(each["anchor"]) not in others:
            continue
        ends = (later.start() for later in headings[at + 1 :] if later["depth"] <= each["depth"])
        end = next(ends, notes if notes > each.start() else len(html))
        said = format_html(
            "<summary>{}</summary>", _("Only for others: %(title)s") % {"title": _words(each["inner"])}
        )
        made += [
            html[start : each.start()],
            '<details class="for-others">',
            said,
            html[each.start() : end],
            "</details>",
        ]
        start = end
    return mark_safe("".join((*made, html[start:])))  # noqa: S308 - the parts are of rendered pages


def _words(inner: str) -> str:
    return unescape(strip_tags(inner))


def last_read(who: Account, path: str) -> Version | None:
    """The version of a policy that somebody acknowledged last."""
    rows = Acknowledgement.objects.filter(person=who.person_id, path=path, read__isnull=False)
    row = rows.select_related("read").order_by("-acknowledged_at").first()
    return row.read if row is not None else None


def least_number(path: str, row: Acknowledgement) -> int:
    """The version that a person must have read, or a later one. Three queries."""
    policy = terms.policy_at(path)
    if policy is None:
        return 0
    facts = audiences.facts_on(today(), [row.person_id]).get(row.person_id)
    versions = Version.objects.filter(path=path).only("number", "meaning", "changed")
    return max(
        (
            each.number
            for each in versions
            if each.asks
            and (not each.changed or (facts is not None and policy.concerns(facts, each.changed)))
        ),
        default=0,
    )


def html_of(version: Version) -> SafeString:
    """The text of a version as pages are shown today; its links lead to what there is."""
    page = terms.page_of(version.path, version.text)
    return rendered_as_page(current_edition(), page, version.title).html


def acknowledgement_for(key: UUID) -> Acknowledgement | None:
    """Who was asked for which policy, and has read which version."""
    found = Acknowledgement.objects.filter(pk=key)
    return found.select_related("person", "asked", "read", "acknowledged_by", "exempted_by").first()


def described(keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Acknowledgements as lists of other rooms show them: by the policy, which is where they lead."""
    return _described(Acknowledgement.objects.filter(pk__in=keys), to_reading=True)


def seen_by(who: Account, keys: Collection[UUID]) -> Mapping[UUID, Described]:
    """Those of some acknowledgements that an account may see: their own, and of those whose progress they see."""
    own = Acknowledgement.objects.filter(pk__in=keys, person=who.person_id)
    others = Acknowledgement.objects.filter(
        pk__in=keys, person__in=rules.Person.objects.filter(rules.seen_people(who))
    )
    return {**_described(others, to_reading=False), **_described(own, to_reading=True)}


def _described(rows: Iterable[Acknowledgement], *, to_reading: bool) -> dict[UUID, Described]:
    found = rows.select_related("asked") if isinstance(rows, QuerySet) else rows
    return {
        each.pk: Described(
            each.asked.title, reading_address(each.path) if to_reading else evidence_address(each.pk)
        )
        for each in found
    }


def _facts(who: Account) -> Facts | None:
    if who.person_id is None:
        return None
    return audiences.facts_on(today(), [who.person_id]).get(who.person_id)
