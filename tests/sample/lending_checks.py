"""What a room gets that says only what is particular to it. `tests/test_sample_room.py` runs this."""

import json

import pytest
from django.utils import timezone
from lending import services
from lending.models import Loan

from trellis.config.tests.programs import token_of
from trellis.core import exported, privacy, verifying
from trellis.core.models import Access, Account, Event, Notice, RoleHolding
from trellis.core.personal import Subject
from trellis.core.rules import NotAllowedError
from trellis.core.services import tree_heads
from trellis.discussions.services import comments
from trellis.pages.tests.served import serve  # noqa: F401 - a fixture
from trellis.work.models import ApprovalRequest, WorkItem
from trellis.work.queries import approvals as approval_queries
from trellis.work.services import approvals

BOOK = {
    "handbook.yml": "organisation: Test\n",
    "lending.yml": "things:\n  beamer: {title: Beamer, days: 3}\n",
    "approvals.yml": "approvals:\n  loan:\n    title: Loan\n    steps:\n"
    "      - {title: Keeper, by: {role: Keeper}}\n",
}


def account(name, access=Access.READER):
    return Account.objects.create(email=f"{name.lower()}@example.org", name=name, access=access)


@pytest.fixture
def mia(db, serve):  # noqa: F811
    serve(BOOK)
    return account("Mia")


@pytest.fixture
def keeper(mia):
    made = account("Kim", Access.APPROVER)
    RoleHolding.objects.create(account=made, title="Keeper")
    return made


@pytest.fixture
def loan(mia, keeper):
    """A thing that was asked for and handed out."""
    loan = services.ask(thing="beamer", by=mia)
    request = ApprovalRequest.objects.get(about=loan.pk)
    step = approval_queries.standing_of(request).step
    approvals.approve(request, by=keeper, digest=request.digest, step=step.position)
    loan.refresh_from_db()
    return loan


def test_a_mistake_in_its_kind_is_found_by_the_compiler(serve):  # noqa: F811
    edition = serve({**BOOK, "lending.yml": "things:\n  beamer: {title: Beamer, days: 99}\n"})

    assert [(each.path, each.start.line) for each in edition.handbook.diagnostics] == [("lending.yml", 2)]


def test_what_is_approved_is_handed_out_and_waits_on_its_borrower(loan, mia):
    waiting = WorkItem.objects.get(kind="loan", about=loan.pk)

    assert (loan.state, waiting.assignee, waiting.due_at is not None) == ("out", mia, True)
    assert (
        services.bring_back(loan=loan, by=mia).state == services.bring_back(loan=loan, by=mia).state == "back"
    )
    assert WorkItem.objects.get(pk=waiting.pk).state == WorkItem.State.DONE


def test_every_step_is_in_the_log_which_can_be_verified(loan, mia):
    services.bring_back(loan=loan, by=mia)

    tree_heads.seal(timezone.now())

    states = Event.objects.filter(about="loan", object=loan.pk).order_by("id").values_list("data", flat=True)
    assert [json.loads(each)["state"] for each in states] == ["asked", "out", "back"]
    assert verifying.verify().sealed == Event.objects.count()


def test_who_looks_after_it_tells_the_borrower(loan, mia, keeper):
    services.bring_back(loan=loan, by=keeper)

    assert Notice.objects.get(account=mia, kind="loan").subject == "Beamer is back"


@pytest.mark.parametrize(
    ("name", "status"), [("mia", 200), ("keeper", 200), ("stranger", 404), ("outsider", 404)]
)
def test_a_loan_is_seen_by_its_borrower_and_its_keepers(client, loan, mia, keeper, name, status):
    people = {"mia": mia, "keeper": keeper}
    who = people.get(name) or account(name, Access.EXTERNAL if name == "outsider" else Access.READER)
    client.force_login(who)

    answer = client.get(f"/loans/{loan.pk}/")

    assert answer.status_code == status


def test_nobody_outside_borrows(mia):
    with pytest.raises(NotAllowedError):
        services.ask(thing="beamer", by=account("Out", Access.EXTERNAL))

    assert not Loan.objects.exists()


def test_it_is_listed_found_discussed_and_has_files(client, loan, mia, keeper):
    comments.say(kind="loan", key=loan.pk, text="The lamp is weak.", by=keeper)
    client.force_login(mia)

    listed, shown = client.get("/loans/").content.decode(), client.get(f"/loans/{loan.pk}/").content.decode()
    found = client.get("/search/", {"q": "beamer"}).content.decode()
    waiting = client.get("/my-work/").content.decode()

    assert "Beamer" in listed
    assert "The lamp is weak." in shown
    assert f"/loans/{loan.pk}/" in found
    assert "Bring back" in waiting


def test_it_is_part_of_a_persons_copy_of_the_export_and_of_the_files_of_its_list(client, loan, mia):
    client.force_login(mia)
    listed = client.get("/loans/?file=t-loans.csv").content.decode("utf-8-sig").splitlines()

    kept = {part.declaration.label: part.count for part in privacy.parts_of(Subject((), (mia.pk,)))}
    assert kept["lending.Loan"] == 1
    assert "lending.Loan" in {table.label for table in exported.tables()}
    assert listed == ["title,borrower", "Beamer,Mia"]


def test_a_program_reads_what_its_owner_may_read(client, loan, mia):
    stranger = account("Sam")

    def titles(who):
        header = {"Authorization": f"Bearer {token_of(who, 'loans:read').secret}"}
        return [each["title"] for each in client.get("/api/v1/loans", headers=header).json()["items"]]

    assert (titles(mia), titles(stranger)) == (["Beamer"], [])
