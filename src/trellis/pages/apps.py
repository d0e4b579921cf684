"""The handbook in the browser."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from trellis.handbook.writing import write_with
from trellis.pages import personal_data


class PagesConfig(AppConfig):
    """Puts the handbook and its health into the side bar, pages into the search and the suggestions."""

    name = "trellis.pages"
    label = "pages"

    def ready(self) -> None:
        self._export()
        from trellis.core.definitions import permissions  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import touching  # noqa: PLC0415 - likewise
        from trellis.pages.definitions.permissions import PERMISSIONS  # noqa: PLC0415 - likewise
        from trellis.pages.subscribers import proposal_saved  # noqa: PLC0415 - likewise
        from trellis.pages.upstreams import writing  # noqa: PLC0415 - not before the settings are read

        personal_data.register()
        permissions.register(PERMISSIONS)
        self._serve()
        self._show()
        self._remember_views()
        self._have_found()
        touching.register("pages", _("Pages"), touching.linking_pages)
        write_with(writing())
        post_save.connect(proposal_saved, sender="pages.Proposal", dispatch_uid="pages.proposal_saved")
        self._be_known()
        self._be_run()
        self._have_wait()
        self._tell()

    def _serve(self) -> None:
        """Open the handbook for the rooms below, which know definitions but not from where they come."""
        from trellis.core import defined  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import addresses  # noqa: PLC0415 - likewise
        from trellis.pages.opening import open_library  # noqa: PLC0415 - likewise
        from trellis.pages.queries import current, health, naming, search, tree  # noqa: PLC0415 - likewise
        from trellis.web.rules import open_in_part_when  # noqa: PLC0415 - likewise

        current.open_with(open_library)
        defined.provide(current.whole_edition, addresses.source_address, naming.page_link)
        for build in (naming.warm, tree.tree_of, health.entries_of, search.warm):
            current.warm_with(build)
        open_in_part_when(current.has_public_pages)

    def _show(self) -> None:
        """Put the rooms of the handbook into the side bar."""
        from trellis.pages.queries import health, proposals, upstream  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.rules import can_administer, can_read_pages, can_visit_pages  # noqa: PLC0415 - likewise
        from trellis.web import navigation  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="handbook",
                title=_("Handbook"),
                icon="book",
                url_name="pages:home",
                order=10,
                allowed=can_visit_pages,
            )
        )
        navigation.register(
            navigation.Room(
                key="health",
                title=_("Health"),
                icon="pulse",
                url_name="pages:health",
                order=16,
                allowed=can_read_pages,
                count=health.errors_now,
                count_label=_("errors"),
            )
        )
        navigation.register(
            navigation.Room(
                key="proposals",
                title=_("Proposals"),
                icon="branch",
                url_name="pages:proposals",
                order=14,
                allowed=can_read_pages,
                tally=proposals.open_count,
                count_label=_("open"),
            )
        )
        navigation.register(
            navigation.Room(
                key="upstream",
                title=_("Upstream"),
                icon="arrow",
                url_name="pages:upstream",
                order=96,
                allowed=navigation.whoever(can_administer),
                count=upstream.waiting_for_decision,
                count_label=_("needs attention"),
            )
        )

    def _remember_views(self) -> None:
        """Say of which lists people may keep how they look at them."""
        from trellis.pages.queries import health, listing, reviews  # noqa: PLC0415 - not before the apps are loaded
        from trellis.web import saving  # noqa: PLC0415 - likewise

        saving.register(health.PLACE, "pages:health")
        saving.register(reviews.PLACE, "pages:reviews", everything="state=")
        saving.register(listing.PLACE, "pages:proposals", everything="state=")

    def _have_found(self) -> None:
        """Put pages, their headings and what to do with them into the search and the suggestions."""
        from trellis.pages.queries import naming, search, visits  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages.rules import can_read_pages, can_visit_pages  # noqa: PLC0415 - likewise
        from trellis.web import finding, suggesting  # noqa: PLC0415 - likewise

        finding.register("pages", naming.candidates, can_visit_pages)
        finding.register("pages-actions", naming.actions, can_visit_pages)
        finding.register_group("pages", _("Pages"))
        finding.register_group("headings", _("Headings"))
        finding.register_texts("pages", search.PageTexts(), can_visit_pages)
        finding.register_facts(search.facts)
        finding.register_opening("starred", _("Starred"), visits.starred_candidates, can_read_pages)
        finding.register_opening("recent", _("Read lately"), visits.recent_candidates, can_read_pages)
        suggesting.register("pages", naming.suggestions)

    def _be_known(self) -> None:
        """Say what the search, discussions and marks of access know of this room."""
        from trellis.core import objects, scopes, searching  # noqa: PLC0415 - not before the apps are loaded
        from trellis.discussions import anchoring, moderating  # noqa: PLC0415 - likewise
        from trellis.pages import searchable  # noqa: PLC0415 - likewise
        from trellis.pages.queries import identities, proposals_seen, talk  # noqa: PLC0415 - likewise
        from trellis.pages.queries.proposals import described  # noqa: PLC0415 - likewise
        from trellis.pages.rules import can_settle  # noqa: PLC0415 - likewise

        for name, means in (
            ("pages:read", _("read pages, their history and what the compiler finds in them")),
            ("proposals:read", _("read proposals and what is said about them")),
            ("proposals:write", _("propose changes, talk and decide about them, merge")),
        ):
            scopes.register(scopes.Scope(name, means))
        searching.register(searchable.PROPOSALS)
        objects.register(
            "proposal", _("proposal"), described, seen=proposals_seen.proposals_seen,
            audience=proposals_seen.who_sees_proposal, participants=proposals_seen.author_of,
        )  # fmt: skip
        objects.register(
            "page", _("page"), identities.described_pages,
            seen=identities.pages_seen, audience=identities.who_sees_page, named=identities.identity_at,
        )  # fmt: skip
        anchoring.register("proposal", talk.anchors)
        moderating.register_settling("proposal", can_settle)

    def _be_run(self) -> None:
        """Say what is asked of this room before requests are sent to it, measured of it, and done by the clock."""
        from trellis.core import measuring, readiness  # noqa: PLC0415 - not before the apps are loaded
        from trellis.pages import observing, regular  # noqa: PLC0415 - likewise

        readiness.register("handbook", observing.readiness)
        for measure in observing.MEASURES:
            measuring.register(measure)
        regular.register()

    def _tell(self) -> None:
        """Say of what people are told, and who hears what happens to proposals."""
        from trellis.core import events as house  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import notifying  # noqa: PLC0415 - likewise
        from trellis.discussions.events import CommentDeleted, CommentMade  # noqa: PLC0415 - likewise
        from trellis.pages import events, notice_kinds, subscribers  # noqa: PLC0415 - likewise

        for kind in notice_kinds.KINDS:
            notifying.register(kind)
        house.subscribe(events.ProposalMade, subscribers.proposal_made)
        house.subscribe(events.ProposalChanged, subscribers.proposal_changed)
        house.subscribe(events.ProposalReviewed, subscribers.proposal_reviewed)
        house.subscribe(CommentMade, subscribers.comment_made)
        house.subscribe(CommentDeleted, subscribers.comment_deleted)
        house.subscribe(events.ProposalEnded, subscribers.proposal_ended)

    def _have_wait(self) -> None:
        """Put into people's work what waits on them here, and keep it in step."""
        from trellis.core import events as house  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import rounds  # noqa: PLC0415 - likewise
        from trellis.pages import events, waiting  # noqa: PLC0415 - likewise
        from trellis.pages.queries.proposals import described  # noqa: PLC0415 - likewise
        from trellis.work import kinds  # noqa: PLC0415 - likewise

        for key, title, verb, tone in (
            (waiting.REVIEW, _("Review"), _("Review the proposal"), "info"),
            (waiting.CHANGES, _("Changes asked for"), _("Change your proposal"), "attention"),
        ):
            kinds.register(
                kinds.WorkKind(key, title, verb, icon_name="branch", tone=tone, describe=described)
            )
        for event in (
            events.ProposalMade,
            events.ProposalChanged,
            events.ProposalReviewed,
            events.ProposalEnded,
            events.ProposalReopened,
        ):
            house.subscribe(event, waiting.proposal_moved)
        rounds.register("reviewers", waiting.look_again)

    def _export(self) -> None:
        """Say what an export of everything holds of this room, and what not."""
        from trellis.core import exported  # noqa: PLC0415 - not before the apps are loaded

        exported.register(
            "pages.Proposal",
            "pages.Review",
            "pages.Comment",
            "pages.LineNote",
            "pages.HealthDay",
            "pages.MergeRequest",
            "pages.PageViews",
            "pages.PageIdentity",
            "pages.Star",
        )
        exported.leave_out(
            {
                "pages.Draft": "what somebody has not said yet",
                "pages.DraftPicture": "what somebody has not said yet",
                "pages.RecentPage": "what somebody looked at last, for themselves",
                "pages.Upstream": "how work gets done, and nothing of the organisation",
            }
        )
