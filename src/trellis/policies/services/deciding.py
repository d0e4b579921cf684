"""Saying whether a change of a policy asks people again, before it is merged or after."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError
from trellis.core.services.events import publish
from trellis.pages.queries import proposals
from trellis.policies import rules
from trellis.policies.events import MeaningDecided
from trellis.policies.models import Decision, Meaning, Version
from trellis.policies.queries import changes as queries
from trellis.policies.services.errors import DecidedError, PolicyError
from trellis.policies.services.soon import ask_soon

MOST_WORDS = 500


def decide(*, version: Version, asks: bool, because: str, by: Account, seen: str) -> Version:
    """Say of a change that is merged whether it asks people again; `seen` is the state that was decided about.

    That it does not needs a reason; that it does can be said later too, and once people were asked that stays so. The
    same again writes nothing. Raises NotAllowedError, PolicyError, DecidedError.
    """
    with transaction.atomic():
        _check(by)
        row = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
        wanted = Meaning.CHANGED if asks else Meaning.UNCHANGED
        if row.meaning == wanted:
            return row
        if row.meaning in (Meaning.FIRST, Meaning.SAME) or row.before is None:
            raise PolicyError(_("There is nothing to decide: it says the same as before."))
        if row.meaning != seen:
            found = row.decision
            raise DecidedError(found.decided_by.name if found is not None else _("Somebody"))
        if row.meaning == Meaning.CHANGED:
            raise PolicyError(_("People were asked already: that cannot be taken back."))
        row.decision = _write(row.path, row.before.digest, row.digest, asks, because, None, by)
        row.meaning = wanted
        row.save(update_fields=["decision", "meaning"])
        if asks:
            ask_soon()
    return row


def decide_ahead(*, number: int, path: str, after: str, asks: bool, because: str, by: Account) -> Decision:
    """Say of a change that a proposal would make whether it asks people again; `after` is the digest of its text.

    It counts once exactly this text is merged. Nobody decides about their own proposal. Raises NotAllowedError, and
    PolicyError where the proposal makes no such change, or another by now.
    """
    with transaction.atomic():
        _check(by)
        proposal = proposals.proposal_by_number(number)
        found = next((each for each in queries.proposed_by(number) or () if each.path == path), None)
        if proposal is None or found is None:
            raise PolicyError(_("This proposal does not change what the policy says."))
        if proposal.author_id == by.pk:
            raise NotAllowedError(
                _("Nobody decides about their own proposal."), hint=_("Ask a reviewer to do it.")
            )
        if found.after.digest != after:
            raise PolicyError(
                _("The proposal has changed meanwhile."),
                hint=_("Look at what it says now, then decide again."),
            )
        if found.decision is not None and found.decision.asks == asks:
            return found.decision
        return _write(path, found.before.digest, after, asks, because, number, by)


def _check(by: Account) -> None:
    if not rules.can_decide(by):
        raise NotAllowedError(
            _("You may not decide about changes of policies."), hint=_("Those who approve proposals do.")
        )


def _write(
    path: str, before: str, after: str, asks: bool, because: str, proposal: int | None, by: Account
) -> Decision:
    why = " ".join(because.split())[:MOST_WORDS]
    if not asks and not why:
        raise PolicyError(_("Say why the change means nothing new: it stands beside the change."))
    made = Decision.objects.create(
        path=path,
        before_digest=before,
        after_digest=after,
        asks=asks,
        because=why,
        proposal=proposal,
        decided_by=by,
    )
    publish(MeaningDecided(made.pk, by.pk, path, asks))
    return made
