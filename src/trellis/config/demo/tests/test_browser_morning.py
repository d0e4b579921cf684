"""A people generalist's morning in a real browser: from a new country to a case that the manager cannot see."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from trellis.config import preparing
from trellis.config.demo.growing import Wish
from trellis.config.demo.making import guests, make
from trellis.config.demo.tests.test_making import Here
from trellis.core.models import Access, Account
from trellis.core.services import accounts
from trellis.core.tests.opening import accessible, opened_as
from trellis.people.days import today
from trellis.people.models import Position
from trellis.policies.services import asking, following

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser starts and draws
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def open_as(browser, live_server):
    with opened_as(browser, live_server) as open_as:
        yield open_as


@pytest.fixture
def account_of(handbook):
    """The account of whoever holds a role in the example company, which is made first."""
    owner = preparing.owner()
    make(Wish(60, 1, 7, today()), owner=owner, doing=Here())

    def account_of(title, person=None):
        held = Position.objects.on(today()).filter(title=title).order_by("pk").first()
        person = person or (held.person if held else None)
        found = Account.objects.filter(person=person).first() if person else None
        if found is not None:
            return found
        email, name = (person.email, person.name) if person else ("second@example.org", title)
        accounts.invite(
            email=email,
            name=name,
            access=Access.READER,
            titles=[] if person else [title],
            by=owner,
            person=person,
        )
        return Account.objects.get(email=email)

    return account_of


def test_a_generalist_runs_the_people_side_of_a_morning(open_as, account_of):
    generalist = account_of("People Operations Generalist (Intermediate)")
    chief, second = account_of("Chief Operating Officer"), account_of("Manager, People Operations")
    _generalist, manager, member, *_others = guests()
    role = Position.objects.on(today()).get(person=member).title

    page = open_as(generalist, "/people/entities/")
    page.get_by_role("link", name="Open an entity").click()
    page.locator("[name=entity]").fill("Overspan SAS")
    page.locator("[name=country]").fill("France")
    accessible(page)
    page.get_by_role("button", name="Begin with").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Overspan SAS")

    page.goto("/people/hire/")
    for name, value in (
        ("name", "Nora Novak"), ("email", "nora@example.org"), ("starts_on", str(today())), ("title", role),
        ("manager", manager.email),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=entity]").select_option("Overspan GmbH")
    page.locator("form.stack button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nora Novak")
    nora = Position.objects.get(person__name="Nora Novak").person
    employee = account_of(role, nora)

    page.goto(f"/contracts/of/{nora.pk}/")
    page.get_by_role("link", name="Permanent contract, Overspan GmbH").click()
    for label, value in (
        ("Legal name", "Nora Novak"), ("Private address", "Example Street 1, Berlin"), ("Place of work", "Berlin"),
        ("Salary", "52000 EUR"),
    ):  # fmt: skip
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name="Make the document").click()
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_role("button", name="Ask for approval")).to_have_count(0)
    contract = page.url

    page = open_as(second, contract)
    page.get_by_role("link", name="Who decides").click()
    accessible(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("You approved it.")).to_be_visible()
    page.goto(contract)
    page.get_by_role("button", name="Send for signature").click()
    expect(page.get_by_text("It is sent.")).to_be_visible()
    for who in (employee, chief):
        page = open_as(who, "/my-work/")
        page.get_by_role("link", name="a document: contract").first.click()
        page.get_by_role("link", name="Sign", exact=True).click()
        page.get_by_label("Your name").fill(who.name)
        page.get_by_label("I agree").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("You have signed it.")).to_be_visible()

    following.follow(timezone.now())
    asking.ask_all(timezone.now())
    page = open_as(employee, "/my-work/", width=390)
    page.get_by_role("link", name="Code of conduct").first.click()
    page.get_by_role("button", name="I have read and understood this").click()
    expect(page.get_by_text("It is written down which version you have read.")).to_be_visible()

    page = open_as(generalist, "/cases/")
    page.get_by_role("link", name="Open a case").click()
    page.get_by_label("Title").fill("Weeks of illness")
    page.get_by_label("Whom it is about").fill("Nora")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Weeks of illness")
    accessible(page)

    other = open_as(Account.objects.get(person=manager), page.url)
    expect(other.get_by_text("Weeks of illness")).to_have_count(0)
    assert other.request.get(page.url).status == 404
    other.goto("/search/?q=illness")
    expect(other.get_by_text("Weeks of illness")).to_have_count(0)
