"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, Lapse, declare

_HISTORY = _("It is the history of the handbook; its author is called “Somebody who has left”.")


def register() -> None:
    """Called when Django starts."""
    declare(
        Declaration(
            "pages.Proposal", _("Changes of the handbook that somebody proposed."), Basis.LEGITIMATE_INTEREST,
            Data.INTERNAL, accounts=("author",), named=("ended_by",), personal=("title", "reason"),
            plain=("mount", "branch", "base", "tip", "paths", "paths_at", "merged_as", "made_for"), fate=Fate.KEEP,
            why=_HISTORY, scrubbed=("title", "reason"),
        ),
        Declaration(
            "pages.Review", _("What somebody decided about a proposal."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
            accounts=("reviewer",), personal=("text",), plain=("tip",), fate=Fate.KEEP, why=_HISTORY,
            scrubbed=("text",),
        ),
        Declaration(
            "pages.LineNote", _("Other words that somebody suggested for lines of a proposal."),
            Basis.LEGITIMATE_INTEREST, Data.INTERNAL, accounts=("comment__author",), personal=("suggestion",),
            plain=("path", "tip", "applied_as"), fate=Fate.KEEP, why=_HISTORY,
        ),
        Declaration(
            "pages.Comment", _("What somebody said about a proposal."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
            accounts=("author",), named=("resolved_by",), personal=("text", "suggestion"),
            plain=("path", "tip", "applied_as"), fate=Fate.KEEP, why=_HISTORY, scrubbed=("text",),
        ),
        Declaration(
            "pages.Draft", _("What somebody is writing and has not proposed."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("author",), personal=("text",), plain=("path", "started_from"),
        ),
        Declaration(
            "pages.DraftPicture", _("Pictures of a draft."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("draft__author",), plain=("path", "content_type"), withheld=("data",),
        ),
        Declaration(
            "pages.RecentPage", _("Which pages somebody read last, for their own list."), Basis.CONTRACT,
            Data.PERSONAL, accounts=("account",), personal=("path",), lapse=Lapse("recent-pages", "seen_at"),
        ),
        Declaration(
            "pages.Star", _("Which pages somebody keeps at hand."), Basis.CONTRACT, Data.PERSONAL,
            accounts=("account",), personal=("path",),
        ),
        Declaration(
            "pages.MergeRequest", _("The merge request of a proposal at the upstream's server."),
            Basis.LEGITIMATE_INTEREST, Data.INTERNAL, personal=("approved_by", "ended_by"),
            plain=("url", "state", "told", "pushed", "trouble"), fate=Fate.KEEP,
            why=_("The names are those of another server, which erases them itself."),
        ),
        Declaration("pages.HealthDay", _("How many faults the handbook had on a day."), plain=("revision", "by_code")),
        Declaration(
            "pages.Upstream", _("Where the handbook and its upstream stand."),
            plain=("key", "state", "detail", "files", "ours", "theirs", "kept", "forge_trouble", "holder"),
        ),
        Declaration("pages.PageViews", _("How often a page was read, without people."), plain=("path",)),
        Declaration("pages.PageIdentity", _("What a page is known by when it moves."), plain=("path", "url")),
    )  # fmt: skip
