"""Signing in, joining and protecting an account in a real browser: journeys, accessibility, narrow screens."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from trellis.core import totp
from trellis.core.models import Access, Account, SignInLink
from trellis.core.services import factors, groups, links, provisioning
from trellis.core.tests.conftest import PASSWORD, Phone
from trellis.core.tests.scim import token_of
from trellis.pages.tests.served import serve  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]  # a browser starts and draws
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (390, 1280)


@pytest.fixture
def site(live_server, serve):  # noqa: F811
    serve({"index.md": "# Home\n\nWe work here.\n"})
    return live_server.url


@pytest.fixture
def browse(browser, site):
    """Opens windows of people who share nothing; `complaints` holds what their consoles say."""
    contexts = []

    def browse(*, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 860}, base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield browse
    for context in contexts:
        context.close()


def check(page):
    """The page as it stands now is fine for everybody: axe in both themes, nothing sticks out, no complaint."""
    page.emulate_media(reduced_motion="reduce")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url}, {theme}: {found.generate_report()}"
    size = page.viewport_size
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 860})
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{page.url} at {width} pixels"
    page.set_viewport_size(size)
    assert [text for text in page.complaints if "40" not in text] == []


def sign_in(page, email, password=PASSWORD):
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def arrive(page):
    page.wait_for_url("**/handbook/")


def account(email, name, **facts):
    made = Account(email=email, name=name, joined_at="2026-01-01T00:00:00Z", **facts)
    made.set_password(PASSWORD)
    made.save()
    return made


def test_owner_invites_and_the_invited_joins_on_a_phone_with_a_second_factor(browse):
    owner = Account.objects.create(email="ada@example.org", name="Ada", is_owner=True)
    link = links.create_sign_in_link(account=owner, by=owner)
    ada = browse()
    ada.goto(f"/sign-in/{link.token}/")
    ada.get_by_role("main").get_by_role("button", name="Sign in").click()
    arrive(ada)
    ada.get_by_role("link", name="People and access").click()
    ada.get_by_role("link", name="Invite somebody").click()
    ada.get_by_label("E-mail address").fill("fay@example.org")
    ada.get_by_label("Name").fill("Fay")
    ada.get_by_label("contributor").check()
    ada.get_by_label("Roles held").fill("Senior IT Program Manager")
    ada.get_by_role("button", name="Make the invitation").click()
    invitation = ada.get_by_label("Link", exact=True).input_value()

    fay = browse(width=390, has_touch=True, is_mobile=True)
    fay.goto(invitation)
    fay.get_by_label("New password").fill(PASSWORD)
    fay.get_by_label("The same again").fill(PASSWORD)
    fay.get_by_role("button", name="Join").click()
    arrive(fay)
    fay.get_by_role("button", name="Menu").click()
    fay.get_by_role("link", name="Fay (my account)").click()
    fay.get_by_role("link", name="Set up an app").click()
    phone = Phone()
    phone.secret = fay.locator("#t-key").inner_text().replace(" ", "")
    spent = phone.code()
    fay.get_by_label("Code").fill(spent)
    fay.get_by_role("button", name="Use this app").click()
    expect(fay.get_by_role("main").get_by_role("listitem").filter(has_text="-")).to_have_count(10)
    fay.get_by_role("link", name="I have kept them").click()
    fay.get_by_role("button", name="Menu").click()
    fay.get_by_role("button", name="Sign out").click()
    fay.wait_for_url("**/sign-in/")

    sign_in(fay, "fay@example.org")
    fay.get_by_label("Code").fill(spent)
    fay.get_by_role("button", name="Go on").click()
    expect(fay.get_by_role("alert")).to_contain_text("This code is not right.")  # it has set up the app
    fay.get_by_label("Code").fill(phone.code(1))
    fay.get_by_role("button", name="Go on").click()
    arrive(fay)

    assert fay.goto("/people-access/").status == 403
    ada.goto("/people-access/?q=fay")
    expect(ada.get_by_role("row", name=re.compile("Fay"))).to_contain_text("contributor")
    expect(ada.get_by_role("row", name=re.compile("Fay"))).to_contain_text("active")


def test_passkey_is_made_and_signs_in_alone(browse):
    account("eva@example.org", "Eva")
    page = browse()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    sign_in(page, "eva@example.org")
    arrive(page)

    page.goto("/account/passkeys/new/")
    page.get_by_label("Name of the passkey").fill("Laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/recovery-codes/")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Passkey “Laptop”")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrive(page)

    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, "eva@example.org")
    page.wait_for_url("**/sign-in/code/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrive(page)


def test_passkey_that_is_not_known_here_is_refused(browse):
    eva = account("eva@example.org", "Eva")
    page = browse()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    sign_in(page, "eva@example.org")
    arrive(page)
    page.goto("/account/passkeys/new/")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/recovery-codes/")
    eva.passkeys.all().delete()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("This passkey was not accepted.")


def test_link_is_copied_by_a_button(browse):
    account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    account("eva@example.org", "Eva")
    page = browse(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, "dora@example.org")
    arrive(page)
    page.goto("/people-access/?q=eva")
    page.get_by_role("link", name="Eva", exact=True).click()
    page.get_by_role("button", name="Link for a new password").click()

    page.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Link", exact=True).input_value()
    assert "/new-password/" in copied


def test_form_that_came_back_takes_the_reader_to_what_is_wrong(browse):
    page = browse()

    sign_in(page, "nobody@example.org")

    expect(page.get_by_role("alert")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_sign_in_join_and_choose_a_password(browse, width):
    eva = account("eva@example.org", "Eva Very-Long-Surname von und zu Hinterwaldhausen")
    administrator = account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    secret = totp.new_secret()
    factors.add_code_app(account=eva, secret=secret, code=totp.code_at(secret, int(time.time()) // totp.STEP))
    invitation = links.issue(eva, SignInLink.Purpose.INVITATION, by=administrator).token
    reset = links.issue(eva, SignInLink.Purpose.RESET, by=administrator).token
    page = browse(width=width)

    for address in ("/sign-in/", "/sign-in/token/", f"/new-password/{reset}/", "/join/unknown/"):
        page.goto(address)
        check(page)
    page.goto(f"/join/{invitation}/")
    page.get_by_label("New password").fill("short")
    page.get_by_label("The same again").fill("other")
    page.get_by_role("button", name="Join").click()
    check(page)
    sign_in(page, "eva@example.org", "wrong")
    check(page)
    sign_in(page, "eva@example.org")
    page.wait_for_url("**/sign-in/code/")
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_the_pages_of_ones_account(browse, width):
    eva = account("eva@example.org", "Eva Very-Long-Surname von und zu Hinterwaldhausen")
    page = browse(width=width)
    sign_in(page, eva.email)
    arrive(page)

    for address in (
        "/account/",
        "/account/password/",
        "/account/code-app/",
        "/account/passkeys/new/",
        "/account/confirm/",
    ):
        page.goto(address)
        check(page)
    page.goto("/account/code-app/")
    secret = page.locator("#t-key").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(totp.code_at(secret, int(time.time()) // totp.STEP))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    check(page)
    sign_in(browse(), eva.email)
    page.get_by_role("link", name="I have kept them").click()
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_people_and_access(browse, width):
    account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    eva = account("eva@example.org", "Eva Very-Long-Surname von und zu Hinterwaldhausen")
    page = browse(width=width)
    sign_in(page, "dora@example.org")
    arrive(page)

    for address in (
        "/people-access/",
        "/people-access/?q=nobody",
        "/people-access/invite/",
        f"/people-access/{eva.pk}/",
    ):
        page.goto(address)
        check(page)
    page.get_by_role("button", name="Link for a new password").click()
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_the_identity_provider(browse, width):
    dora = account("dora@example.org", "Dora", access=Access.ADMINISTRATOR)
    eva = account("eva@example.org", "Eva Very-Long-Surname von und zu Hinterwaldhausen")
    page = browse(width=width)
    sign_in(page, "dora@example.org")
    arrive(page)
    page.goto("/people-access/provisioning/")
    check(page)

    token_of(dora)
    group = groups.add(name="Every" + "body" * 12, external_id="", members={eva.pk: ""}, by=dora)
    provisioning.note_call(method="PATCH", path=f"/Users/{eva.pk}", status=200, by=dora)
    provisioning.note_call(
        method="POST", path="/Users", status=409, detail="Somebody has this name.", by=dora
    )
    page.goto("/people-access/provisioning/")
    check(page)
    page.get_by_role("link", name=group.name).click()
    page.get_by_label("approver").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Everybody in the group has this from now on.").wait_for()
    check(page)
