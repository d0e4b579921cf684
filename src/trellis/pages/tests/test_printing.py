"""Pages on paper: one, or a part of the tree as one text, bounded."""

import re

import pytest
import typst

from trellis.pages.queries import printing

FILES = {
    "index.md": "# Home\n",
    "it/index.md": "# IT\n\n"
    "[Laptops](laptops.md#loss), [help](help.md), [below](#rules), [away](../index.md)\n\n## Rules\n",
    "it/laptops.md": '# Laptops\n\n## Loss\n\nText `id="x"` stays.[^1]\n\n[^1]: A note.\n',
    "it/help.md": "# Help\n\n## Loss\n\nCall.\n",
    "free/one.md": "# One\n",
}


@pytest.fixture
def edition(serve):
    return serve(FILES)


def titles(printed):
    return [page.title for page in printed.pages]


def test_a_page_is_printed_alone_unless_all_below_is_asked_for(edition):
    assert titles(printing.printed(edition, "it", with_below=False)) == ["IT"]
    assert titles(printing.printed(edition, "it", with_below=True)) == ["IT", "Help", "Laptops"]


def test_a_folder_is_printed_with_its_pages(edition):
    assert titles(printing.printed(edition, "free", with_below=False)) == ["One"]


def test_no_name_comes_twice_and_links_stay_within_the_text(client, edition):
    page = client.get("/handbook/-/print/it/?pages=all").content.decode()
    names = re.findall(r' id="([^"]*)"', page)

    assert len(names) == len(set(names))
    for link in ('href="#p3-loss"', 'href="#p2"', 'href="#p1-rules"', 'href="/handbook/"'):
        assert link in page
    inside = set(re.findall(r' href="#([^"]+)"', page))
    assert inside <= set(names)
    assert "<code>id=&quot;x&quot;</code>" in page or '<code>id="x"</code>' in page


def test_headings_of_a_page_stand_below_its_title(client, edition):
    page = client.get("/handbook/-/print/it/?pages=all").content.decode()

    assert '<h2 id="p2-t-title">Help</h2>' in page
    assert '<h3 id="p2-loss">Loss</h3>' in page


def test_a_text_that_would_be_too_long_says_what_is_left_out(client, edition, monkeypatch):
    monkeypatch.setattr(printing, "MOST_PAGES", 2)

    printed = printing.printed(edition, "it", with_below=True)
    page = client.get("/handbook/-/print/it/?pages=all").content.decode()

    assert titles(printed) == ["IT", "Help"]
    assert [place.title for place in printed.left_out] == ["Laptops"]
    assert "1 page is left out" in page


def test_size_is_bounded_too_but_the_first_page_is_always_printed(edition, monkeypatch):
    monkeypatch.setattr(printing, "MOST_CHARACTERS", 1)

    assert titles(printing.printed(edition, "it", with_below=True)) == ["IT"]


def test_the_whole_handbook_can_be_printed(client, edition):
    page = client.get("/handbook/-/print/?pages=all").content.decode()

    assert page.count('class="printed"') == 5


def test_what_is_not_there_cannot_be_printed(client, edition):
    assert client.get("/handbook/-/print/nowhere/").status_code == 404


def test_who_may_not_read_is_asked_to_sign_in(client, edition, settings):
    settings.TRELLIS_READING = "members"

    assert client.get("/handbook/-/print/it/").headers["Location"].startswith("/sign-in/")


def test_a_page_leads_to_its_print(client, edition):
    assert 'href="/handbook/-/print/it/"' in client.get("/handbook/it/").content.decode()


def test_what_is_printed_can_be_had_as_a_pdf(client, edition):
    page = client.get("/handbook/-/print/it/?pages=all").content.decode()
    assert 'href="/handbook/-/pdf/it/?pages=all"' in page

    answer = client.get("/handbook/-/pdf/it/?pages=all")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="it.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert client.get("/handbook/-/pdf/it/?pages=all").content == answer.content


def test_a_pdf_of_nothing_is_not_found(client, edition):
    assert client.get("/handbook/-/pdf/nowhere/").status_code == 404


def test_a_text_that_cannot_be_set_is_shown_to_be_printed_instead(client, edition, monkeypatch):
    def fails(*arguments, **options):
        raise typst.TypstError("no")

    monkeypatch.setattr(typst, "compile", fails)

    answer = client.get("/handbook/-/pdf/it/")

    assert answer.status_code == 422
    assert "This text cannot be set for paper." in answer.content.decode()
