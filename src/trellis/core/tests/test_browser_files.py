"""Files of an object and one's own time in a real browser: journeys, accessibility, narrow screens."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from trellis.core import attaching, defined
from trellis.core.attaching import Attaching
from trellis.core.tests.conftest import PASSWORD
from trellis.core.tests.test_browser import arrive, browse, check, sign_in, site  # noqa: F401 - fixtures
from trellis.pages.queries import current
from trellis.pages.tests.served import serve  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.urls("trellis.core.tests.desks"),
]  # a browser starts and draws
PDF = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
FALSE = {"name": "photo.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00 no picture"}
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
  const panel = document.querySelector("[data-files]");
  panel.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
  panel.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def desks(tmp_path, settings, monkeypatch):
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    monkeypatch.setattr(attaching, "_kinds", {})

    def mine(who, key):
        return who.pk == key

    attaching.register(Attaching("desk", mine, mine, largest=2**20))


def picture():
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    return list(out.getvalue())


@pytest.mark.parametrize("with_script", [True, False])
def test_somebody_attaches_files(browse, colleague, with_script):  # noqa: F811
    page = browse(java_script_enabled=with_script)
    sign_in(page, colleague.email, PASSWORD)
    page.goto(f"/desk/{colleague.pk}/")

    page.get_by_text("Add files").first.click()
    page.get_by_label("Add files").set_input_files([PDF])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    if with_script:
        page.evaluate(DROP, ["photo.png", picture()])
        expect(page.get_by_role("link", name="photo.png")).to_be_visible()
        page.get_by_label("Add files").set_input_files([FALSE])
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("not what its name says")
        page.complaints.clear()
        check(page)
    page.get_by_role("button", name="Remove plan.pdf").click()
    expect(page.get_by_role("link", name="plan.pdf")).to_have_count(0)


def test_somebody_finds_when_three_places_work(browse, colleague, serve, monkeypatch):  # noqa: F811
    monkeypatch.setattr(defined, "_current", current.whole_edition)
    hours = "hours: {monday: 09:00-18:00, tuesday: 09:00-18:00}\n"
    serve({
        "index.md": "# Home\n\nWe work here.\n",
        **{
            f"calendars/{title.lower().replace(' ', '-')}.yml": f"title: {title}\ntime-zone: {zone}\n{hours}"
            for title, zone in (
                ("Berlin", "Europe/Berlin"), ("London", "Europe/London"), ("New York", "America/New_York")
            )
        },
    })  # fmt: skip
    page = browse()
    sign_in(page, colleague.email, PASSWORD)
    page.goto("/account/time/")
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Times are shown in Europe/London now.")).to_be_visible()
    check(page)

    page.get_by_role("link", name="Who is working now").click()
    page.get_by_label("Day", exact=True).fill("2026-06-01")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("row", name="14:00–17:00 15:00–18:00 14:00–17:00 09:00–12:00")).to_be_visible()
    check(page)
