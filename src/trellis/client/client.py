"""The client for programs: a method for each operation, a class for each schema.

Made by tools/client/generate.py from the document at /api/v1/openapi.json; changes belong there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from trellis.client.transport import Part, Transport


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is to change about an account; what is not named stays."""

    access: Literal["reader", "contributor", "approver", "administrator"] | None = None
    roles: list[str] | None = None


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account: who it is, what they may do, which roles they hold."""

    id: UUID
    email: str
    name: str
    access: Literal["reader", "contributor", "approver", "administrator"]
    is_owner: bool
    state: Literal["active", "invited", "closed"]
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class AccountInvited:
    """An account that was just made, with the link by which they join."""

    id: UUID
    email: str
    name: str
    access: Literal["reader", "contributor", "approver", "administrator"]
    is_owner: bool
    state: Literal["active", "invited", "closed"]
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    created_at: datetime
    invitation: str
    """The link by which they join, told only this once."""
    mailed: str
    """`sent`, `failed`, or `not configured` where no mail is set up."""


@dataclass(frozen=True, slots=True)
class ApprovalSummary:
    """An approval that it needs."""

    owner: str
    """Whose it is, as owners.yml names them; empty where any approver will do."""
    paths: list[str]
    given_by: Person | None


@dataclass(frozen=True, slots=True)
class Change:
    """The last commit that touched a file."""

    commit: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentDetail:
    """Something that was said about a proposal."""

    id: UUID
    author: Person
    text: str
    path: str
    """The file that it is about; empty where it is about the whole."""
    line: int | None
    last_line: int | None
    suggestion: str | None
    """What the lines should be instead."""
    reply_to: UUID | None
    tip: str
    resolved_at: datetime | None
    created_at: datetime
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a proposal is about; what is not named stays."""

    title: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FactDifference:
    """One fact of two roles."""

    name: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class FamilyDetail:
    """A job family with its levels."""

    slug: str
    """Its name in addresses."""
    title: str
    description: str | None
    department: str
    path: str
    address: str
    """Where people read it."""
    levels: int
    roles: list[RoleSummary]
    hiring: list[HiringStepDetail]
    indicators: list[IndicatorDetail]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FamilySummary:
    """A job family in a list."""

    slug: str
    """Its name in addresses."""
    title: str
    description: str | None
    department: str
    path: str
    address: str
    """Where people read it."""
    levels: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FileChangeDetail:
    """What a proposal does to one file."""

    path: str
    title: str
    before: str | None
    """The text before; null for a new file."""
    after: str | None
    """The text after; null for a file that goes."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class FileText:
    """A file in other words."""

    path: str
    text: str | None
    """The whole text; null takes the file away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the compiler says about a place of a file."""

    path: str
    line: int
    column: int
    code: str
    """Such as `HB113`; the handbook explains each at /health/codes/."""
    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    fixable: bool
    """Whether the compiler can mend it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class HiringStepDetail:
    """A step of a hiring process."""

    text: str
    minutes: int | None
    interviewers: list[str]
    optional: bool


@dataclass(frozen=True, slots=True)
class IndicatorDetail:
    """A performance indicator."""

    name: str
    target: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody to invite."""

    email: str
    name: str
    access: Literal["reader", "contributor", "approver", "administrator"] = "reader"
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """A line that holds for a role, and where it is stated."""

    text: str
    own: bool
    """Whether the role's own section states it."""
    origin: str
    """The role or family that states it."""
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ListDifference:
    """One list of two roles."""

    name: str
    both: list[str]
    only_first: list[str]
    only_second: list[str]
    reworded: list[list[str]]
    """Pairs that say nearly the same."""


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever calls, and how far they reach."""

    id: UUID
    email: str
    name: str
    access: str
    """`reader`, `contributor`, `approver` or `administrator`."""
    is_owner: bool
    roles: list[str]
    """The titles of the roles of the handbook that they hold."""
    scopes: list[str]
    """What this call may do, as far as the account may."""
    token: TokenSummary | None
    """The token that calls; null for a browser."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be merged."""

    tip: str
    """`tip` as it was read: what came after it is not decided about unseen."""


