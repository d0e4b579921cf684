"""The identity provider as administrators see it."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from trellis.core.models import Access, Account
from trellis.core.services import groups, provisioning
from trellis.core.services.provisioning import Person
from trellis.core.tests.scim import Provider, token_of

PAGE = reverse("core:provisioning")


def texts(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def group(administrator, member):
    return groups.add(name="Engineers", external_id="", members={member.pk: ""}, by=administrator)


def page_of(group):
    return reverse("core:group", args=[group.pk])


def test_page_gives_the_address_and_says_that_no_token_works(client, administrator):
    client.force_login(administrator)

    page = client.get(PAGE)

    assert 'value="http://testserver/scim/v2"' in page.content.decode()
    assert "No token with the scope scim works now" in texts(page)
    assert f'href="{reverse("core:new-token")}"' in page.content.decode()


def test_page_shows_tokens_and_what_came_last_with_its_outcome(client, administrator):
    provider = Provider(token_of(administrator))
    made = provider.add("fay@example.org")
    provider.ask("DELETE", f"/Users/{made['id']}")
    provider.ask("POST", "/Users", {"userName": " "})
    client.force_login(administrator)

    shown = texts(client.get(PAGE))

    assert "Provider personal token" in shown
    assert "made by Dora" in shown
    assert re.search(
        r"POST /Users refused 400 .* Dora .* DELETE /Users/[0-9a-f-]+ done Dora .* POST /Users done", shown
    )


def test_calls_with_a_token_that_does_not_work_are_shown_without_a_name(client, administrator):
    Provider("trellis_pat_wrong").ask("GET", "/Users")
    client.force_login(administrator)

    assert re.search(r"GET /Users refused 401 This token does not work\. .* – ", texts(client.get(PAGE)))


@pytest.mark.parametrize(("outcome", "shown"), [("done", 1), ("refused", 1), ("", 2), ("nonsense", 2)])
def test_what_came_last_is_filtered_by_its_outcome(client, administrator, outcome, shown):
    for status in (201, 409):
        provisioning.note_call(method="POST", path="/Users", status=status, by=administrator)
    client.force_login(administrator)

    assert texts(client.get(PAGE, {"outcome": outcome})).count("POST /Users") == shown


def test_page_says_when_nobody_has_called_yet(client, administrator):
    token_of(administrator)
    client.force_login(administrator)

    assert "No provider has called yet" in texts(client.get(PAGE))


def test_groups_are_listed_with_what_they_give_and_how_many_they_are(client, administrator, group, colleague):
    groups.add(name="Sales", external_id="", members={}, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)
    client.force_login(administrator)

    shown = texts(client.get(PAGE))

    assert "Engineers approver, Editor 1" in shown
    assert "Sales gives nothing 0" in shown


def test_group_is_given_access_and_roles_on_its_page(client, administrator, group, member):
    client.force_login(administrator)

    answer = client.post(page_of(group), {"access": "approver", "titles": "Editor\n\nLead"}, follow=True)

    assert "Everybody in the group has this from now on." in texts(answer)
    member.refresh_from_db()
    held = sorted(each.title for each in member.role_holdings.all())
    assert (member.access, held) == (Access.APPROVER, ["Editor", "Lead"])
    assert 'value="approver" checked' in answer.content.decode()

    client.post(page_of(group), {"access": "", "titles": ""})

    member.refresh_from_db()
    assert (member.access, member.role_holdings.count()) == (Access.READER, 0)


def test_wrong_titles_stand_beside_their_field_and_give_nothing(client, administrator, group, member):
    client.force_login(administrator)

    page = client.post(page_of(group), {"access": "approver", "titles": "x" * 201}).content.decode()

    assert "<title>Error: Engineers" in page
    assert re.search(r'id="[a-z]*-titles_error">These are not titles of roles', page)
    member.refresh_from_db()
    assert member.access == Access.READER


def test_access_that_does_not_exist_is_refused(client, administrator, group):
    client.force_login(administrator)

    client.post(page_of(group), {"access": "emperor", "titles": ""})

    group.refresh_from_db()
    assert group.access == ""


def test_group_that_is_not_here_or_was_removed_is_not_found(client, administrator, group):
    client.force_login(administrator)
    groups.remove(group=group, by=administrator)

    assert client.get(page_of(group)).status_code == 404
    assert client.get(reverse("core:group", args=[uuid4()])).status_code == 404


def test_person_shows_their_groups_and_what_was_given_by_hand(client, administrator, group, member):
    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)
    client.force_login(administrator)

    page = client.get(reverse("core:person", args=[member.pk]))

    assert "A group lifts them to approver while they are in it." in texts(page)
    assert "Engineers approver, Editor" in texts(page)
    assert 'value="reader" checked' in page.content.decode()
    assert re.search(r"<textarea[^>]*>\s*</textarea>", page.content.decode())


def test_lists_take_as_many_queries_for_many_as_for_few(
    client, administrator, group, django_assert_max_num_queries
):
    people = [
        provisioning.add(person=Person(user_name=f"p{n}@example.org", name=f"P{n:02}"), by=administrator)
        for n in range(55)
    ]
    everybody = {each.pk: "" for each in people}
    for n in range(55):
        made = groups.add(name=f"G{n:02}", external_id="", members={}, by=administrator)
        groups.give(group=made, access=None, titles=["Editor"], by=administrator)
        provisioning.note_call(method="POST", path="/Users", status=201, by=administrator)
    groups.change(group=group, name="All", external_id="", members=everybody, by=administrator)
    client.force_login(administrator)

    with django_assert_max_num_queries(14):
        listed = client.get(PAGE).content.decode()
    with django_assert_max_num_queries(12):
        members = client.get(page_of(group)).content.decode()

    assert (listed.count("row-link"), members.count("row-link")) == (50, 50)
    assert Account.objects.count() == 57
