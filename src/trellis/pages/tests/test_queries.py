"""The tree, links on the site, editions, names, changes."""

import subprocess
from urllib.parse import unquote

import pytest
from django.urls import resolve

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.directory import DirectorySource
from trellis.handbook.source import MountedSources
from trellis.pages import addresses
from trellis.pages.decorating import Target
from trellis.pages.queries import history, naming, reading, sources
from trellis.pages.queries.current import Edition, Library
from trellis.pages.queries.related import related_pages
from trellis.pages.queries.surroundings import surroundings_of
from trellis.pages.queries.tree import node_id, open_ids_of, order_of, tree_of, twigs
from trellis.pages.tests.served import compiled, edition_of

FILES = {
    "index.md": "# Home",
    "people/index.md": "# People",
    "people/time-off.md": "# Time off\n\n## Sick leave\n",
    "people/hiring/steps.md": "# Steps",
    "10-tips.md": "# 10 tips",
    "9-tips.md": "# 9 tips",
}


def shown(found):
    return [(twig.title, shown(twig.twigs)) for twig in found]


# -- the tree


def test_the_tree_stands_in_the_order_in_which_people_sort():
    assert shown(twigs(edition_of(FILES), "", frozenset())) == [
        ("9 tips", []),
        ("10 tips", []),
        ("People", []),
    ]


def test_the_way_to_the_current_page_is_open():
    found = twigs(edition_of(FILES), "people/hiring/steps", frozenset())

    assert shown(found)[2] == ("People", [("Hiring", [("Steps", [])]), ("Time off", [])])


def test_a_folder_that_the_reader_opened_stays_open():
    found = twigs(edition_of(FILES), "", frozenset({node_id("people")}))

    assert shown(found)[2] == ("People", [("Hiring", []), ("Time off", [])])


def test_front_matter_may_order_pages():
    edition = edition_of(
        {"a.md": "---\ntitle: A\nweight: 2\n---\n", "b.md": "---\ntitle: B\nweight: 1\n---\n"}
    )

    assert shown(twigs(edition, "", frozenset())) == [("B", []), ("A", [])]


def test_pages_follow_each_other_as_in_the_tree():
    assert order_of(edition_of(FILES)) == (
        "index.md",
        "9-tips.md",
        "10-tips.md",
        "people/index.md",
        "people/hiring/steps.md",
        "people/time-off.md",
    )


def test_a_folder_without_a_page_is_called_by_its_name():
    assert tree_of(edition_of(FILES))["people/hiring"].title == "Hiring"


@pytest.mark.parametrize("cookie", ["", "x", "../..", "0" * 9, "<script>", "." * 5000])
def test_a_cookie_of_somebody_elses_making_opens_nothing(cookie):
    assert open_ids_of(cookie) == frozenset()


# -- links on the site


def target(text, destination, **files):
    edition = edition_of(
        {"a/page.md": text, "b.md": "# B\n\n## Part two\n", "a/map.png": b"png", "a/x.exe": b"x", **files}
    )
    surroundings = surroundings_of(edition, edition.handbook.pages["a/page.md"])
    return surroundings.image(destination) if text.startswith("!") else surroundings.link(destination)


