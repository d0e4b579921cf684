"""The pages about rights: why somebody may, who may, who has which duty; and what a refusal says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from trellis.core import granted
from trellis.core.models import Account, Assignment, RoleHolding
from trellis.core.services import assignments, groups

RIGHTS = """\
duties:
  auditor: {title: Auditor, description: Looks at what happened., workspaces: [audit]}
grants:
  - to: {family: Finance, from-grade: 9}
    duties: [auditor]
"""
WHY, WHO = reverse("web:why"), reverse("web:who-may")
AUDIT = "permission:core.audit"


@pytest.fixture
def signed_in(client, administrator, rights):
    rights(RIGHTS)
    client.force_login(administrator)
    return client


def give(account, by, duty="auditor"):
    now = timezone.now()
    return assignments.give(
        account=account, duty=duty, starts_at=now, ends_at=now + timedelta(days=30), reason="Leave", by=by
    )


def chains(response):
    verdict = response.context["verdict"]
    return [[link.text for link in reason] for reason in (verdict.reasons or verdict.ways)]


def test_a_position_is_explained_by_the_line_that_speaks_of_it(signed_in, member):
    RoleHolding.objects.create(account=member, title="Controller")

    response = signed_in.get(WHY, {"person": member.pk, "right": AUDIT})

    assert response.context["verdict"].is_so
    assert chains(response) == [
        [
            "Position: Controller", "rights.yml, line 4 (000000000)", "Duty “Auditor”", "Workspace “Audit”",
            "read the audit and who gave what",
        ]
    ]  # fmt: skip


def test_each_reason_is_told(signed_in, member, administrator):
    RoleHolding.objects.create(account=member, title="Controller")
    give(member, administrator)
    group = groups.add(name="Board", external_id="", members={member.pk: ""}, by=administrator)
    groups.give(group=group, access="administrator", titles=[], by=administrator)

    told = chains(signed_in.get(WHY, {"person": member.pk, "right": AUDIT}))

    assert [chain[0].split(" ")[0].rstrip(":") for chain in told] == ["Group", "Position", "Duty"]


def test_a_no_says_what_would_give_it(signed_in, member, administrator):
    ended = assignments.end(assignment=give(member, administrator), by=administrator)

    response = signed_in.get(WHY, {"person": member.pk, "right": AUDIT})

    assert not response.context["verdict"].is_so
    told = chains(response)
    assert told[0] == ["Give them the access “administrator”"]
    assert told[1][0] == "Give them the duty “Auditor”"
    assert told[1][1].startswith("they had it until ")
    assert told[2] == [
        "Hold a position that fits: job family Finance; from grade 9", "rights.yml, line 4 (000000000)",
    ]  # fmt: skip
    assert ended.ended_by == administrator


def test_a_title_that_the_handbook_does_not_have_is_pointed_out(signed_in, member):
    RoleHolding.objects.create(account=member, title="Head of Control")

    told = chains(signed_in.get(WHY, {"person": member.pk, "right": AUDIT}))

    assert told[-1] == ["Write “Head of Control” as a job family has it: the handbook has no such title"]


def test_a_closed_account_has_nothing_until_it_is_opened(signed_in, former):
    RoleHolding.objects.create(account=former, title="Controller")

    assert chains(signed_in.get(WHY, {"person": former.pk, "right": AUDIT})) == [["Open the account again"]]


def test_without_a_right_all_that_somebody_has_is_told(signed_in, member):
    RoleHolding.objects.create(account=member, title="Controller")

    has = signed_in.get(WHY, {"person": member.pk}).context["has"]

    words = [each.words for each in has]
    assert words[:3] == ["Access “reader”", "Workspace “Audit”", "Duty “Auditor”"]
    assert "read the audit and who gave what" in words[3:]
    assert "invite people and say what they may do" not in words


def test_people_are_found_by_name(signed_in, member, colleague):
    assert signed_in.get(WHY, {"q": "ben"}).context["person"] == member
    several = signed_in.get(WHY, {"q": "example.org", "right": AUDIT})
    assert [account.name for account, _address in several.context["found"]] == ["Ben", "Dora", "Eva"]
    assert b"Nobody fits" in signed_in.get(WHY, {"q": "zzz"}).content


@pytest.mark.parametrize("query", ["person=x&right=y", "right=permission:", "right=duty:nobody", "person=0"])
def test_what_there_is_not_is_passed_over(signed_in, query):
    assert signed_in.get(f"{WHY}?{query}").status_code == HTTPStatus.OK
    assert signed_in.get(f"{WHO}?{query}").status_code == HTTPStatus.OK
    assert signed_in.get(f"{WHO}export.csv?{query}").status_code == HTTPStatus.NOT_FOUND


def test_everybody_who_may_is_listed_with_the_reason(signed_in, member, colleague, administrator):
    RoleHolding.objects.create(account=member, title="Controller")
    give(colleague, administrator)

    table = signed_in.get(WHO, {"right": AUDIT}).context["table"]

    assert [line.cells[0].text for line in table.lines] == ["Ben", "Dora", "Eva"]
    assert "Position: Controller → rights.yml, line 4" in str(table.lines[0].cells[2].text)


def test_the_file_holds_the_same(signed_in, member):
    RoleHolding.objects.create(account=member, title="Controller")

    rows = json.loads(signed_in.get(f"{WHO}export.json", {"right": AUDIT}).content)

    assert [row["name"] for row in rows] == ["Ben", "Dora"]
    assert rows[0]["why"].startswith("Position: Controller → ")


def test_pages_take_as_many_queries_for_three_people_as_for_one(
    signed_in, administrator, django_assert_max_num_queries, django_assert_num_queries
):
    def added(number):
        account = Account.objects.create(email=f"{number}@example.org", name=str(number))
        RoleHolding.objects.create(account=account, title="Controller")
        give(account, administrator)
        return account

    def cost(address):
        with django_assert_max_num_queries(15) as asked:
            signed_in.get(address)
        return len(asked)

    one = added(1)
    addresses = [
        f"{WHO}?right={AUDIT}", f"{WHY}?person={one.pk}&right={AUDIT}", f"{WHY}?person={one.pk}",
        reverse("web:assignments"), reverse("web:people"),
    ]  # fmt: skip
    before = [cost(address) for address in addresses]
    added(2), added(3)

    assert [cost(address) for address in addresses] == before


def test_duties_are_listed_filtered_and_saved(signed_in, member, colleague, administrator):
    give(member, administrator)
    assignments.end(assignment=give(colleague, administrator), by=administrator)
    place = reverse("web:assignments")

    assert len(signed_in.get(place).context["table"].lines) == 2
    active = signed_in.get(place, {"state": "active"}).context["table"]
    assert [line.cells[0].text for line in active.lines] == ["Ben"]
    rows = json.loads(signed_in.get(f"{place}export.json", {"state": "ended"}).content)
    assert [(row["duty"], row["email"], row["state"]) for row in rows] == [
        ("auditor", "eva@example.org", "ended")
    ]


def test_empty_lists_say_what_to_do(signed_in, rights):
    assert b"Give a duty" in signed_in.get(reverse("web:assignments")).content
    rights("grants: []")
    assert b"rights.yml" in signed_in.get(reverse("web:assignments")).content


def test_a_refusal_says_what_is_lacking_and_who_can_give_it(client, administrator, member):
    Account.objects.filter(pk=administrator.pk).update(joined_at=timezone.now())
    client.force_login(member)

    response = client.get(reverse("web:audit"))

    assert response.status_code == HTTPStatus.FORBIDDEN
    text = response.content.decode()
    assert "read the audit and who gave what" in text
    assert "ask Dora." in text


def test_who_loses_the_position_is_refused_in_the_open_tab_and_told_why(client, member, rights):
    rights(RIGHTS)
    holding = RoleHolding.objects.create(account=member, title="Controller")
    client.force_login(member)
    assert client.get(reverse("web:audit")).status_code == HTTPStatus.OK

    holding.delete()

    response = client.get(reverse("web:audit"))
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert b"or not any more" in response.content


def test_the_side_bar_shows_the_workspaces_that_one_has(client, member, rights):
    rights(RIGHTS)
    client.force_login(member)
    address = reverse("web:audit").encode()
    assert b'href="%s"' % address not in client.get(reverse("core:account")).content

    RoleHolding.objects.create(account=member, title="Controller")

    assert b'href="%s"' % address in client.get(reverse("core:account")).content


# -- giving


def test_a_duty_is_given_with_a_form_and_ended_with_a_button(signed_in, member, administrator):
    address = reverse("core:give-duty", args=[member.pk])
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert b"Looks at what happened." in signed_in.get(address).content

    signed_in.post(address, {"duty": "auditor", "since": "", "until": until, "reason": "Leave of Eva"})

    made = Assignment.objects.get()
    assert (made.account, made.given_by, made.reason) == (member, administrator, "Leave of Eva")
    assert assignments.last_day(made.ends_at).isoformat() == until
    told = date_format(date.fromisoformat(until))
    for place in (reverse("web:assignments"), reverse("core:person", args=[member.pk])):
        assert told in signed_in.get(place).content.decode()
    page = reverse("core:assignment", args=[made.pk])
    assert b"Leave of Eva" in signed_in.get(page).content
    later = (timezone.localdate() + timedelta(days=60)).isoformat()
    signed_in.post(page, {"until": later})
    made.refresh_from_db()
    assert assignments.last_day(made.ends_at).isoformat() == later

    signed_in.post(reverse("core:end-duty", args=[made.pk]))

    assert not granted.has_duty(Account.objects.get(pk=member.pk), "auditor")
    assert b"Leave of Eva" in signed_in.get(reverse("core:person", args=[member.pk])).content


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"duty": "x"}, "duty"), ({"until": "yesterday"}, "until"), ({"until": "1999-01-01"}, "until"),
        ({"until": "9999-12-31"}, "until"), ({"until": "2099-01-01"}, "until"), ({"reason": " "}, "reason"),
        ({"since": "0001-01-01"}, "since"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(signed_in, member, facts, field):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    wanted = {"duty": "auditor", "since": "", "until": until, "reason": "R", **facts}

    response = signed_in.post(reverse("core:give-duty", args=[member.pk]), wanted)

    assert list(response.context["form"].errors) == [field]
    assert not Assignment.objects.exists()


def test_only_administrators_and_whoever_has_it_see_a_duty(client, rights, administrator, member, colleague):
    rights(RIGHTS)
    page = reverse("core:assignment", args=[give(member, administrator).pk])
    seen = {}
    for who in (administrator, member, colleague):
        client.force_login(who)
        seen[who.name] = client.get(page).status_code

    assert seen == {"Dora": HTTPStatus.OK, "Ben": HTTPStatus.OK, "Eva": HTTPStatus.NOT_FOUND}
    assert client.post(page, {"until": "2099-01-01"}).status_code == HTTPStatus.NOT_FOUND
    assert client.post(page + "end/").status_code == HTTPStatus.NOT_FOUND


def test_whoever_has_a_duty_lays_it_down_and_says_no_other_end(client, rights, administrator, member):
    rights(RIGHTS)
    made = give(member, administrator)
    page = reverse("core:assignment", args=[made.pk])
    client.force_login(member)

    refused = client.post(page, {"until": (timezone.localdate() + timedelta(days=90)).isoformat()})
    assert b"Only administrators give duties" in refused.content
    client.post(page + "end/")

    assert not Assignment.objects.active().exists()


def test_ones_own_page_says_what_one_may_and_why(client, rights, administrator, member):
    rights(RIGHTS)
    give(member, administrator)
    client.force_login(member)

    text = client.get(reverse("core:account")).content.decode()

    assert "What you may do" in text
    assert "Read the audit and who gave what" in text
    assert reverse("core:person", args=[member.pk]) not in text
