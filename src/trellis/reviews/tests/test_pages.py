import json

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.models import Account, Event
from trellis.people.tests.conftest import FILES
from trellis.reviews.models import Review, Writing
from trellis.reviews.services import calibrating, opening, peers, sharing


@pytest.fixture
def as_(office):
    def client(name):
        made = Client()
        made.force_login(getattr(office.cast, name))
        return made

    return client


RATED = {
    "work-0-rating": "2",
    "values-0-rating": "2",
    "values-1-rating": "3",
    "ahead-next-answer": "More labs",
}


def test_the_whole_way_by_its_pages(office, as_):
    ada, mia, key = as_("ada"), as_("mia"), office.review("ada").pk
    own, page = office.piece("ada", "self", "ada"), reverse("reviews:review", args=[office.review("ada").pk])
    form = reverse("reviews:write", args=[own.pk])

    assert "Your self-review" in ada.get(reverse("reviews:mine")).content.decode()
    assert "Answer questions about laptops" in ada.get(form).content.decode()
    kept = ada.post(reverse("reviews:draft", args=[own.pk]), {"seen": 0, "ahead-next-answer": "More"})
    assert (kept.status_code, kept.json()["version"], "Saved at" in kept.json()["says"]) == (200, 1, True)
    stale = ada.post(reverse("reviews:draft", args=[own.pk]), {"seen": 0, "ahead-next-answer": "Less"})
    assert (stale.status_code, stale.json()["stale"]) == (409, True)
    both = ada.post(form, {"seen": 0, "ahead-next-answer": "Less", "act": "keep"})
    assert both.status_code == 409
    assert all(each in both.content.decode() for each in ("Less", "kept elsewhere:", "More"))
    assert "Choose a rating." in ada.post(form, {"seen": 1, "act": "submit"}).content.decode()
    done = ada.post(form, {**RATED, "seen": 2, "act": "submit"}, follow=True).content.decode()
    assert "Handed in." in done

    office.judge("ada", words="Judged secretly.")
    assert "Judged secretly." not in ada.get(page).content.decode()
    assert "More labs" in mia.get(page).content.decode()
    mia.post(reverse("reviews:do", args=[key, "share"]))
    shown = ada.get(page).content.decode()
    assert "Judged secretly." in shown
    assert "Do you agree with it?" in shown
    missing = ada.post(reverse("reviews:do", args=[key, "sign"]), {"agrees": "no"})
    assert (missing.status_code, "Say in a few words" in missing.content.decode()) == (422, True)
    ada.post(reverse("reviews:do", args=[key, "sign"]), {"agrees": "no", "answer": "I see more."})
    assert "I see more." in mia.get(page).content.decode()
    for name in ("olga", "pia", "ben"):
        seen = as_(name).get(page)
        assert seen.status_code == (200 if name == "olga" else 404)
        assert not any(
            each in seen.content.decode() for each in ("Judged secretly.", "More labs", "I see more.")
        )
    assert "Judged secretly" not in json.dumps([each.data for each in Event.objects.all()], default=str)


@pytest.mark.parametrize(("name", "sees"), [("pia", True), ("mia", True), ("ada", False)])
def test_how_far_a_cycle_is_concerns_who_runs_it_and_managers(office, as_, name, sees):
    expected = 200 if sees else 403

    assert as_(name).get(reverse("reviews:cycles")).status_code == expected
    assert as_(name).get(reverse("reviews:cycle", args=[office.cycle.pk])).status_code == expected
    file = as_(name).get(reverse("reviews:cycle-export", args=[office.cycle.pk, "json"]))
    assert file.status_code == expected
    if sees:
        assert {each["person"] for each in json.loads(file.content)} == (
            {"Ada", "Ben"} if name == "mia" else {"Olga", "Mia", "Ada", "Ben", "Pia", "Rob"}
        )


def test_a_cycle_is_looked_at_before_it_is_opened_and_closed_by_who_runs_it(office, as_):
    pia = as_("pia")
    key = office.cycle.pk

    assert (
        as_("mia").post(reverse("reviews:cycle-act", args=[key]), {"act": "close", "seen": 1}).status_code
        == 403
    )
    assert as_("mia").get(reverse("reviews:open", args=["yearly"])).status_code == 403
    pia.post(reverse("reviews:cycle-act", args=[key]), {"act": "close", "seen": 1})
    looked = pia.get(reverse("reviews:open", args=["yearly"])).content.decode()
    assert "6 reviews" in looked
    assert "1 person has no manager" in looked
    assert (
        "The cycle is open."
        in pia.post(reverse("reviews:open", args=["yearly"]), follow=True).content.decode()
    )


