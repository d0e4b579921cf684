"""Pages found by their text: what fits, what is quoted, slips, edits, and what nobody may be told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.kinds import registered
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource
from trellis.handbook.workspace import Workspace
from trellis.pages.audience import Reader
from trellis.pages.plaintext import Part, parts_of
from trellis.pages.queries import search, visits
from trellis.pages.queries.current import Library
from trellis.pages.queries.history import Change
from trellis.pages.textindex import TextIndex
from trellis.web.finding import Facts, fold
from trellis.web.searching import Wanted
from trellis.web.searching import search as find

pytestmark = pytest.mark.django_db

FILES = {
    "index.md": "# Home\n\nStart here.\n",
    "people/leave.md": "# Time off\n\nRest matters.\n\n## Sick leave\n\nTell **your** manager by nine, "
    "and see a [physician](https://example.org/) early.\n\n<!-- a remark about dragons -->\n",
    "people/pay.md": "# Pay\n\nA manager explains the payslip. Entitlement is <b>cash</b>.\n",
    "it/laptops.md": "# Laptops\n\n## Physician\n\n- Order one\n- Return one\n\nCrème brûlée is on Straße 4.\n",
}


def everything(path):
    return True


def paths(edition, *words, may_see=everything):
    return [match.page.path for match in search.matching(edition, words, may_see, 20)]


def found(client, query, **more):
    return client.get("/search/", {"q": query, "format": "json", **more}).json()


@pytest.fixture
def edition(serve):
    return serve(FILES)


def test_a_page_is_found_by_words_of_its_text_in_any_order(edition):
    assert paths(edition, "manager", "tell") == ["people/leave.md"]


def test_the_beginning_of_a_word_is_enough_and_its_inside_is_not(edition):
    assert paths(edition, "entit") == ["people/pay.md"]
    assert paths(edition, "titlement") == []


def test_a_word_of_two_letters_is_found_as_it_stands_and_not_as_a_beginning(edition):
    assert paths(edition, "by") == ["people/leave.md"]
    assert paths(edition, "ca") == []


def test_words_of_nearly_every_page_decide_nothing_but_for_titles_and_headings():
    files = {f"p{n}.md": f"# Page {n}\n\nAll the words of page {n}.\n" for n in range(120)}
    files |= {"the.md": "# The house\n\nBricks.\n", "plain.md": "# Plain\n\nBricks without end.\n"}
    index = TextIndex()
    index.bring_forward(compile_handbook(MemorySource(files)).pages)

    assert [match.page.path for match in index.matches(["the"], 5)] == ["the.md"]
    assert {match.page.path for match in index.matches(["the", "bricks"], 5)} == {"the.md", "plain.md"}
    assert {match.page.path for match in index.matches(["the", "bricks"], 5, of_all=False)} == {"the.md"}


def test_a_heading_counts_for_more_than_text(edition):
    assert paths(edition, "physician") == ["it/laptops.md", "people/leave.md"]


@pytest.mark.parametrize("query", ["creme", "brulee", "strasse"])
def test_accents_make_no_difference(client, edition, query):
    hit = found(client, query)["hits"][0]

    assert hit["url"] == "/handbook/it/laptops/#physician"
    assert "<mark>" in hit["passage"]


def test_what_no_reader_sees_is_not_found(edition):
    assert paths(edition, "dragons") == []


def test_a_hit_leads_to_the_part_that_fits_and_quotes_it(client, edition):
    (hit,) = found(client, "tell physician")["hits"]

    assert hit["url"] == "/handbook/people/leave/#sick-leave"
    assert hit["passage"] == (
        "<mark>Tell</mark> your manager by nine, and see a <mark>physician</mark> early."
    )


def test_what_is_quoted_is_escaped(client, serve):
    serve({"a.md": "# A\n\nUse `<script>alert(1)</script>` never.\n"})

    (hit,) = found(client, "never")["hits"]

    assert hit["passage"] == "Use &lt;script&gt;alert(1)&lt;/script&gt; <mark>never</mark>."


def test_items_of_a_list_are_told_apart():
    assert parts_of("## One\n\n- Order\n- Return\n") == (Part("", ""), Part("One", "Order · Return"))


def test_a_slip_finds_what_was_meant_and_says_so(client, edition):
    answer = found(client, "entitelment")

    assert answer["spelled"] == "entitlement"
    assert [hit["name"] for hit in answer["hits"]] == ["Pay"]


def test_of_several_words_only_the_slip_is_mended(client, edition):
    assert found(client, "manager payslpi")["spelled"] == "manager payslip"


def test_a_word_like_no_other_is_not_mended(client, edition):
    answer = found(client, "zzqqxx")

    assert (answer["spelled"], answer["total"]) == ("", 0)


def test_the_page_of_hits_offers_the_words_that_were_meant(client, edition):
    page = client.get("/search/?q=entitelment").content.decode()

    assert "Nothing was found for “entitelment”" in page
    assert '<a href="/search/?q=entitlement" data-meant>entitlement</a>' in page


def test_an_empty_result_says_what_to_do(client, edition):
    page = client.get("/search/?q=zzqqxx").content.decode()

    assert "Try fewer words, or the beginning of a word." in page


def test_hits_are_filtered_by_kind_and_folder(client, edition):
    assert {hit["kind"] for hit in found(client, "physician", kind="headings")["hits"]} == {"Heading"}
    assert found(client, "manager", folder="people")["total"] == 2
    assert found(client, "manager", folder="it")["total"] == 0
    assert found(client, "manager", folder="peop")["total"] == 0


def test_filters_that_there_are_not_count_as_not_set(client, edition):
    assert found(client, "manager", kind="dragons", days="-4", page="x")["total"] == 2


def test_a_filter_that_leaves_nothing_can_be_taken_off(client, edition):
    page = client.get("/search/?q=manager&folder=it").content.decode()

    assert "Nothing fits these filters" in page
    assert 'href="?q=manager"' in page


def test_hits_are_filtered_by_when_they_changed_and_lately_changed_ones_come_first(client, serve):
    edition = serve({"a.md": "# A\n\nBicycle\n", "b.md": "# B\n\nBicycle\n", "c.md": "# C\n\nBicycle\n"})
    now = datetime.now(UTC)
    edition.kept("history").update(
        {
            "a.md": Change(now - timedelta(days=900), "Ann", "1" * 40),
            "b.md": Change(now - timedelta(days=2), "Ann", "2" * 40),
        }
    )

    assert found(client, "bicycle")["hits"][0]["name"] == "B"
    assert [hit["name"] for hit in found(client, "bicycle", days="7")["hits"]] == ["B"]


def test_what_is_read_much_comes_first(client, serve, monkeypatch):
    serve({f"{name}.md": f"# {name}\n\nBicycle\n" for name in "abc"})
    monkeypatch.setitem(visits._use, "c.md", 1.0)

    assert found(client, "bicycle")["hits"][0]["name"] == "c"


def test_a_role_is_found_beside_the_text_about_it(client, serve):
    serve(
        {
            "job-families/it/clerk.md": "---\nlayout: job_family\n---\n\n# Clerk\n\n## Levels\n\n### Clerk\n\nFiles.\n"
        }
    )

    answer = found(client, "clerk", kind="roles")

    assert {hit["kind"] for hit in answer["hits"]} == {"Role", "Job family"}


def test_long_lists_come_in_pages(client, serve):
    serve({f"p{number}.md": f"# P{number}\n\nBicycle\n" for number in range(45)})

    first, last = found(client, "bicycle"), found(client, "bicycle", page="3")

    assert (first["total"], first["pages"], len(first["hits"]), len(last["hits"])) == (45, 3, 20, 5)


def test_an_action_is_found_by_those_who_may(client, serve, author):
    serve(FILES)

    as_stranger = found(client, "new page")["total"]
    client.force_login(author)

    assert (as_stranger, found(client, "new page")["hits"][0]["url"]) == (0, "/handbook/-/new/")


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "a OR b",
        "NEAR(a b)",
        "title:x",
        "-x",
        "x*",
        "^x",
        "\0",
        "'; DROP",
        "ß" * 300,
        "a " * 500,
        "_",
        "٣",
    ],
)
def test_no_query_is_a_command(client, edition, query):
    assert client.get("/search/", {"q": query}).status_code == 200


@given(st.lists(st.text(st.sampled_from('aß"*^():-é漢\ud800\0_ \u0301٣ORNEAT'), max_size=12), max_size=8))
def test_the_index_answers_any_words(words):
    index = TextIndex()
    folded = [part for word in words for part in fold(word).split()]

    assert index.matches(folded, 5) == []
    for word in folded:
        assert index.like(word) == []


@given(st.text(alphabet=st.sampled_from("<>!-#*[]()`&;a \n/h1=\"'{}:.·|")))
def test_any_text_has_parts_without_markup(text):
    for part in parts_of(text):
        assert part.text == " ".join(part.text.split())


def test_after_an_edit_only_the_edited_page_is_indexed_anew():
    source = MemorySource(FILES)
    workspace = Workspace(source, registered())
    index = TextIndex()
    index.bring_forward(workspace.handbook.pages)
    after = workspace.tried({"people/pay.md": b"# Pay\n\nNow about salary.\n"})

    assert [page.path for page in index.differing(after.pages)] == ["people/pay.md"]
    index.bring_forward(after.pages)

    assert [match.page.path for match in index.matches(["salary"], 5)] == ["people/pay.md"]
    assert index.matches(["payslip"], 5) == []
    assert index.like("salery") == ["salary"]


def test_a_page_that_is_gone_is_not_found():
    index = TextIndex()
    index.bring_forward(compile_handbook(MemorySource(FILES)).pages)

    index.bring_forward(compile_handbook(MemorySource({"index.md": FILES["index.md"]})).pages)

    assert index.matches(["manager"], 5) == []


def test_readers_see_an_edit_at_once(client, serve):
    serve(FILES)
    assert found(client, "salary")["total"] == 0

    serve({**FILES, "people/pay.md": "# Pay\n\nNow about salary.\n"})

    assert found(client, "salary")["total"] == 1


def test_nobody_waits_for_many_pages_to_be_indexed(client, serve, monkeypatch):
    monkeypatch.setattr(search, "MOST_AT_ONCE", 2)
    edition = serve(FILES)

    search.index_of(edition)
    search._keeper(edition)._working.acquire(timeout=10)  # the thread has it until it is done
    search._keeper(edition)._working.release()

    assert found(client, "payslip")["total"] == 1


@pytest.fixture
def halves():
    """A handbook of which strangers see a part, and its two editions."""
    files = {
        "handbook.yml": "visibility:\n  - {path: secret/, to: internal}\n",
        "open.md": "# Open\n\nOrdinary words.\n",
        "secret/plan.md": "# Plan\n\nProject Quillfeather is ordinary.\n",
    }
    source = MemorySource(files)
    workspace = Workspace(source, registered())
    library = Library(workspace.handbook, workspace)
    return library.edition, library.edition_for(lambda: Reader(reads_all=True))


def test_hidden_text_is_found_neither_by_its_words_nor_by_their_slips(halves):
    whole, partial = halves

    assert paths(whole, "quillfeather") == ["secret/plan.md"]
    assert search.spelled(whole, "quilfeather", everything) == "quillfeather"
    assert paths(partial, "quillfeather") == []
    assert search.spelled(partial, "quilfeather", everything) is None
    assert paths(partial, "ordinary") == ["open.md"]


def test_every_hit_asks_whether_it_may_be_seen(halves):
    whole, _partial = halves

    def nothing(path):
        return False

    assert paths(whole, "quillfeather", may_see=nothing) == []
    assert search.spelled(whole, "quilfeather", nothing) is None


def test_a_text_that_is_not_the_readers_own_yet_is_neither_found_nor_quoted(halves):
    whole, partial = halves
    search.warm(whole)
    newer = compile_handbook(MemorySource({"open.md": "# Open\n\nQuillfeather moved here.\n"}))
    search.index_of(whole).bring_forward(newer.pages)

    assert paths(partial, "quillfeather") == []
    assert search.passage_of(partial, newer.pages["open.md"], ["quillfeather"]) is None


def test_names_of_hidden_files_are_never_counted(rf, serve, monkeypatch):
    serve(FILES)
    monkeypatch.setattr(
        "trellis.web.finding._facts",
        [lambda request: Facts(lambda path: False, lambda path: None, lambda path: 0.0)],
    )

    found = find(rf.get("/"), Wanted("manager laptops"))

    assert (list(found.entries), found.groups.total(), found.folders.total()) == ([], 0, 0)
