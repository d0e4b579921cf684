"""What each action does, for whom, and with what words."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from trellis.automations import acting
from trellis.automations.models import AutomationRun
from trellis.automations.tests.conftest import account, give_duty, go_on, states
from trellis.core.models import Access, Event, Message, Notice, RoleHolding, Webhook
from trellis.core.services import accounts, assignments, webhooks
from trellis.discussions.models import Comment
from trellis.discussions.services import comments
from trellis.work.models import ApprovalRequest

EVENT = "title: Rule\nowner: dora@example.org\nwhen: {event: EVENT}\nthen:\n  - {ACTION}\n"
APPROVALS = "approvals:\n  access:\n    title: Access\n    steps:\n      - {title: IT, by: {role: Manager}}\n"


@pytest.fixture
def rule(serve, cast):
    """Serves one automation that does something when an event comes."""

    def rule(action, event="core.duty-given", owner="dora@example.org"):
        text = EVENT.replace("EVENT", event).replace("ACTION", action).replace("dora@example.org", owner)
        edition = serve(
            {
                "handbook.yml": "organisation: Test\n",
                "index.md": "# Home\n\nHello.\n",
                "approvals.yml": APPROVALS,
                "rights.yml": "duties:\n  approver: {title: Approver, description: D, permissions: [pages.approve]}\n",
                "automations/rule.yml": text,
            }
        )
        assert edition.handbook.diagnostics == ()
        go_on()

    return rule


def told():
    found = Notice.objects.filter(kind="automation").order_by("account__name")
    return [(each.account.name, each.subject) for each in found]


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("owner", ["Dora"]),
        ("actor", ["Dora"]),
        ("{person: mia@example.org}", ["Mia"]),
        ("{field: account}", ["Sam"]),
        ("{duty: approver}", ["Sam"]),
        ("{role: Manager}", ["Mia"]),
    ],
)
def test_it_is_for_whom_it_says(rule, cast, to, names):
    RoleHolding.objects.create(account=cast.mia, title="Manager")
    rule(f'do: tell, to: {to}, subject: "{{{{ actor }}}} gave {{{{ event.duty }}}}"')

    give_duty(cast.dora, cast.sam)
    go_on()

    assert told() == [(name, "Dora gave approver") for name in names]


def test_places_for_the_object_the_day_and_the_title_are_filled_in(rule, cast):
    rule('do: tell, to: owner, subject: "{{ automation }}: {{ object }} on {{ day }}"')

    given = give_duty(cast.dora, cast.sam)
    go_on()

    ((_name, subject),) = told()
    assert subject.startswith("Rule: ")
    assert str(given.pk) not in subject
    assert str(timezone.now().year) in subject


def test_an_approval_is_asked_for_about_somebody_in_the_name_of_the_owner(rule, cast):
    rule('do: ask-approval, rule: access, title: "Access for {{ event.account }}", about: account')

    give_duty(cast.dora, cast.sam)
    go_on()

    made = ApprovalRequest.objects.get()
    assert (made.rule, made.title, made.subject, made.requested_by) == (
        "access", "Access for Sam", cast.sam, cast.dora,
    )  # fmt: skip


def test_a_comment_is_said_about_what_it_happened_to_in_the_name_of_the_owner(rule, cast):
    rule('do: comment, text: "Seen: {{ event.deed }}"', event="core.access-changed")

    accounts.change_access(account=cast.sam, access=Access.CONTRIBUTOR, by=cast.dora)
    go_on()

    said = Comment.objects.get()
    assert (said.author, said.kind, said.object) == (cast.dora, "account", cast.sam.pk)
    assert said.text.startswith("Seen: ")


def test_values_in_a_comment_are_plain_words():
    assert acting.as_markdown("[x](y) *b* @mia\n# h") == r"\[x\]\(y\) \*b\* \@mia \# h"


def test_a_webhook_is_told_once_and_only_for_an_administrator(rule, cast, settings, tmp_path):
    settings.TRELLIS_DATA = tmp_path
    webhooks.create(name="Ring", address="https://example.org/", wanted=["work.item-done"], by=cast.dora)
    rule("do: call-webhook, webhook: Ring")

    give_duty(cast.dora, cast.sam)
    go_on()

    message = Message.objects.get()
    body = json.loads(webhooks.body_of(message.event))
    assert body["type"] == "automations.called"
    assert (body["data"]["automation"], body["data"]["trigger"]) == ("rule", "core.duty-given")
    with pytest.raises(webhooks.NotAllowedError):
        webhooks.owe(name="Ring", event=message.event_id, by=cast.mia)
    webhooks.owe(name="ring", event=message.event_id, by=cast.dora)
    assert Message.objects.count() == 1


def test_a_webhook_that_is_gone_leaves_nothing_and_is_tried_again(rule, cast, settings, tmp_path):
    settings.TRELLIS_DATA = tmp_path
    webhooks.create(name="Ring", address="https://example.org/", wanted=[], by=cast.dora)
    rule("do: call-webhook, webhook: Ring")
    Webhook.objects.update(is_active=False)

    give_duty(cast.dora, cast.sam)
    go_on()

    assert states() == ["waiting"]
    assert not Event.objects.filter(name="automations.called").exists()


def test_a_role_that_too_many_hold_is_meant_for_none_of_them(rule, cast, monkeypatch):
    monkeypatch.setattr(acting, "MOST_PEOPLE", 1)
    rule("do: tell, to: {duty: approver}, subject: Hello", event="core.duty-ended")
    given, *_others = [give_duty(cast.dora, who) for who in (cast.sam, cast.mia, account("Otto"))]

    assignments.end(assignment=given, by=cast.dora)
    go_on()

    assert told() == []
    assert states() == ["waiting"]


def test_nothing_is_said_about_what_the_owner_may_not_see(rule, cast):
    rule("do: comment, text: Look", event="core.duty-given", owner="mia@example.org")

    give_duty(cast.dora, cast.sam)
    go_on()

    assert states() == ["refused"]
    with pytest.raises(comments.NotAllowedError):
        comments.say(kind="assignment", key=AutomationRun.objects.get().object, text="Look", by=cast.mia)
    assert not Comment.objects.exists()
