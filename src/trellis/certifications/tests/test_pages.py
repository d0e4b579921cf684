import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from trellis.certifications import terms, touches
from trellis.certifications.definitions.evidence import COURSE
from trellis.certifications.models import Award, SignOff
from trellis.certifications.services import keeping, signing, taking_over
from trellis.certifications.services.taking_over import Held
from trellis.certifications.tests.conftest import PARTS, SIGNED
from trellis.core import personal
from trellis.core.models import Access, Person
from trellis.core.services import erasing
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import compiled
from trellis.people.days import today
from trellis.people.models import Employment, Position
from trellis.people.tests.conftest import person


@pytest.fixture
def as_(office):
    def client(name):
        made = Client()
        made.force_login(getattr(office.cast, name))
        return made

    return client


def text(answer):
    return answer.content.decode()


def test_somebody_sees_what_is_missing_asks_for_a_sign_off_and_holds_it(office, as_):
    ada, mia = as_("ada"), as_("mia")
    page = reverse("certifications:certification", args=["supporter"])
    assert "Supporter" in text(ada.get(reverse("certifications:home")))
    shown = text(ada.get(page))
    assert "Ask for a sign-off" in shown
    assert "Laptops" in shown

    ada.post(reverse("certifications:ask", args=["supporter"]), {"name": SIGNED, "note": "In May."})
    row = SignOff.objects.get()
    sign = reverse("certifications:sign-off", args=[row.pk])
    asked = text(mia.get(sign))
    assert "Calm, right, and written down." in asked
    assert "In May." in asked
    refused = mia.post(sign, {"act": "refuse", "answer": ""})
    assert (refused.status_code, "Say why, and what is missing." in text(refused)) == (409, True)
    mia.post(sign, {"act": "sign", "answer": "Well done."})
    assert "Well done." in text(ada.get(sign))
    assert as_("ben").get(sign).status_code == 404

    office.bench.show(office.cast.ada, COURSE, "laptops")
    again = text(ada.post(reverse("certifications:look", args=["supporter"]), follow=True))
    assert "Something is still missing" in again
    office.bench.show(office.cast.ada, "quiz", "courses/laptops/quiz.md", amount=95)
    done = text(ada.post(reverse("certifications:look", args=["supporter"]), follow=True))
    assert "You are certified: Supporter" in done
    assert office.award(office.cast.ada).number in text(ada.get(reverse("certifications:home")))


def test_who_may_see_a_certificate_and_who_may_not(office, as_):
    made = office.earn(office.cast.ada)
    pages = [reverse(f"certifications:{name}", args=[made.pk]) for name in ("award", "evidence", "paper")]
    seen = {"ada": 200, "mia": 200, "olga": 200, "pia": 200, "ben": 404, "rob": 200, "dora": 404}

    for name, status in seen.items():
        for page in pages[:2]:
            assert as_(name).get(page).status_code == status, (name, page)
    assert as_("ben").get(reverse("certifications:person", args=[made.person_id])).status_code == 404
    assert as_("ben").get(reverse("certifications:all-holders")).status_code == 403
    assert made.number in text(as_("mia").get(reverse("certifications:person", args=[made.person_id])))
    listed = [json.loads(as_(name).get(reverse("certifications:all-holders-export", args=["json"])).content or "[]")
              for name in ("mia", "pia", "olga")]  # fmt: skip
    assert [[each["number"] for each in rows] for rows in listed] == [[made.number]] * 3


def test_an_external_account_sees_nothing(office):
    guest = Client()
    guest.force_login(person("Guest", Access.EXTERNAL))
    made = office.earn(office.cast.ada)

    assert guest.get(reverse("certifications:home")).status_code == 403
    assert guest.get(reverse("certifications:award", args=[made.pk])).status_code == 403
    assert guest.get("/api/v1/certificates").status_code == 403
    assert guest.get(f"/api/v1/certificates/{made.pk}").status_code == 403


def test_strangers_read_what_the_holder_shows_and_a_revoked_one_says_so(office, client):
    made = office.earn(office.cast.ada)
    page = reverse("certifications:verify", args=[made.token])

    hidden = client.get(page)
    assert hidden.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "This certificate is valid." in text(hidden)
    for secret in ("Ada", "Supporter", made.number, made.wording.digest):
        assert secret not in text(hidden)
    keeping.share(award=made, shared=True, name="Ada L.", by=office.cast.ada)
    shown = text(client.get(page))
    for said in ("Ada L.", "Supporter", made.number, made.wording.digest, made.wording.revision[:20]):
        assert said in shown
    for secret in ("example.org", "Mia", "laptops"):
        assert secret not in shown.replace("Answers questions about laptops alone.", "")

    keeping.suspend(award=made, because="Secret reason", by=office.cast.pia)
    assert "suspended" in text(client.get(page))
    office.revoke(made, "Secret reason")
    revoked = text(client.get(page))
    assert "This certificate was revoked." in revoked
    assert "Secret reason" not in revoked