@dataclass(frozen=True, slots=True)
class NewComment:
    """Something to say about a proposal."""

    text: str
    reply_to: UUID | None = None
    """The comment that this answers."""


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A change of the handbook to propose."""

    title: str
    files: list[FileText]
    reason: str = ""
    started_from: str | None = None
    """`commit` of the page that was read: what others changed since then stays. Nothing: as it is now."""


@dataclass(frozen=True, slots=True)
class NewReview:
    """A decision about a proposal."""

    verdict: Literal["approve", "changes"]
    tip: str
    """`tip` as it was read: what came after it is not decided about unseen."""
    text: str = ""
    """Needed where changes are asked for."""


@dataclass(frozen=True, slots=True)
class PageDetail:
    """A page: its text, and the HTML that people read."""

    path: str
    """The file, which is its name everywhere."""
    title: str
    description: str
    address: str
    """Where people read it."""
    changed: Change | None
    """The last change; null where that is not known."""
    errors: int
    """How many errors the compiler finds in it."""
    warnings: int
    notes: int
    source: str
    html: str
    revision: str
    """The revision of the handbook that this was read from."""
    commit: str | None
    """The commit to name as `started_from` in a proposal; null where the page cannot be changed."""
    links_here: list[str]
    """The files of the pages that link to it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A page in a list."""

    path: str
    """The file, which is its name everywhere."""
    title: str
    description: str
    address: str
    """Where people read it."""
    changed: Change | None
    """The last change; null where that is not known."""
    errors: int
    """How many errors the compiler finds in it."""
    warnings: int
    notes: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PageThen:
    """A page as it was at a commit. Its links lead to what there is today."""

    path: str
    """What the file was called then."""
    title: str
    commit: str
    author: str
    at: datetime
    source: str
    html: str | None
    """Null for a data file."""
    is_now: bool
    """Whether it reads the same today."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of a way: the role that it leads to, and what is new there."""

    role: RoleSummary
    sideways: bool
    """Whether it leads to another family."""
    responsibilities: list[str]
    requirements: list[str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ProposalDetail:
    """A proposal: what it changes, and what keeps it from being merged."""

    number: int
    title: str
    state: Literal["open", "merged", "closed"]
    author: Person
    address: str
    """Where people read it."""
    created_at: datetime
    updated_at: datetime
    tip: str
    """The last commit of it."""
    reason: str
    base: str
    """The commit that it began with."""
    paths: list[str]
    """The files that it changes."""
    merged_as: str | None
    """The commit that merged it."""
    ended_at: datetime | None
    approvals: list[ApprovalSummary]
    blockers: list[str]
    """What keeps it from being merged, each as a sentence."""
    new_errors: int
    """How many errors it would bring."""
    reviews: list[ReviewSummary]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ProposalSummary:
    """A proposal in a list."""

    number: int
    title: str
    state: Literal["open", "merged", "closed"]
    author: Person
    address: str
    """Where people read it."""
    created_at: datetime
    updated_at: datetime
    tip: str
    """The last commit of it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """What somebody decided about it."""

    id: UUID
    reviewer: Person
    verdict: Literal["approve", "changes"]
    text: str
    tip: str
    """The commit that they saw."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """A commit that touched a page."""

    commit: str
    author: str
    at: datetime
    subject: str
    path: str
    """What the file was called then."""
    how: str
    """Such as `changed`, `added`, `renamed`."""
    words_added: int
    words_removed: int
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleDetail:
    """A role with everything that holds for it, what it inherits included."""

    id: str
    """Its family and level, joined by `#`."""
    family: str
    """The name of its family in addresses."""
    level: str
    """Its name within the family."""
    title: str
    family_title: str
    department: str
    grade: float | None
    reports_to: str | None
    leads_people: bool
    address: str
    """Where people read it."""
    responsibilities: list[Item]
    requirements: list[Item]
    nice_to_have: list[Item]
    indicators: list[IndicatorDetail]
    hiring: list[HiringStepDetail]
    reporting_line: list[str]
    """The titles from the next role up."""
    reports: list[Tie]
    next_roles: list[Tie]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleDifference:
    """Two roles side by side."""

    first: RoleSummary
    second: RoleSummary
    facts: list[FactDifference]
    lists: list[ListDifference]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RolePath:
    """A way from one role to another."""

    steps: list[PathStep]
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class RoleSummary:
    """A role in a list."""

    id: str
    """Its family and level, joined by `#`."""
    family: str
    """The name of its family in addresses."""
    level: str
    """Its name within the family."""
    title: str
    family_title: str
    department: str
    grade: float | None
    reports_to: str | None
    leads_people: bool
    address: str
    """Where people read it."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something that was found."""

    title: str
    kind: str
    """What it is, in words."""
    where: str
    """Where it stands, in words."""
    address: str
    """Where people read it."""
    path: str
    """The file of the handbook that it comes from; empty for what is none."""
    passage: str
    """The words around where its text fits; empty where its name does."""
    etag: str = field(default="", compare=False)
    """Its version, to be sent as `if_match` with a change."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A role that this one leads to, or that leads to it."""

    id: str | None
    """Null for a title that no page defines."""
    title: str


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """The token or client that calls."""

    id: UUID
    kind: str
    """`personal` or `client`."""
    name: str
    expires_at: datetime


class Client(Transport):
    """Trellis, for programs. Errors are `ApiError`."""

    def list_accounts(
        self,
        *,
        access: Literal["reader", "contributor", "approver", "administrator"] | None = None,
        state: Literal["active", "invited", "closed"] | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[AccountDetail]:
        """The accounts by name. For administrators."""
        found: Part[AccountDetail] = self._part(
            AccountDetail,
            "/api/v1/accounts",
            {},
            query={"access": access, "state": state, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def invite_account(self, body: Invitation, *, key: str | None = None) -> AccountInvited:
        """Invite somebody. For administrators. The link by which they join stands in the answer, and is mailed
        where mail is set up.
        """
        found: AccountInvited = self._call(AccountInvited, "POST", "/api/v1/accounts", {}, body=body, key=key)
        return found

    def get_account(self, account_id: UUID) -> AccountDetail:
        """An account. For administrators, and everybody their own."""
        found: AccountDetail = self._call(
            AccountDetail, "GET", "/api/v1/accounts/{account_id}", {"account_id": account_id}
        )
        return found

    def change_account(self, account_id: UUID, body: AccountChange, *, if_match: str) -> AccountDetail:
        """Change what somebody may do, and which roles they hold. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail,
            "PATCH",
            "/api/v1/accounts/{account_id}",
            {"account_id": account_id},
            body=body,
            if_match=if_match,
        )
        return found

    def close_account(self, account_id: UUID, *, key: str | None = None) -> AccountDetail:
        """Let somebody in no more: sessions and tokens end, what they wrote stays. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail, "POST", "/api/v1/accounts/{account_id}/close", {"account_id": account_id}, key=key
        )
        return found

    def open_account(self, account_id: UUID, *, key: str | None = None) -> AccountDetail:
        """Let somebody in again whose account was closed. For administrators."""
        found: AccountDetail = self._call(
            AccountDetail, "POST", "/api/v1/accounts/{account_id}/open", {"account_id": account_id}, key=key
        )
        return found

    def list_families(self, *, limit: int | None = None, cursor: str | None = None) -> Part[FamilySummary]:
        """The job families, in the order of the handbook."""
        found: Part[FamilySummary] = self._part(
            FamilySummary, "/api/v1/families", {}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def get_family(self, family: str) -> FamilyDetail:
        """A job family with its levels."""
        found: FamilyDetail = self._call(FamilyDetail, "GET", "/api/v1/families/{family}", {"family": family})
        return found

    def get_role(self, family: str, level: str) -> RoleDetail:
        """A role with everything that holds for it, what it inherits included."""
        found: RoleDetail = self._call(
            RoleDetail, "GET", "/api/v1/families/{family}/levels/{level}", {"family": family, "level": level}
        )
        return found

    def list_findings(
        self,
        *,
        severity: Literal["error", "warning", "note"] | None = None,
        code: str | None = None,
        folder: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[Finding]:
        """What the compiler finds in all pages, by their files."""
        found: Part[Finding] = self._part(
            Finding,
            "/api/v1/findings",
            {},
            query={"severity": severity, "code": code, "folder": folder, "limit": limit, "cursor": cursor},
        )
        return found

    def get_me(self) -> Me:
        """Who calls, and how far they reach."""
        found: Me = self._call(Me, "GET", "/api/v1/me", {})
        return found

    def list_pages(
        self,
        *,
        folder: str | None = None,
        title: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[PageSummary]:
        """The pages of the handbook, by their files."""
        found: Part[PageSummary] = self._part(
            PageSummary,
            "/api/v1/pages",
            {},
            query={"folder": folder, "title": title, "limit": limit, "cursor": cursor},
        )
        return found

    def get_page(self, path: str) -> PageDetail:
        """A page: its text, and the HTML that people read."""
        found: PageDetail = self._call(PageDetail, "GET", "/api/v1/pages/{path}", {"path": path})
        return found

    def get_page_at(self, path: str, commit: str) -> PageThen:
        """A page as it was at a commit."""
        found: PageThen = self._call(
            PageThen, "GET", "/api/v1/pages/{path}/at/{commit}", {"path": path, "commit": commit}
        )
        return found

    def list_findings_of_page(
        self, path: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[Finding]:
        """What the compiler finds in a page."""
        found: Part[Finding] = self._part(
            Finding, "/api/v1/pages/{path}/findings", {"path": path}, query={"limit": limit, "cursor": cursor}
        )
        return found

    def list_revisions(
        self, path: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[RevisionSummary]:
        """The commits that touched a page, the newest first."""
        found: Part[RevisionSummary] = self._part(
            RevisionSummary,
            "/api/v1/pages/{path}/history",
            {"path": path},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def list_proposals(
        self,
        *,
        state: Literal["open", "merged", "closed"] | None = None,
        mine: bool | None = None,
        q: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[ProposalSummary]:
        """The proposals, the one that changed last first."""
        found: Part[ProposalSummary] = self._part(
            ProposalSummary,
            "/api/v1/proposals",
            {},
            query={"state": state, "mine": mine, "q": q, "limit": limit, "cursor": cursor},
        )
        return found

    def create_proposal(self, body: NewProposal, *, key: str | None = None) -> ProposalDetail:
        """Propose a change: files in other words, new ones, or without some. For contributors."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals", {}, body=body, key=key
        )
        return found

    def get_proposal(self, number: int) -> ProposalDetail:
        """A proposal: what it changes, and what keeps it from being merged."""
        found: ProposalDetail = self._call(
            ProposalDetail, "GET", "/api/v1/proposals/{number}", {"number": number}
        )
        return found

    def describe_proposal(self, number: int, body: Description, *, if_match: str) -> ProposalDetail:
        """Give a proposal another title or reason. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail,
            "PATCH",
            "/api/v1/proposals/{number}",
            {"number": number},
            body=body,
            if_match=if_match,
        )
        return found

    def list_changes(
        self, number: int, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[FileChangeDetail]:
        """The files that a proposal changes, with their texts before and after."""
        found: Part[FileChangeDetail] = self._part(
            FileChangeDetail,
            "/api/v1/proposals/{number}/changes",
            {"number": number},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def close_proposal(self, number: int, *, key: str | None = None) -> ProposalDetail:
        """Close a proposal without merging it. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/close", {"number": number}, key=key
        )
        return found

    def list_comments(
        self, number: int, *, limit: int | None = None, cursor: str | None = None
    ) -> Part[CommentDetail]:
        """What was said about a proposal, in order."""
        found: Part[CommentDetail] = self._part(
            CommentDetail,
            "/api/v1/proposals/{number}/comments",
            {"number": number},
            query={"limit": limit, "cursor": cursor},
        )
        return found

    def create_comment(self, number: int, body: NewComment, *, key: str | None = None) -> CommentDetail:
        """Say something about a proposal. For contributors."""
        found: CommentDetail = self._call(
            CommentDetail,
            "POST",
            "/api/v1/proposals/{number}/comments",
            {"number": number},
            body=body,
            key=key,
        )
        return found

    def merge_proposal(self, number: int, body: Merge, *, key: str | None = None) -> ProposalDetail:
        """Make a proposal part of the handbook. For its author and approvers, once nothing stands in its way."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/merge", {"number": number}, body=body, key=key
        )
        return found

    def reopen_proposal(self, number: int, *, key: str | None = None) -> ProposalDetail:
        """Open a closed proposal again. For its author and approvers."""
        found: ProposalDetail = self._call(
            ProposalDetail, "POST", "/api/v1/proposals/{number}/open", {"number": number}, key=key
        )
        return found

    def create_review(self, number: int, body: NewReview, *, key: str | None = None) -> ReviewSummary:
        """Approve a proposal, or ask for changes. For approvers, about those of others."""
        found: ReviewSummary = self._call(
            ReviewSummary,
            "POST",
            "/api/v1/proposals/{number}/reviews",
            {"number": number},
            body=body,
            key=key,
        )
        return found

    def list_roles(
        self,
        *,
        q: str | None = None,
        family: str | None = None,
        department: str | None = None,
        grade: str | None = None,
        leads_people: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[RoleSummary]:
        """The roles of all job families, in the order of the handbook."""
        found: Part[RoleSummary] = self._part(
            RoleSummary,
            "/api/v1/roles",
            {},
            query={
                "q": q,
                "family": family,
                "department": department,
                "grade": grade,
                "leads_people": leads_people,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return found

    def compare_roles(self, *, first: str, second: str) -> RoleDifference:
        """What two roles have in common, and what only one has."""
        found: RoleDifference = self._call(
            RoleDifference, "GET", "/api/v1/roles/difference", {}, query={"first": first, "second": second}
        )
        return found

    def list_paths(
        self, *, start: str, end: str, limit: int | None = None, cursor: str | None = None
    ) -> Part[RolePath]:
        """The ways from one role to another, the shortest first, with what each step adds."""
        found: Part[RolePath] = self._part(
            RolePath,
            "/api/v1/roles/paths",
            {},
            query={"start": start, "end": end, "limit": limit, "cursor": cursor},
        )
        return found

    def search(
        self,
        *,
        q: str,
        kind: str | None = None,
        folder: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Part[SearchHit]:
        """Find pages, headings and roles by their names and texts, best first."""
        found: Part[SearchHit] = self._part(
            SearchHit,
            "/api/v1/search",
            {},
            query={"q": q, "kind": kind, "folder": folder, "limit": limit, "cursor": cursor},
        )
        return found
