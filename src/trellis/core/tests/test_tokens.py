"""Tokens and machine clients: what they reach, when they end, and that only their digest is kept."""

from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.utils import timezone

from trellis.core import queries, scopes
from trellis.core.models import AccessChange, AccessToken, Account, ApiKey, Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, tokens
from trellis.core.services.tokens import ScopeError, TokenError, TokenFactsError

pytestmark = pytest.mark.django_db
CLIENT = ApiKey.Kind.CLIENT


def issue(account, **facts):
    return tokens.issue(
        account=account, **{"name": "Report", "scopes": ["accounts:read"], "days": 30, **facts}
    )


def grant(issued, **facts):
    return tokens.grant(client_id=issued.key.client_id, secret=issued.secret, **facts)


# -- making


def test_token_acts_for_its_account_within_its_scopes(member):
    caller = tokens.authenticate(issue(member).secret)

    assert (caller.account, caller.scopes) == (member, {"accounts:read"})
    with pytest.raises(ScopeError, match="accounts:write"):
        caller.require("accounts:write")


def test_only_digests_are_kept(member):
    personal, client = issue(member), issue(member, kind=CLIENT)
    access = grant(client).token

    kept = serialize("json", [*ApiKey.objects.all(), *AccessToken.objects.all()])

    assert not [secret for secret in (personal.secret, client.secret, access) if secret in kept]
    assert personal.key.start == personal.secret[: len("trellis_pat_") + 4]


def test_secrets_say_what_they_are(member):
    client = issue(member, kind=CLIENT)

    secrets = (issue(member).secret, client.secret, grant(client).token)

    assert [secret.rpartition("_")[0] for secret in secrets] == ["trellis_pat", "trellis_sec", "trellis_at"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 61}, "at most 60"),
        ({"scopes": []}, "at least one"),
        ({"scopes": ["accounts:read", "everything"]}, "no scope “everything”"),
        ({"days": 36500}, "one of the lives"),
    ],
)
def test_facts_that_are_no_good_are_refused_with_the_reason(member, facts, words):
    with pytest.raises(TokenFactsError, match=words):
        issue(member, **facts)

    assert not ApiKey.objects.exists()


def test_closed_account_makes_no_token(former):
    with pytest.raises(NotAllowedError):
        issue(former)


def test_account_has_a_bounded_number_of_working_tokens(member, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_KEYS", 2)
    first, _second = issue(member), issue(member)

    with pytest.raises(TokenFactsError, match="that is the most"):
        issue(member)
    tokens.revoke(key=first.key, by=member)

    assert issue(member)


def test_making_one_is_told_and_written_down(member):
    issue(member, name="Weekly report")

    assert [notice.subject for notice in Notice.objects.filter(account=member)] == [
        "A token was made for your account: Weekly report"
    ]
    assert [(each.deed, each.by, each.after) for each in AccessChange.objects.all()] == [
        ("key", member, "Weekly report: accounts:read")
    ]


# -- ending


@pytest.mark.parametrize("end", ["revoked", "expired", "account closed"])
def test_token_and_client_end(member, owner, time_machine, end):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    personal, client = issue(member), issue(member, kind=CLIENT)
    access = grant(client).token

    if end == "revoked":
        for issued in (personal, client):
            assert tokens.revoke(key=issued.key, by=member)
    elif end == "expired":
        time_machine.shift(timedelta(days=30))
    else:
        accounts.close(account=member, by=owner)

    for secret in (personal.secret, access):
        with pytest.raises(TokenError):
            tokens.authenticate(secret)
    with pytest.raises(TokenError):
        grant(client)


def test_tokens_of_an_account_that_is_opened_again_stay_revoked(member, owner):
    issued = issue(member)
    accounts.close(account=member, by=owner)
    accounts.reopen(account=Account.objects.get(pk=member.pk), by=owner)

    with pytest.raises(TokenError):
        tokens.authenticate(issued.secret)


def test_revoking_twice_changes_nothing(member):
    key = issue(member).key

    assert [tokens.revoke(key=key, by=member) for _each in range(2)] == [True, False]
    assert AccessChange.objects.filter(deed="key-revoked").count() == 1


def test_administrator_revokes_for_others_and_they_are_told(member, administrator):
    tokens.revoke(key=issue(member).key, by=administrator)

    assert Notice.objects.filter(account=member, subject="A token of yours was revoked: Report").exists()


def test_nobody_else_revokes(member, colleague):
    issued = issue(member)

    with pytest.raises(NotAllowedError):
        tokens.revoke(key=issued.key, by=colleague)

    assert tokens.authenticate(issued.secret)


# -- proving


@pytest.mark.parametrize(
    "raw", ["", "trellis_pat_", "trellis_pat_ä" + "0" * 45, "trellis_pat_" + "0" * 46, "x" * 10_000]
)
def test_what_is_no_token_is_refused_without_a_query(raw, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(TokenError):
        tokens.authenticate(raw)


def test_secret_of_a_client_is_no_token(member):
    with pytest.raises(TokenError):
        tokens.authenticate(issue(member, kind=CLIENT).secret)


def test_use_is_noted_now_and_then(member, time_machine, django_assert_num_queries):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    issued = issue(member)

    with django_assert_num_queries(2):
        tokens.authenticate(issued.secret)
    time_machine.shift(60)
    with django_assert_num_queries(1):
        tokens.authenticate(issued.secret)
    assert ApiKey.objects.get().used_at == timezone.now() - timedelta(seconds=60)
    time_machine.shift(300)
    tokens.authenticate(issued.secret)

    assert ApiKey.objects.get().used_at == timezone.now()


def test_access_ends_after_an_hour_and_is_cleared_away(member, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    client = issue(member, kind=CLIENT)
    access = grant(client)
    time_machine.shift(access.seconds)

    with pytest.raises(TokenError):
        tokens.authenticate(access.token)
    grant(client)

    assert access.seconds == 3600
    assert AccessToken.objects.count() == 1


def test_access_may_be_narrower_than_its_client_and_never_wider(member):
    client = issue(member, kind=CLIENT, scopes=["accounts:read", "scim"])

    narrow = tokens.authenticate(grant(client, scopes=["scim"]).token)

    assert narrow.scopes == {"scim"}
    with pytest.raises(ScopeError, match="accounts:write"):
        grant(client, scopes=["scim", "accounts:write"])


def test_person_calls_with_all_scopes(member):
    assert tokens.calling_as(member).scopes == scopes.names()


def test_states_of_everybodys_tokens_can_be_asked_for(member, colleague):
    old, gone, fine = issue(member, name="Old"), issue(member, name="Gone"), issue(colleague, name="Fine")
    past = timezone.now() - timedelta(days=40)
    ApiKey.objects.filter(pk=old.key.pk).update(created_at=past, expires_at=past + timedelta(days=30))
    tokens.revoke(key=gone.key, by=member)

    found = {state: [key.name for key in queries.all_keys(state=state)] for state in queries.KEY_STATES}

    assert found == {"active": ["Fine"], "expired": ["Old"], "revoked": ["Gone"]}
    assert [key.pk for key in queries.all_keys(text="eva fine")] == [fine.key.pk]