def test_the_day_decides_for_strangers_before_the_night_has_come_by(office, client):
    made = office.earn(office.cast.ada)
    office.age(made, 735)
    keeping.share(award=made, shared=True, name="", by=office.cast.ada)

    assert "This certificate has expired." in text(
        client.get(reverse("certifications:verify", args=[made.token]))
    )


def test_a_wrong_token_says_only_that_there_is_none_and_tries_are_bounded(office, client):
    for _try in range(120):
        answer = client.get(reverse("certifications:verify", args=["wrong"]))
        assert answer.status_code == 404
    assert client.get(reverse("certifications:verify", args=["wrong"])).status_code == 429


def test_a_certificate_is_a_pdf_with_a_code(office, as_):
    made = office.earn(office.cast.ada)
    answer = as_("ada").get(reverse("certifications:paper", args=[made.pk]))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"/Image" in answer.content


def test_the_holder_shares_and_asks_for_more_time_and_faults_stand_at_their_fields(office, as_):
    made = office.earn(office.cast.ada)
    ada, pia = as_("ada"), as_("pia")

    def act(who, deed, **said):
        return who.post(reverse("certifications:act", args=[made.pk, deed]), said, follow=True)

    assert "Strangers read your name" in text(act(ada, "share", **{"share-shared": "on", "share-name": ""}))
    late = made.valid_until + timedelta(days=600)
    assert "Choose a day after the end" in text(
        act(ada, "extend", **{"extend-until": late.isoformat(), "extend-because": "x"})
    )
    until = made.valid_until + timedelta(days=10)
    act(ada, "extend", **{"extend-until": until.isoformat(), "extend-because": "On leave"})
    assert "On leave" in text(pia.get(reverse("certifications:award", args=[made.pk])))
    assert "Say why." in text(act(pia, "refuse", answer=""))
    assert "Granted." in text(act(pia, "grant"))
    assert act(pia, "suspend", **{"suspend-because": ""}).status_code == 409
    act(pia, "suspend", **{"suspend-because": "Asked for"})
    act(pia, "reinstate", **{"reinstate-because": "Fine"})
    act(pia, "revoke", **{"revoke-because": "Not fine"})
    made.refresh_from_db()
    assert (made.state, made.valid_until) == ("revoked", until)
    assert office.history(made) == ["awarded", "extended", "suspended", "reinstated", "revoked"]


def test_evidence_shows_the_texts_and_what_the_certification_said(office, as_):
    made = office.earn(office.cast.ada)
    office.publish("certifications/supporter.md", "A supporter answers", "An old supporter asks")
    shown = text(as_("ada").get(reverse("certifications:evidence", args=[made.pk])))

    assert "A supporter answers questions about laptops." in shown
    assert "courses/laptops/course.md" in shown


def test_a_proposal_says_how_many_certificates_rest_on_what_it_changes(office):
    office.earn(office.cast.ada)
    office.earn(office.cast.ben)
    before = whole_edition().handbook
    path = "courses/laptops/01-what.md"
    after = compiled({**office.files, path: "---\ntitle: What\n---\n\nOther.\n"})

    (found,) = touches.touched(before, after, [path])
    assert (found.title, str(found.how)) == ("Supporter", "2 valid certificates rest on it")
    office.revoke(office.award(office.cast.ben))
    (found,) = touches.touched(before, after, ["courses/laptops/quiz.md"])
    assert str(found.how) == "1 valid certificate rests on it"
    assert list(touches.touched(before, after, ["index.md"])) == []


def test_what_is_blanked_of_an_erased_holder_leaves_an_anonymous_number(office, client):
    made = office.earn(office.cast.ada)
    keeping.share(award=made, shared=True, name="Ada L.", by=office.cast.ada)

    erasing.take(
        next(each for each in personal.declared() if each.label == "certifications.Award"),
        [made.pk],
        anonymous=True,
    )

    shown = text(client.get(reverse("certifications:verify", args=[made.token])))
    assert "Ada" not in shown
    assert "This certificate is valid." in shown
    assert Award.objects.get(number=made.number).shown_name == ""


