"""Whoever is to be let in no more is out at once, in whichever form an identity provider says so."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from trellis.core.models import AccessChange, Account
from trellis.core.services import links, tokens
from trellis.core.tests.scim import ENTERPRISE, PATCH, USER, Provider, token_of

NO_PATH = {"op": "replace", "value": {"active": False}}
OKTA = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
ENTRA = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
ENTRA_STRICT = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
ENTRA_MANY = {
    "schemas": [PATCH],
    "Operations": [
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "eva@work.example.org"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
        {"op": "Replace", "path": "active", "value": "False"},
    ],
}
FORMS = {
    "Okta": OKTA,
    "Entra ID": ENTRA,
    "Entra ID, by its newer form": ENTRA_STRICT,
    "Entra ID, among other things": ENTRA_MANY,
    **{
        name: {"schemas": [PATCH], "Operations": [operation]}
        for name, operation in {
            "boolean": {"op": "replace", "path": "active", "value": False},
            "text in lower case": {"op": "replace", "path": "active", "value": "false"},
            "text in capitals": {"op": "replace", "path": "active", "value": "FALSE"},
            "text with spaces": {"op": "replace", "path": "active", "value": " False "},
            "path in capitals": {"op": "REPLACE", "path": "ACTIVE", "value": "false"},
            "path with the schema": {"op": "replace", "path": f"{USER}:active", "value": False},
            "path with the schema in capitals": {
                "op": "Replace",
                "path": f"{USER.upper()}:Active",
                "value": "False",
            },
            "add": {"op": "Add", "path": "active", "value": "False"},
            "no path": NO_PATH,
            "no path, text": {"op": "Replace", "value": {"active": "False"}},
            "no path, name in capitals": {"op": "replace", "value": {"ACTIVE": "false"}},
            "no path, name with the schema": {"op": "replace", "value": {f"{USER}:active": False}},
            "no path, schema around": {"op": "replace", "value": {USER: {"active": "False"}}},
            "empty path": {"op": "replace", "path": "", "value": {"active": False}},
            "null path": {"op": "replace", "path": None, "value": {"active": "False"}},
            "no operation": {"value": {"active": False}},
            "object of the name": {"op": "replace", "path": "active", "value": {"active": False}},
            "object of a value": {"op": "replace", "path": "active", "value": {"value": "False"}},
            "list of a value": {"op": "Replace", "path": "active", "value": [{"value": "False"}]},
            "no path, object inside": {"op": "replace", "value": {"active": {"value": "false"}}},
            "members in capitals": {"Op": "Replace", "Path": "Active", "Value": "False"},
        }.items()
    },
}


@pytest.fixture
def provider(administrator):
    return Provider(token_of(administrator))


@pytest.fixture
def signed_in(colleague):
    """The browser of the colleague, who is signed in."""
    browser = Client()
    browser.force_login(colleague)
    return browser


def open_again(sent):
    """The same request, with the contrary."""
    if isinstance(sent, dict):
        return {name: open_again(each) for name, each in sent.items()}
    if isinstance(sent, list):
        return [open_again(each) for each in sent]
    if sent is False:
        return True
    kept = isinstance(sent, str) and sent.strip().casefold() == "false"
    return {"false": "true", "False": "True", "FALSE": "TRUE", " False ": " True "}[sent] if kept else sent


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_whoever_is_not_active_is_out_at_once_and_in_again_by_the_contrary(
    provider, colleague, signed_in, form
):
    key = tokens.issue(account=colleague, name="Script", scopes=["scim"], days=7).secret
    assert signed_in.get("/account/").status_code == 200

    answer = provider.ask("PATCH", f"/Users/{colleague.pk}", form)

    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert signed_in.get("/account/").status_code == 302
    assert (Session.objects.count(), colleague.sign_ins.count()) == (0, 0)
    with pytest.raises(tokens.TokenError):
        tokens.authenticate(key)

    again = provider.ask("PATCH", f"/Users/{colleague.pk}", open_again(form))

    assert again.json()["active"] is True
    colleague.refresh_from_db()
    assert colleague.is_active
    with pytest.raises(tokens.TokenError):
        tokens.authenticate(key)


@pytest.mark.parametrize("value", [False, "False", "false", "FALSE"])
@pytest.mark.parametrize("name", ["active", "Active", "ACTIVE"])
def test_whole_description_closes_too(provider, colleague, signed_in, name, value):
    sent = {"schemas": [USER], "userName": colleague.email, "displayName": "Eva", name: value}

    answer = provider.ask("PUT", f"/Users/{colleague.pk}", sent)

    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert signed_in.get("/account/").status_code == 302


def test_whole_description_without_a_word_about_it_leaves_an_account_as_it_is(provider, colleague):
    path, sent = f"/Users/{colleague.pk}", {"schemas": [USER], "userName": colleague.email}
    provider.patch(path, NO_PATH)

    provider.ask("PUT", path, {**sent, "displayName": "Eva"})

    colleague.refresh_from_db()
    assert not colleague.is_active


def test_bulk_closes_too(provider, colleague, signed_in):
    operation = {"method": "PATCH", "path": f"/Users/{colleague.pk}", "data": ENTRA}
    schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"

    answer = provider.ask("POST", "/Bulk", {"schemas": [schema], "Operations": [operation]})

    assert answer.json()["Operations"][0]["status"] == "200"
    assert signed_in.get("/account/").status_code == 302


@pytest.mark.parametrize("wrong", ["maybe", 7, {"active": "perhaps"}, [], [True, False]])
def test_what_is_no_truth_is_refused_and_changes_nothing(provider, colleague, wrong):
    answer = provider.patch(f"/Users/{colleague.pk}", {"op": "replace", "path": "active", "value": wrong})

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert "active" in answer.json()["detail"]
    assert not {"\n", "pydantic"} & set(re.findall(r"\n|pydantic", answer.json()["detail"]))
    colleague.refresh_from_db()
    assert colleague.is_active


def test_twice_the_same_writes_nothing_more(provider, colleague):
    provider.patch(f"/Users/{colleague.pk}", NO_PATH)
    before = AccessChange.objects.count()

    assert provider.patch(f"/Users/{colleague.pk}", NO_PATH).status_code == 200

    assert AccessChange.objects.count() == before


def test_links_stop_working_too(provider, administrator):
    made = provider.add("fay@example.org")
    account = Account.objects.get(pk=made["id"])
    issued = links.create_invitation(account=account, by=administrator)

    provider.patch(f"/Users/{account.pk}", NO_PATH)

    assert Client().get(f"/join/{issued.token}/").status_code == 403


@pytest.mark.parametrize(
    ("method", "body"), [("PATCH", OKTA), ("PATCH", ENTRA), ("DELETE", None)], ids=["Okta", "Entra", "delete"]
)
def test_owner_is_not_closed_and_the_answer_says_why(provider, owner, method, body):
    answer = provider.ask(method, f"/Users/{owner.pk}", body)

    assert answer.status_code == 403
    assert "owner" in answer.json()["detail"]
    owner.refresh_from_db()
    assert (owner.is_active, owner.removed_at) == (True, None)


def test_removing_closes_and_hides_and_takes_nothing_away(provider, colleague, signed_in):
    answer = provider.ask("DELETE", f"/Users/{colleague.pk}")

    assert answer.status_code == 204
    assert provider.ask("GET", f"/Users/{colleague.pk}").status_code == 404
    assert provider.ask("GET", f'/Users?filter=userName eq "{colleague.email}"').json()["totalResults"] == 0
    assert provider.ask("DELETE", f"/Users/{colleague.pk}").status_code == 404
    assert signed_in.get("/account/").status_code == 302
    colleague.refresh_from_db()
    assert (colleague.is_active, colleague.name) == (False, "Eva")
    deeds = AccessChange.objects.filter(account=colleague).order_by("at").values_list("deed", flat=True)
    assert list(deeds) == ["closed", "removed"]


def test_address_of_somebody_removed_makes_a_new_account_and_not_the_former(provider, colleague):
    provider.ask("DELETE", f"/Users/{colleague.pk}")

    made = provider.add(colleague.email)

    assert made["id"] != str(colleague.pk)
    former = Account.objects.get(pk=colleague.pk)
    assert (former.is_active, former.email) == (False, f"{former.pk.hex}@no-address.invalid")
    moved = AccessChange.objects.get(account=colleague, deed="address")
    assert (moved.before, moved.after) == ("eva@example.org", former.email)