@pytest.mark.parametrize(
    ("destination", "url"),
    [
        ("../b.md", "/handbook/b/"),
        ("/b/", "/handbook/b/"),
        ("../b.md#part-two", "/handbook/b/#part-two"),
        ("#here", "#here"),
        ("map.png", "/handbook/-/files/a/map.png"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_leads_to_the_address_on_the_site(destination, url):
    assert target(f"[x]({destination})\n\n## Here\n", destination) == Target(url)


def test_a_link_to_another_host_is_outside():
    assert target("[x](https://example.org/)", "https://example.org/") == Target(
        "https://example.org/", outside=True
    )


def test_a_link_to_a_heading_that_is_not_there_leads_to_the_page_and_says_so():
    assert target("[x](../b.md#gone)", "../b.md#gone") == Target(
        "/handbook/b/", broken="The page has no heading “gone”"
    )


def test_a_link_to_nothing_leads_nowhere_and_says_why():
    found = target("[x](gone.md)", "gone.md", **{"handbook.yml": "complete: true\n"})

    assert found.url == ""
    assert "gone" in found.broken


def test_only_pictures_are_shown_as_pictures():
    assert target("![x](map.png)", "map.png") == Target("/handbook/-/files/a/map.png")
    assert target("![x](x.exe)", "x.exe").broken


def test_links_in_included_text_lead_where_they_lead_on_their_own_page():
    edition = edition_of(
        {
            "a/page.md": "# Page\n\n![[/b/rules#limits]]\n",
            "b/rules.md": "# Rules\n\n## Limits\n\nSee [more](more.md).\n",
            "b/more.md": "# More",
        }
    )

    view = reading.page_at(edition, "a/page")

    assert 'href="/handbook/b/more/"' in view.html
    assert [place.title for place in view.taken_from] == ["Rules"]


# -- reading


def test_a_page_knows_what_is_around_it():
    edition = edition_of(
        {**FILES, "people/time-off.md": "# Time off\n\nSee [steps](hiring/steps.md).\n\n## Sick leave\n"}
    )

    view = reading.page_at(edition, "people/hiring/steps")

    assert view.title == "Steps"
    assert view.crumbs == (("People", "/handbook/people/"), ("Hiring", "/handbook/people/hiring/"))
    assert (view.before.title, view.after.title) == ("People", "Time off")
    assert [place.title for place in view.links_here] == ["Time off"]


def test_html_is_made_once_for_the_same_text_and_links(monkeypatch):
    edition = edition_of(FILES)
    first = reading.page_at(edition, "people/time-off").html

    later = Edition(compiled({**FILES, "9-tips.md": "# 9 better tips"}), edition)

    assert reading.page_at(later, "people/time-off").html is first


def test_html_is_made_again_when_a_link_leads_elsewhere():
    files = {"a.md": "# A\n\n[b](b.md)\n", "b.md": "# B"}
    edition = edition_of(files)
    assert 'href="/handbook/b/"' in reading.page_at(edition, "a").html

    later = Edition(compiled({"a.md": files["a.md"]}), edition)

    assert 'class="broken"' in reading.page_at(later, "a").html


def test_a_new_edition_is_served_whole():
    library = Library(compiled({"a.md": "# Old"}))
    before = library.edition

    library.serve(compiled({"a.md": "# New"}))

    assert before.handbook.pages["a.md"].title == "Old"
    assert library.edition.handbook.pages["a.md"].title == "New"


def test_derived_values_are_made_once():
    made = []
    edition = edition_of(FILES)

    def build(edition):
        made.append(1)
        return "value"

    assert (edition.derive(build), edition.derive(build), made) == ("value", "value", [1])


# -- names


def test_pages_and_headings_can_be_found(rf, serve):
    serve(FILES)

    found = {(each.name, each.url) for each in naming.candidates(rf.get("/"))}

    assert ("Time off", "/handbook/people/time-off/") in found
    assert ("Sick leave", "/handbook/people/time-off/#sick-leave") in found


def test_an_address_that_leads_nowhere_suggests_near_ones(rf, serve):
    serve(FILES)

    found = naming.suggestions(rf.get("/"), "/handbook/people/timeoff/")

    assert [each.url for each in found] == ["/handbook/people/time-off/"]


@pytest.mark.parametrize("path", ["a/b", "a b/ü#?%", "-/x"])
def test_addresses_are_those_that_the_site_answers(path):
    page = resolve(unquote(addresses.page_address(path)))
    source = resolve(unquote(addresses.source_address(path)))
    file = resolve(unquote(addresses.file_address(path)))

    assert (source.view_name, source.kwargs) == ("pages:source", {"path": path})
    assert (file.view_name, file.kwargs) == ("pages:file", {"path": path})
    assert page.kwargs == {"path": path}


# -- sources


def test_a_source_has_its_lines_with_what_is_said_about_them():
    edition = edition_of({"a.md": "---\ntitle: A\n---\n\nthe the end\n"})

    source = sources.source_of(edition, "a.md")

    assert [line.number for line in source.lines] == [1, 2, 3, 4, 5]
    assert [remark.code for line in source.lines for remark in line.remarks] == [
        found.code for found in edition.handbook.diagnostics_of("a.md")
    ]


def test_the_text_of_a_source_is_escaped():
    edition = edition_of({"a.md": "<script>alert(1)</script>\n"})

    assert "<script>" not in sources.source_of(edition, "a.md").lines[0].html


# -- changes


def git(folder, *arguments):
    settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, "-C", folder, *arguments], check=True, capture_output=True)


@pytest.mark.slow  # starts Git six times
def test_the_last_change_of_a_file_is_read_from_git(tmp_path):
    (tmp_path / "a b.md").write_text("# A")
    (tmp_path / "b.md").write_text("# B")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first", "--date", "2026-01-01T10:00:00+01:00")
    (tmp_path / "b.md").write_text("# B2")
    git(tmp_path, "commit", "-q", "-a", "-m", "second", "--author", "Ben <b@example.org>")
    edition = Edition(compile_handbook(MountedSources({"mount": DirectorySource(tmp_path)})))

    history.learn_history(edition)

    one, other = (history.last_change(edition, f"mount/{name}") for name in ("a b.md", "b.md"))
    assert one is not None
    assert other is not None
    assert (one.author, other.author) == ("Ada", "Ben")
    assert one.commit != other.commit


def test_without_a_repository_nothing_is_known_of_changes(tmp_path):
    (tmp_path / "a.md").write_text("# A")

    edition = Edition(compile_handbook(DirectorySource(tmp_path)))

    history.learn_history(edition)

    assert history.last_change(edition, "a.md") is None


def test_pages_that_share_neighbours_are_related_and_linked_ones_are_not():
    both = "[one](one.md) [two](two.md)"
    edition = edition_of(
        {
            "a.md": f"# A\n\n{both}\n",
            "b.md": f"# B\n\n{both}\n",
            "c.md": f"# C\n\n{both} [a](a.md)\n",
            "d.md": "# D\n\n[one](one.md)\n",
            "one.md": "# One\n",
            "two.md": "# Two\n",
        }
    )

    assert [page.path for page in related_pages(edition, "a.md")] == ["b.md"]
    assert related_pages(edition, "d.md") == []
