"""Records are found by those who may see them, on either database alike, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from trellis.core import lookup, searching, tasks, terms, working
from trellis.core.models import Access, Account, Group, Job, SearchAudience, SearchEntry, Webhook
from trellis.core.searching import Asker, ConfidentialError, Noted, SearchKind
from trellis.core.services import accounts, schedules, search_index, tokens

pytestmark = pytest.mark.django_db

HIDDEN = set()
"""Objects of the garden that nobody may see just now, whatever the index says."""


@pytest.fixture(autouse=True)
def garden(monkeypatch):
    """A room with a kind of its own; its objects are groups, which need nothing else."""
    for name in ("_kinds", "_of_models"):
        monkeypatch.setattr(searching, name, dict(getattr(searching, name)))
    monkeypatch.setattr(searching, "_audiences", [])
    monkeypatch.setattr(searching, "_watchers", [])
    HIDDEN.clear()
    kind = SearchKind(
        key="plant", title="Plant", plural="Plants", icon="tree", model=Group,
        noted=lambda groups: [Noted(group.pk, group.name, (searching.MEMBERS,)) for group in groups],
        visible=lambda asker, keys: Group.objects.filter(pk__in=set(keys) - HIDDEN),
        address=lambda asker, hit: f"/plants/{hit.object}/", fields=frozenset({"name"}), scope="plants:read",
    )  # fmt: skip
    searching.register(kind)
    return kind


def plant(title, *audiences, **more):
    """A plant that is noted so, whatever its group is called; by default every member may find it."""
    group = Group.objects.create(name="Plant", name_key=str(uuid4()))
    with transaction.atomic():
        search_index.note("plant", Noted(group.pk, title, audiences or (searching.MEMBERS,), **more))
    return group


def titles(asker, query, **more):
    return [hit.title for hit in lookup.found_by(asker, query.split(), **more)]


@pytest.fixture
def asker(member):
    return Asker(member, reads=True)


def test_a_record_is_found_by_the_beginnings_of_its_words_in_any_order(asker):
    plant("Broad bean of Seville", text="Sow them in February, two hands deep.")
    plant("Runner bean", text="Climbs on poles.")

    assert titles(asker, "bea") == ["Runner bean", "Broad bean of Seville"]
    assert titles(asker, "sev broad") == ["Broad bean of Seville"]
    assert titles(asker, "bean febr") == ["Broad bean of Seville"]
    assert titles(asker, "ean") == []


def test_one_letter_begins_a_title_and_stands_for_itself_in_a_text(asker):
    plant("Tulip", text="Colour b")
    plant("Bean", text="a seed")

    assert titles(asker, "b") == ["Bean", "Tulip"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("creme", True),
        ("CRÈME", True),
        ("strasse", True),
        ("straße", True),
        ("cremes", False),
        ("rem", False),
    ],
)
def test_case_and_accents_make_no_difference(asker, query, found):
    plant("Crème of the Straße")

    assert titles(asker, query) == (["Crème of the Straße"] if found else [])


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "responsibility", "responsibilities"),
        ("en", "The gardener prunes", "pruning"),
        ("de", "Verträge", "Vertrags"),
    ],
)
def test_words_are_found_in_other_forms(asker, language, text, query):
    plant("Rose", text=text, language=language)

    assert titles(asker, query) == ["Rose"]


@pytest.mark.parametrize(
    ("title", "query", "found"),
    [
        ("新人研修の手引き", "研修", True),
        ("新人研修の手引き", "新", True),
        ("新人研修の手引き", "き", True),
        ("新人研修の手引き", "修研", False),
        ("Учебный план", "учеб", True),
        ("διαδικασία", "διαδ", True),
        ("การฝึกอบรม", "ฝึก", True),
        ("snake_case name", "case", True),
        ("v1.2-rc3", "v1.2", True),
    ],
)
def test_other_scripts_are_found(asker, title, query, found):
    plant(title)

    assert titles(asker, query) == ([title] if found else [])


def test_a_detail_is_found_like_a_title(asker):
    plant("Rose", detail="#412")

    (hit,) = lookup.found_by(asker, ["412"])

    assert (hit.title, hit.detail, hit.by_name) == ("Rose", "#412", True)


def test_facets_and_kinds_narrow(asker):
    plant("Rose", facets={"state": "open"})
    plant("Rosemary", facets={"state": "closed"})

    assert titles(asker, "ros", facets={"state": "open"}) == ["Rose"]
    assert titles(asker, "ros", kind="plant") == ["Rosemary", "Rose"]
    assert titles(asker, "ros", kind="account") == []
    assert titles(asker, "ros", kind="nonsense") == []


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz_0")
def test_no_letter_finds_what_only_marks_an_entry(asker, letter):
    plant("Ĳ", facets={"state": "open"}, text="Ĳ Ĳssel", language="de")

    assert titles(asker, letter) == (["Ĳ"] if letter == "i" else [])


# -- who finds what


def test_only_those_who_hold_a_key_find_it(member, colleague, administrator, former):
    plant("Rose for all", searching.PUBLIC)
    plant("Rose for readers", searching.READERS)
    plant("Rose for members", searching.MEMBERS)
    plant("Rose for Eva", searching.is_account(colleague.pk))
    plant("Rose for administrators", searching.has_access(Access.ADMINISTRATOR))

    def found(asker):
        return {title.removeprefix("Rose for ") for title in titles(asker, "rose")}

    assert found(Asker(None)) == {"all"}
    assert found(Asker(None, reads=True)) == {"all", "readers"}
    assert found(Asker(former, reads=False)) == {"all"}
    assert found(Asker(member, reads=True)) == {"all", "readers", "members"}
    assert found(Asker(colleague, reads=True)) == {"all", "readers", "members", "Eva"}
    assert found(Asker(administrator, reads=True)) == {"all", "readers", "members", "administrators"}


def test_what_is_not_for_somebody_leaves_them_as_many_hits_as_there_are(asker):
    plant("Rose of mine")
    for number in range(30):
        plant(f"Rose {number}", searching.has_access(Access.ADMINISTRATOR))

    assert titles(asker, "rose", most=5) == ["Rose of mine"]
    assert titles(asker, "rose of mine", most=5) == ["Rose of mine"]


def test_each_hit_is_asked_again_where_the_index_lags(asker):
    rose = plant("Rose")
    HIDDEN.add(rose.pk)

    assert titles(asker, "rose") == []
    assert lookup.spelled(asker, "rosse") is None


def test_taken_rights_take_effect_at_once(administrator):
    Webhook.objects.create(name="Payroll", address="https://example.org", created_by=administrator)
    asker = Asker(administrator, reads=True)
    assert titles(asker, "payroll") == ["Payroll"]

    Account.objects.filter(pk=administrator.pk).update(access=Access.READER)
    administrator.refresh_from_db()

    assert titles(asker, "payroll") == []


def test_a_program_finds_what_its_scopes_reach(member):
    plant("Rose")

    assert titles(Asker(member, True, frozenset({"plants:read"})), "rose") == ["Rose"]
    assert titles(Asker(member, True, frozenset({"plants:read"})), "rose", kind="plant") == ["Rose"]
    assert titles(Asker(member, True, frozenset({"search:read"})), "rose") == []
    assert titles(Asker(member, True, frozenset()), "rose") == []


def test_a_kind_without_a_scope_is_for_no_program(administrator):
    Webhook.objects.create(name="Payroll", address="https://example.org", created_by=administrator)

    assert titles(Asker(administrator, True, frozenset({"accounts:read", ""})), "payroll") == []


def test_need_to_know_cannot_be_registered(garden, monkeypatch):
    monkeypatch.setattr(Group, "confidential", True)

    with pytest.raises(ConfidentialError, match="Group is confidential"):
        searching.register(garden)


def test_a_room_may_add_audiences(asker):
    searching.register_audiences(lambda asker: ["team:roses"] if asker.account else [])
    plant("Rose of the team", "team:roses")

    assert titles(asker, "rose") == ["Rose of the team"]
    assert titles(Asker(None, reads=True), "rose") == []


# -- people, webhooks, tokens


def test_administrators_find_people_by_name_address_and_role(administrator, colleague):
    accounts.hold_titles(account=colleague, titles=["Head Gardener"], by=administrator)
    asker = Asker(administrator, reads=True)

    assert titles(asker, "eva") == ["Eva"]
    assert titles(asker, "eva@exam") == ["Eva"]
    assert titles(asker, "gardener head") == ["Eva"]


@pytest.mark.parametrize("query", ["eva", "example", "eva@example.org", "gardener"])
def test_nobody_else_finds_people(administrator, colleague, member, query):
    accounts.hold_titles(account=colleague, titles=["Head Gardener"], by=administrator)

    assert titles(Asker(member, reads=True), query) == []
    assert titles(Asker(colleague, reads=True), query) == []
    assert titles(Asker(None, reads=True), query) == []
    assert lookup.spelled(Asker(member, reads=True), "gardner") is None


def test_a_new_name_is_found_and_the_old_one_is_not(administrator, colleague):
    accounts.rename(account=colleague, name="Eva Lind")
    asker = Asker(administrator, reads=True)
    assert titles(asker, "lind") == ["Eva Lind"]

    accounts.rename(account=colleague, name="Eva Berg")

    assert (titles(asker, "lind"), titles(asker, "berg")) == ([], ["Eva Berg"])


def test_a_token_is_found_by_its_owner_and_administrators_until_it_is_revoked(
    administrator, colleague, member
):
    issued = tokens.issue(account=colleague, name="Nightly report", scopes=["search:read"], days=30)
    askers = [Asker(who, reads=True) for who in (administrator, colleague, member)]
    assert [titles(asker, "nightly") for asker in askers] == [["Nightly report"], ["Nightly report"], []]

    tokens.revoke(key=issued.key, by=colleague)

    assert [titles(asker, "nightly") for asker in askers] == [[], [], []]


def test_tokens_of_a_closed_account_are_not_found(administrator, colleague):
    tokens.issue(account=colleague, name="Nightly report", scopes=["search:read"], days=30)

    accounts.close(account=colleague, by=administrator)

    assert titles(Asker(administrator, reads=True), "nightly") == []
    assert SearchEntry.objects.filter(kind="token").count() == 0


def test_a_webhook_that_is_removed_is_not_found(administrator):
    webhook = Webhook.objects.create(name="Payroll", address="https://example.org", created_by=administrator)

    webhook.delete()

    assert SearchEntry.objects.filter(kind="webhook").count() == 0
    assert SearchAudience.objects.filter(kind="webhook").count() == 0


def test_an_address_of_a_webhook_is_not_in_the_index(administrator):
    Webhook.objects.create(name="Pay", address="https://example.org/secret42", created_by=administrator)

    assert titles(Asker(administrator, reads=True), "secret42") == []


# -- slips


@pytest.mark.parametrize("typed", ["managr", "mamager", "maanger", "mannager", "amnager"])
def test_a_slip_is_mended(asker, typed):
    plant("Office Manager")

    assert lookup.spelled(asker, typed) == "manager"


def test_of_several_words_the_likeliest_is_taken(asker):
    plant("Manger")
    plant("Manager")

    assert lookup.spelled(asker, "managr") == "manager"


def test_a_word_that_is_known_stays(asker):
    plant("Manager")

    assert lookup.spelled(asker, "manag") == "manag"
    assert lookup.spelled(asker, "gardener") is None
    assert lookup.spelled(asker, "mag") is None


# -- keeping it


def test_a_record_is_noted_if_and_only_if_its_transaction_is(member):
    def rename_and_fail():
        with transaction.atomic():
            member.name = "Benedict"
            member.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()

    assert SearchEntry.objects.get(object=member.pk).title == "Ben"


@pytest.mark.django_db(transaction=True)
def test_noting_outside_of_a_transaction_is_refused(member):
    with pytest.raises(RuntimeError, match="outside of the transaction"):
        search_index.note("plant", Noted(member.pk, "Rose", (searching.MEMBERS,)))


def test_what_nobody_could_find_is_refused():
    with pytest.raises(ValueError, match="for nobody"):
        search_index.note("plant", Noted(uuid4(), "Rose", ()))
    with pytest.raises(LookupError, match="No room has registered"):
        search_index.note("stone", Noted(uuid4(), "Rose", (searching.MEMBERS,)))


def test_the_same_again_writes_nothing(member, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert search_index.note_objects("plant", []) == 0
        member.save(update_fields=["language"])


def test_changed_audiences_leave_nothing_behind(member, administrator):
    rose = plant("Rose", searching.MEMBERS)
    search_index.note("plant", Noted(rose.pk, "Rose", (searching.has_access(Access.ADMINISTRATOR),)))

    assert titles(Asker(member, reads=True), "rose") == []
    assert titles(Asker(administrator, reads=True), "rose") == ["Rose"]
    assert SearchEntry.objects.filter(kind="plant").count() == 1


def test_the_number_of_queries_is_bounded(asker, administrator, django_assert_num_queries):
    tokens.issue(account=asker.who, name="Rose", scopes=["search:read"], days=30)
    plant("Rose")
    for _number in range(4):
        with django_assert_num_queries(3 if connection.vendor == "sqlite" else 4):
            assert lookup.found_by(asker, ["rose"])
        plant("Rose")


@given(query=st.lists(st.text(max_size=40), max_size=4))
def test_no_question_is_an_error(db_for_properties, query):
    asker = Asker(None, reads=True)

    assert lookup.found_by(asker, query) == []
    assert lookup.spelled(asker, " ".join(query)) is None


@pytest.fixture(scope="module")
def db_for_properties(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.parametrize(
    "query",
    [
        '"', "'", "a* OR b", "NEAR(a b)", "terms:x", "-a", "a & !b", "\\", "%s", "a:*", "((",
        "\x00", "\ud800", ";--", "𝒳",
    ],
)  # fmt: skip
def test_what_means_something_to_a_database_is_only_words(asker, query):
    plant("Rose")

    assert titles(asker, query) == []
    assert lookup.spelled(asker, query) is None


@given(text=st.text(max_size=200))
def test_every_text_makes_terms_of_small_letters_alone(text):
    marks = terms.marks_of("plant", ["a"], {"state": text})
    made = terms.terms_of(text, "", text, marks, "de") + terms.names_of(text, text, marks)
    made += terms.slips_of(text, marks)
    question = terms.for_fts5([*terms.by_title(terms.words_of(text)), *terms.by_text(terms.words_of(text))])

    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_ ")
    assert set(question) <= set('abcdefghijklmnopqrstuvwxyz0123456789_ "*()ANDOR')


@pytest.mark.parametrize("title", ["\x00", "\ud800 x", "x" * 1000, "a\nb", ""])
def test_any_title_can_be_noted(asker, title):
    assert plant(title).pk


def test_records_fit_alike_on_both_databases(asker):
    """The order of hits is that of the entries, and what fits is decided by terms: the same rows on either."""
    for title in (
        "Manager",
        "Manager, IT",
        "IT Manager",
        "Managing",
        "The manger",
        "Account manager of Malta",
    ):
        plant(title, text="They manage, and are managed.", language="en")

    assert titles(asker, "manag") == [
        "Account manager of Malta", "The manger", "Managing", "IT Manager", "Manager, IT", "Manager",
    ]  # fmt: skip
    assert [hit.title for hit in lookup.found_by(asker, ["manag"]) if hit.by_name] == [
        "Account manager of Malta", "Managing", "IT Manager", "Manager, IT", "Manager",
    ]  # fmt: skip
    assert titles(asker, "m", most=1)[-1] == "Manager"


# -- making it again


def test_the_index_is_made_again_of_the_records(asker):
    for name in ("Rose", "Tulip"):
        Group.objects.create(name=name, name_key=name)
    SearchEntry.objects.filter(kind="account").update(title="Somebody else")
    told = []

    changed = search_index.rebuild(lambda *progress: told.append(progress))

    assert changed == 3
    assert titles(asker, "tulip") == ["Tulip"]
    assert ("plant", 2, 2) in told
    assert search_index.rebuild() == 0


def test_healing_adds_what_is_missing_and_forgets_what_is_gone(asker, time_machine):
    time_machine.move_to("2026-03-02 10:20:00+00:00", tick=False)
    Group.objects.create(name="Rose", name_key="rose")
    gone = plant("Tulip")
    Group.objects.filter(pk=gone.pk).delete()
    assert [tuple(each) for each in search_index.drifts()] == [("plant", 1, 1)]

    assert search_index.heal() == 2
    assert (titles(asker, "rose"), titles(asker, "tulip")) == (["Rose"], [])
    assert list(search_index.drifts()) == []
    assert search_index.heal() == 0


def test_healing_is_a_job_of_every_hour(asker, administrator):
    """In a round, a large healing would hold up mails and seals; a job says how far it is, and outlives a kill."""
    Group.objects.bulk_create(Group(name=f"Rose {n}", name_key=f"rose {n}") for n in range(3))
    timed = tasks.timed_named("core.search")

    job = schedules.run_now(name="core.search", by=administrator)
    working.work_off()
    job.refresh_from_db()

    moment = timezone.now()
    assert timed.next_after(moment, ZoneInfo("UTC")) - moment <= timedelta(hours=1)
    assert (job.state, job.says, job.done, job.total) == ("done", "3 entries were mended.", 3, 3)
    assert sorted(titles(asker, "rose")) == ["Rose 0", "Rose 1", "Rose 2"]


def test_a_release_with_other_terms_heals_at_once_and_only_once(asker, monkeypatch):
    monkeypatch.setattr(search_index, "_seen", search_index._Seen())
    first = search_index.heal_after_release(timezone.now())
    monkeypatch.setattr(search_index, "_seen", search_index._Seen())
    monkeypatch.setattr(terms, "VERSION", "2")

    begun = [search_index.heal_after_release(timezone.now()) for _round in range(2)]
    monkeypatch.setattr(search_index, "_seen", search_index._Seen())  # another process
    begun.append(search_index.heal_after_release(timezone.now()))

    assert (first, begun) == (1, [1, 0, 0])
    assert Job.objects.filter(name=search_index.HEAL).count() == 2


def test_what_another_release_noted_is_noted_anew(asker, monkeypatch):
    Group.objects.create(name="Rose", name_key="rose")
    search_index.rebuild()
    monkeypatch.setattr(terms, "VERSION", "2")

    assert [drift.kind for drift in search_index.drifts()] == ["account", "plant"]
    assert search_index.heal() == 2


def test_a_sound_index_has_no_faults(asker):
    plant("Rose")

    assert search_index.verify().faults == ()
    assert search_index.verify().entries == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index by itself")
def test_an_index_that_lost_its_triggers_is_told_and_mended(asker):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_search_added")
    plant("Rose")
    assert "lost core_search_added" in search_index.verify().faults[0]
    assert "core_search_names" in search_index.verify().faults[1]


def test_who_is_external_is_no_member(member):
    assert searching.MEMBERS in searching.audiences_of(searching.Asker(member, reads=True))

    outsider = Account.objects.create(email="xenia@example.org", name="Xenia", access=Access.EXTERNAL)

    assert searching.MEMBERS not in searching.audiences_of(searching.Asker(outsider, reads=False))