def test_programs_see_sign_and_keep(office, as_):
    ada, mia, pia, api = as_("ada"), as_("mia"), as_("pia"), "/api/v1"

    def post(who, where, body):
        return who.post(f"{api}{where}", body, content_type="application/json")

    listed = {each["key"]: each for each in ada.get(f"{api}/certifications").json()["items"]}
    assert listed["supporter"]["missing"][0] == "course laptops"
    assert not listed["leader"]["is_for_caller"]
    row = signing.ask(
        certification=terms.certification("supporter"), name=SIGNED, note="n", by=office.cast.ada
    )
    assert post(ada, f"/sign-offs/{row.pk}/answer", {"signs": True}).status_code == 403
    assert post(as_("ben"), f"/sign-offs/{row.pk}/answer", {"signs": True}).status_code == 404
    assert post(mia, f"/sign-offs/{row.pk}/answer", {"signs": True}).json()["state"] == "granted"

    made = office.earn(office.cast.ada)
    assert [each["number"] for each in ada.get(f"{api}/certificates").json()["items"]] == [made.number]
    assert as_("ben").get(f"{api}/certificates/{made.pk}").status_code == 404
    assert post(ada, f"/certificates/{made.pk}/revoke", {"because": "x"}).status_code == 403
    assert post(pia, f"/certificates/{made.pk}/suspend", {"because": "x"}).json()["state"] == "suspended"
    assert post(pia, f"/certificates/{made.pk}/reinstate", {"because": "x"}).json()["state"] == "valid"
    until = (made.valid_until + timedelta(days=3)).isoformat()
    assert post(ada, f"/certificates/{made.pk}/extend", {"because": "x", "until": until}).json()["asked"]
    assert post(pia, f"/certificates/{made.pk}/revoke", {"because": "x"}).json()["state"] == "revoked"
    assert pia.get(f"{api}/certificates?state=revoked").json()["items"][0]["evidence"]
    office.night()
    assert {each["name"] for each in mia.get(f"{api}/certificates-lacking").json()["items"]} == set()
    assert {each["name"] for each in pia.get(f"{api}/certificates-lacking").json()["items"]} == {
        "Mia",
        "Olga",
    }


def test_a_certificate_leads_to_the_one_that_it_renewed_and_back(office, as_):
    days = [today() - timedelta(days=each) for each in (800, 90)]
    ben = office.cast.ben
    held = [Held(ben.person_id, "supporter", each) for each in days]
    former, later = taking_over.take_over(held=held, by=office.cast.pia)
    at = {each.pk: reverse("certifications:award", args=[each.pk]) for each in (former, later)}

    pages = {each.pk: as_("ben").get(at[each.pk]).content.decode() for each in (former, later)}
    assert f'<a href="{at[former.pk]}">{former.number}</a>' in pages[later.pk]
    assert f'<a href="{at[later.pk]}">{later.number}</a>' in pages[former.pk]


def test_pages_take_few_queries_with_three_hundred_holders(office, as_, django_assert_max_num_queries):
    first = office.earn(office.cast.ada)
    people = Person.objects.bulk_create([Person(name=f"Person {n}") for n in range(300)])
    mia = office.cast.employments["mia"]
    began = mia.starts_on
    hired = Employment.objects.bulk_create(
        [Employment(person=each, entity="Test GmbH", starts_on=began, revision="x") for each in people]
    )
    Position.objects.bulk_create(
        Position(employment=each, person_id=each.person_id, entity="Test GmbH", starts_on=began, revision="x",
                 title="IT Analyst", department="it", manager_id=mia.person_id)
        for each in hired
    )  # fmt: skip
    Award.objects.bulk_create(
        Award(person=each, certification="supporter", wording=first.wording, number=f"n{n}", token=f"t{n}",
              awarded_on=today(), valid_until=today() + timedelta(days=n), grace_until=today() + timedelta(days=n))
        for n, each in enumerate(people)
    )  # fmt: skip
    office.night()
    pages = [
        ("ada", reverse("certifications:home")), ("ada", reverse("certifications:all")),
        ("pia", reverse("certifications:all")), ("ada", reverse("certifications:certification", args=["supporter"])),
        ("pia", reverse("certifications:all-holders")), ("mia", reverse("certifications:all-holders")),
        ("pia", reverse("certifications:lacking")), ("pia", reverse("certifications:award", args=[first.pk])),
        ("ada", reverse("certifications:award", args=[first.pk])),
        ("mia", reverse("certifications:person", args=[first.person_id])),
        ("ada", reverse("certifications:evidence", args=[first.pk])),
    ]  # fmt: skip
    for name, page in pages:
        client = as_(name)
        client.get(page)
        with django_assert_max_num_queries(15, info=page):
            assert client.get(page).status_code == 200, page


def test_what_is_asked_for_is_called_by_its_title_also_where_its_page_is_for_few(office, as_):
    asks = "{all: [{quiz: courses/laptops/quiz.md}, {class: laptops/group}, {practical: laptops/desk}]}"
    head = f"title: Keeper\ncertification: {{owner: 'Manager, IT', requires: {asks}}}"
    office.add(**{
        "courses/laptops/course.md": PARTS,
        "certifications/keeper.md": f"---\n{head}\n---\n",
        "handbook.yml": office.files.get("handbook.yml", "") + (
            "\nvisibility:\n  - {path: courses/*/quiz.md, to: restricted, roles: [People Generalist]}\n"
        ),
    })  # fmt: skip

    page = as_("ada").get(reverse("certifications:certification", args=["keeper"])).content.decode()

    assert ">courses/laptops/quiz.md<" not in page
    assert all(each in page for each in ("Check yourself", "Laptops: In a group", "Laptops: At a desk"))