def test_peers_are_named_approved_and_decline_by_pages(office, as_):
    key = office.review("ada").pk
    deed = lambda name: reverse("reviews:do", args=[key, name])  # noqa: E731

    assert "Nobody is called" in as_("ada").post(deed("nominate"), {"person": "Nemo"}).content.decode()
    as_("ada").post(deed("nominate"), {"person": "Rob"})
    row = Writing.objects.get(kind="peer")
    assert as_("rob").get(reverse("reviews:write", args=[row.pk])).status_code == 404
    assert as_("rob").post(deed("approve"), {"peer": row.pk}).status_code == 404
    assert "Rob" in as_("mia").get(reverse("reviews:review", args=[key])).content.decode()
    as_("mia").post(deed("approve"), {"peer": row.pk})
    assert "Feedback" in as_("rob").get(reverse("reviews:write", args=[row.pk])).content.decode()
    as_("rob").post(reverse("reviews:decline", args=[row.pk]), {"because": "We hardly met"})
    row.refresh_from_db()
    assert (row.state, row.because) == ("declined", "We hardly met")
    assert "We hardly met" not in as_("ada").get(reverse("reviews:review", args=[key])).content.decode()


def test_a_board_shows_people_to_its_facilitators_and_moves_them_with_a_reason(office, as_):
    office.judge("ada", place=("3", "3"))
    office.judge("ben")
    pia = as_("pia")
    new = reverse("reviews:board-new", args=[office.cycle.pk])
    assert as_("mia").get(new).status_code == 403
    pia.post(new, {"title": "IT", "departments": ["it"], "facilitator": "Olga"})
    board = office.review("ada").board
    page, move = reverse("reviews:board", args=[board.pk]), reverse("reviews:board-move", args=[board.pk])

    assert {name: as_(name).get(page).status_code for name in ("olga", "mia", "pia", "ada")} == {
        "olga": 200, "mia": 200, "pia": 404, "ada": 404,
    }  # fmt: skip
    shown = as_("olga").get(page).content.decode()
    assert shown.index("at an end of the grid") > 0
    told = as_("olga").post(move, {"review": office.review("ben").pk, "box": "2", "why": " "})
    assert (told.status_code, "Say why" in told.content.decode()) == (422, True)
    as_("olga").post(move, {"review": office.review("ben").pk, "box": "2", "why": "Carried the move"})
    assert (office.review("ben").performance, office.review("ben").growth) == (3, 2)
    assert "Carried the move" in as_("mia").get(page).content.decode()
    assert (
        as_("ada").post(move, {"review": office.review("ben").pk, "box": "1", "why": "x"}).status_code == 404
    )
    assert (
        as_("mia").post(reverse("reviews:board-act", args=[board.pk]), {"act": "lock", "seen": 1}).status_code
        == 404
    )
    assert "Locked." in as_("olga").post(
        reverse("reviews:board-act", args=[board.pk]), {"act": "lock", "seen": 1}, follow=True
    ).content.decode()  # fmt: skip


def test_the_tab_and_the_team_are_for_oneself_and_those_above(office, as_):
    office.judge("ada")
    tab = reverse("reviews:person", args=[office.cast.ada.person_id])

    assert {name: as_(name).get(tab).status_code for name in ("ada", "mia", "olga", "ben", "pia", "dora")} == {
        "ada": 200, "mia": 200, "olga": 200, "ben": 404, "pia": 404, "dora": 404,
    }  # fmt: skip
    team = reverse("reviews:team")
    assert as_("ada").get(team).status_code == 403
    assert "Calm" not in as_("mia").get(team).content.decode()
    sharing.share(review=office.review("ada").pk, by=office.cast.mia)
    assert "Calm" in as_("mia").get(team).content.decode()
    above = as_("olga").get(team).content.decode()
    assert "Core" in above
    assert "Calm" not in above


def test_a_review_is_opened_again_with_a_reason_from_the_page_of_the_cycle(office, as_):
    office.judge("ada")
    deed = reverse("reviews:do", args=[office.review("ada").pk, "reopen"])

    assert as_("ada").post(deed, {"kind": "manager", "because": "x"}).status_code == 403
    told = as_("pia").post(deed, {"kind": "manager", "because": " "}, follow=True).content.decode()
    assert "Say why it is opened again." in told
    as_("pia").post(deed, {"kind": "manager", "because": "A wrong name"})
    assert office.review("ada").state == "writing"
    form = (
        as_("mia")
        .get(reverse("reviews:write", args=[office.piece("ada", "manager", "mia").pk]))
        .content.decode()
    )
    assert "A wrong name" in form


