"""Writes of communities: founding, joining and leaving, looking after one, closing it down."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.rules import Account, NotAllowedError, can_read
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.learning import rules, terms
from trellis.learning.definitions.notices import COMMUNITY
from trellis.learning.events import CommunityMoved, MemberMoved
from trellis.learning.models import Community, Membership
from trellis.learning.queries import communities as queries
from trellis.learning.services.errors import LearningError
from trellis.work.phrases import filled


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a community."""

    title: str
    about: str = ""
    topic: str = ""
    course: str = ""
    is_open: bool = True


def found(*, facts: Facts, by: Account) -> Community:
    """Found a community; who does looks after it. Raises NotAllowedError, LearningError."""
    values = _checked(facts)
    if not rules.can_found(by, _owner(facts.course)):
        raise NotAllowedError(_("Who looks after learning, and who owns a course, founds communities."))
    try:
        with transaction.atomic():
            made = Community.objects.create(founded_by=by, **values)
            Membership.objects.create(community=made, account=by, is_moderator=True)
            publish(CommunityMoved(made.pk, by.pk, "founded"))
    except IntegrityError:
        raise LearningError(_("There is a community of this name already."), field="title") from None
    return made


def change(*, community: Community, facts: Facts, by: Account) -> Community:
    """Say other things of a community. Raises NotAllowedError, LearningError."""
    values = _checked(facts)
    try:
        with transaction.atomic():
            row = _moderated(community, by)
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
            publish(CommunityMoved(row.pk, by.pk, "changed"))
    except IntegrityError:
        raise LearningError(_("There is a community of this name already."), field="title") from None
    return row


def close(*, community: Community, closed: bool, by: Account) -> Community:
    """Close a community down, or open it again; it stays readable. Again, it changes nothing.

    Raises NotAllowedError, LearningError where another has its name by now.
    """
    try:
        with transaction.atomic():
            row = _moderated(community, by)
            if (row.ended_at is not None) != closed:
                row.ended_at = timezone.now() if closed else None
                row.save(update_fields=["ended_at"])
                publish(CommunityMoved(row.pk, by.pk, "closed" if closed else "opened"))
    except IntegrityError:
        raise LearningError(_("There is a community of this name already."), field="title") from None
    return row


def join(*, community: Community, by: Account) -> Membership:
    """Belong to an open community from now on; again, it changes nothing. Raises NotAllowedError, LearningError."""
    if not can_read(by):
        raise NotAllowedError(_("Communities are for those who work here."))
    with transaction.atomic():
        row = _locked(community)
        own = queries.membership_of(by, row)
        if own is not None:
            return own
        if not row.is_open:
            raise NotAllowedError(_("A moderator takes people into this community."))
        if row.ended_at is not None:
            raise LearningError(_("This community was closed down."))
        own = Membership.objects.create(community=row, account=by)
        publish(MemberMoved(row.pk, by.pk, by.pk, "joined"))
    return own


def leave(*, community: Community, by: Account) -> None:
    """Belong to it no more; what one asked and said stays. Raises LearningError for its only moderator."""
    with transaction.atomic():
        row = _locked(community)
        own = queries.membership_of(by, row)
        if own is not None:
            _keep_a_moderator(row, own)
            own.delete()
            publish(MemberMoved(row.pk, by.pk, by.pk, "left"))


def be_quiet(*, community: Community, quiet: bool, by: Account) -> None:
    """Be told nothing of a community that one belongs to, or of it again."""
    Membership.objects.filter(community=community, account=by).update(is_quiet=quiet)


def take_in(*, community: Community, account: Account, by: Account) -> Membership:
    """Take somebody in; they are told. For moderators. Raises NotAllowedError, LearningError."""
    if not can_read(account):
        raise LearningError(_("%(name)s does not work here.") % {"name": account.name}, field="who")
    with transaction.atomic():
        row = _moderated(community, by)
        own, is_new = Membership.objects.get_or_create(community=row, account=account)
        if is_new:
            publish(MemberMoved(row.pk, by.pk, account.pk, "taken-in"))
            notices.notify(
                COMMUNITY, [account], subject=filled(gettext_lazy("You belong to “%(title)s” now"), title=row.title),
                address=queries.community_address(row.pk), actor=by,
            )  # fmt: skip
    return own


def put_out(*, membership: Membership, by: Account) -> None:
    """Have somebody belong to a community no more. For moderators. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        row = _moderated(membership.community, by)
        _keep_a_moderator(row, membership)
        if Membership.objects.filter(pk=membership.pk).delete()[0]:
            publish(MemberMoved(row.pk, by.pk, membership.account_id, "put-out"))


def set_moderator(*, membership: Membership, moderates: bool, by: Account) -> Membership:
    """Have a member look after the community, or no longer. For moderators. Raises NotAllowedError, LearningError."""
    with transaction.atomic():
        row = _moderated(membership.community, by)
        own = Membership.objects.select_for_update().get(pk=membership.pk)
        if own.is_moderator != moderates:
            if not moderates:
                _keep_a_moderator(row, own)
            own.is_moderator = moderates
            own.save(update_fields=["is_moderator"])
            publish(MemberMoved(row.pk, by.pk, own.account_id, "moderates" if moderates else "member"))
    return own


def _keep_a_moderator(community: Community, without: Membership) -> None:
    others = Membership.objects.filter(community=community, is_moderator=True, account__is_active=True)
    if without.is_moderator and community.ended_at is None and not others.exclude(pk=without.pk).exists():
        raise LearningError(
            _("A community needs a moderator."), hint=_("Name another one first, or close it down.")
        )


def _checked(facts: Facts) -> dict[str, object]:
    title = " ".join(facts.title.split())[:200]
    if not title:
        raise LearningError(_("The community needs a name."), field="title")
    if facts.course and terms.course(facts.course) is None:
        raise LearningError(_("There is no course “%(key)s”.") % {"key": facts.course}, field="course")
    return {
        "title": title, "about": facts.about.strip()[:10_000], "topic": facts.topic.strip()[:100],
        "course": facts.course, "is_open": facts.is_open,
    }  # fmt: skip


def _owner(course: str) -> str:
    known = terms.course(course) if course else None
    return known.owner if known is not None else ""


def _moderated(community: Community, by: Account) -> Community:
    row = _locked(community)
    if not rules.can_moderate(by, queries.membership_of(by, row)):
        raise NotAllowedError(_("The moderators of a community look after it."))
    return row


def _locked(community: Community) -> Community:
    return Community.objects.select_for_update().get(pk=community.pk)
