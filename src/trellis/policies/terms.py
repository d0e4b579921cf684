"""What the current handbook says of policies, and what their texts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from trellis.core import defined
from trellis.handbook.handbook import Handbook
from trellis.handbook.meaning import Part, parts_of
from trellis.handbook.page import Page
from trellis.handbook.text import SourceText
from trellis.handbook.transclude import expand
from trellis.policies.definitions.policies import NAME, Policies, Policy


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a policy with everything that it includes, and what it says."""

    path: str
    title: str
    text: str
    digest: str
    parts: tuple[Part, ...]


def policies() -> Policies:
    """All policies of the current handbook."""
    return policies_of(defined.edition().handbook)


def policies_of(handbook: Handbook) -> Policies:
    """All policies of a handbook."""
    found = handbook.assembled.get(NAME)
    return found if isinstance(found, Policies) else Policies()


def policy_at(path: str) -> Policy | None:
    """The policy of a page; `None` for a page that is none."""
    return policies().by_path.get(path)


def texts() -> Mapping[str, Text]:
    """The texts of all policies that people acknowledge, by path; made once for each edition."""
    return defined.derive(_texts)


def text_in(handbook: Handbook, path: str) -> Text | None:
    """The text of a policy in a handbook; `None` where the page is no policy that people acknowledge."""
    policy, page = policies_of(handbook).by_path.get(path), handbook.pages.get(path)
    if policy is None or policy.acknowledge is None or page is None:
        return None
    body = page.text[page.body_start :]
    if "![[" in page.text:
        body = expand(page, handbook.pages, handbook.environment).text
    body = body.strip() + "\n"
    digest = sha256(f"{page.title}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
    return Text(path, page.title, body, digest, parts_of(page_of(path, body), handbook.settings.slugs))


def page_of(path: str, text: str) -> Page:
    """A text as a page of its own."""
    return Page(path, SourceText(text), None, 0)


def _texts(edition: Any) -> dict[str, Text]:
    handbook: Handbook = edition.handbook
    found = (text_in(handbook, each.path) for each in policies_of(handbook).asking())
    return {each.path: each for each in found if each is not None}