def test_who_is_not_of_the_team_sees_no_reviews(office):
    outside = Client()
    outside.force_login(Account.objects.create(email="x@example.org", name="Xu", access="external"))

    assert outside.get(reverse("reviews:mine")).status_code == 403


def test_pages_take_few_queries(office, as_, django_assert_max_num_queries):
    cast, review = office.cast, office.review("ada")
    peers.nominate(review=review.pk, people=[cast.rob.person_id, cast.ben.person_id], by=cast.mia)
    for name in ("ada", "ben"):
        office.judge(name)
    board = calibrating.make_board(
        cycle=office.cycle.pk, title="IT", departments=[], facilitators=[cast.olga.person_id], by=cast.pia
    )
    cycle, of_mia = office.cycle.pk, office.piece("mia", "manager", "olga").pk
    pages = {
        "mia": ("team", "boards", f"cycles/{cycle}", f"boards/{board.pk}", f"review/{review.pk}"),
        "olga": (f"boards/{board.pk}", "team", f"people/{cast.ada.person_id}", f"write/{of_mia}"),
        "pia": ("cycles", f"cycles/{cycle}", f"cycles/open/{office.cycle.name}"),
        "ada": (f"review/{review.pk}", f"write/{office.piece('ada', 'self', 'ada').pk}"),
    }  # fmt: skip
    for name, addresses in pages.items():
        client = as_(name)
        for each in addresses:
            client.get(f"/reviews/{each}/")
            with django_assert_max_num_queries(15):
                assert client.get(f"/reviews/{each}/").status_code == 200, each


def test_several_colleagues_are_named_at_once_and_taken_off_again(office, as_):
    key = office.review("ada").pk
    page, deed = reverse("reviews:review", args=[key]), lambda name: reverse("reviews:do", args=[key, name])
    ada, mia = as_("ada"), as_("mia")

    assert "This cycle asks for 1 colleague or more." in mia.get(page).content.decode()
    told = ada.post(deed("nominate"), {"person": "Rob", "second": "Ben", "third": "Rob"}, follow=True)
    assert "2 colleagues were named." in told.content.decode()
    rob = Writing.objects.get(kind="peer", writer=office.cast.rob.person)
    ada.post(deed("withdraw"), {"off": rob.pk})
    rob.refresh_from_db()
    assert rob.state == "dropped"
    fewer = mia.post(deed("approve"), {"because": " "})
    assert (fewer.status_code, "say why fewer" in fewer.content.decode()) == (422, True)
    mia.post(deed("approve"), {"because": "A small team"})
    assert "A small team" in mia.get(page).content.decode()
    assert "A small team" not in ada.get(page).content.decode()
    assert as_("ben").post(deed("fewer"), {"because": "x"}).status_code == 404


def test_programs_share_and_acknowledge_and_read_no_word(office, as_):
    office.judge("ada")
    key, api = office.review("ada").pk, "/api/v1"

    assert as_("pia").get(f"{api}/reviews/{key}").status_code == 404
    assert (
        as_("ada").post(f"{api}/reviews/{key}/share", {}, content_type="application/json").status_code == 404
    )
    made = as_("mia").post(f"{api}/reviews/{key}/share", {}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (200, "shared")
    body = {"agrees": True, "answer": "Thank you"}
    done = as_("ada").post(f"{api}/reviews/{key}/acknowledge", body, content_type="application/json").json()
    assert done["state"] == "signed"
    assert "Judged secretly." not in json.dumps(done)
    cycles = as_("pia").get(f"{api}/review-cycles").json()["items"]
    assert [(each["title"], each["counts"]["signed"]) for each in cycles] == [("Yearly review", 1)]
    rows = as_("mia").get(f"{api}/review-cycles/{office.cycle.pk}/reviews").json()["items"]
    assert {each["name"] for each in rows} == {"Ada", "Ben"}
    assert [each["state"] for each in as_("ada").get(f"{api}/my-reviews").json()["items"]] == ["signed"]


def test_a_cycle_that_is_gone_from_the_handbook_takes_nobody_in(office, serve):
    serve(FILES)

    assert opening.joiners(office.cycle) == {}
    assert Review.objects.count() == 6
