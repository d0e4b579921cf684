"""The history of a page in the browser: what is shown of it, to whom, and what of a repository is never shown."""

import re
import subprocess
from http import HTTPStatus

import pytest
from django.utils.html import strip_tags

from trellis.core.kinds import registered
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.pages.queries import current, past_list, revisions
from trellis.pages.queries.current import Library
from trellis.pages.queries.history import last_change, learn_history
from trellis.pages.tests.repositories import git

LEAVE = "policies/leave.md"
HISTORY = f"/handbook/-/history/{LEAVE}/"
OK, NOT_FOUND, FOUND = HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.FOUND

pytestmark = pytest.mark.slow  # Git runs


@pytest.fixture(autouse=True)
def _open(settings):
    settings.TRELLIS_READING = "open"


def text_of(response):
    """What a page says, in one line."""
    main = response.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return words_of(main)


def words_of(html):
    return " ".join(strip_tags(re.sub(r"(</?(?!a\b|b\b|ins|del)\w+)", r" \1", html)).split())


def subjects_of(response):
    return re.findall(r'class="row-link" href="[^"]*">([^<]*)<', response.content.decode())


def commit(book, message, *, when="2026-03-01T12:00:00+00:00", who="Ada <ada@example.org>", **files):
    """A commit of files (`None` takes one away), named with `__` for a slash and without `.md`."""
    for name, text in files.items():
        path = f"{name.replace('__', '/')}.md"
        if text is None:
            git(book.folder, "rm", "--quiet", path)
        else:
            (book.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (book.folder / path).write_text(text)
            git(book.folder, "add", path)
    return committed(book, message, when, who)


def committed(book, message, when="2026-03-01T12:00:00+00:00", who="Ada <ada@example.org>"):
    subprocess.run(
        ["git", "-C", book.folder, "-c", "user.name=Maker", "-c", "user.email=maker@example.org",
         "commit", "--quiet", "--message", message, "--author", who, "--date", when],
        check=True, env={"GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert book.edition
    return book.tip


def learnt(book):
    """Everything known in advance, as in a process that has run for a while."""
    learn_history(book.edition)


@pytest.fixture(params=["from Git", "from the index"])
def either(request, book):
    """The handbook, its history read from Git at each request, or from an index that was made before."""
    if request.param == "from the index":
        learnt(book)
    return book


# -- the list


def test_the_history_of_a_page_lists_its_commits_newest_first(client, either):
    commit(either, "Say how to ask", policies__leave="# Leave\n\nTwenty-five days.\n\nAsk your manager.\n")

    page = client.get(HISTORY)

    assert subjects_of(page) == ["Say how to ask", "Begin"]
    assert "Ada" in text_of(page)
    assert "words added: +1 words taken away: −5" in text_of(page)
    assert "1 March 2026, 12:00" in page.content.decode()


def test_commits_that_left_the_page_alone_are_not_in_its_history(client, either):
    commit(either, "Another page", places="# Places\n\nWe have three.\n")

    assert subjects_of(client.get(HISTORY)) == ["Begin"]


def test_the_history_goes_on_under_the_names_that_the_page_had_before(client, either):
    git(either.folder, "mv", LEAVE, "policies/time-off.md")
    committed(either, "Rename")
    commit(either, "Change after", policies__time_off="unused")
    git(either.folder, "mv", "policies/time-off.md", "rest.md")
    committed(either, "Rename again")

    page = client.get("/handbook/-/history/rest.md/")

    assert subjects_of(page) == ["Rename again", "Rename", "Begin"]
    assert "was policies/time-off.md" in text_of(page)
    assert "was policies/leave.md" in text_of(page)


def test_the_old_name_of_a_page_tells_the_new_one(client, either):
    git(either.folder, "mv", LEAVE, "rest.md")
    committed(either, "Rename")

    page = client.get(HISTORY)

    assert subjects_of(page) == ["Rename", "Begin"]
    assert "The page has another name now: rest.md" in text_of(page)
    assert 'href="/handbook/-/history/rest.md/"' in page.content.decode()


def test_a_page_that_was_deleted_keeps_its_history(client, either):
    commit(either, "Enough", policies__leave=None)

    page = client.get(HISTORY)

    assert subjects_of(page) == ["Enough", "Begin"]
    assert "Ada took the page away on 1 March 2026, 12:00." in text_of(page)


def test_what_is_not_committed_yet_comes_first(client, either):
    (either.folder / LEAVE).write_text("# Leave\n\nThirty days off.\n")
    assert either.edition

    page = client.get(HISTORY)

    assert "Not committed yet" in text_of(page)
    assert subjects_of(page) == ["Begin"]


def test_a_page_that_no_commit_has_says_so(client, either):
    (either.folder / "fresh.md").write_text("# Fresh\n")
    assert either.edition

    page = client.get("/handbook/-/history/fresh.md/")

    assert page.status_code == OK
    assert "The page lies in the folder of the handbook, and no commit has it." in text_of(page)


def test_a_long_history_is_shown_fifty_at_a_time(client, either):
    for number in range(53):
        commit(either, f"Change {number}", places=f"# Places\n\nWe have {number}.\n")

    first = client.get("/handbook/-/history/places.md/")
    second = client.get("/handbook/-/history/places.md/?page=2")

    assert subjects_of(first) == [f"Change {number}" for number in range(52, 2, -1)]
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert subjects_of(second) == ["Change 2", "Change 1", "Change 0", "Begin"]
    assert 'rel="next"' not in second.content.decode()


PLACES = "/handbook/-/history/places.md/"


@pytest.fixture
def several(either):
    """Three changes of a page, by two people, on three days."""
    for day, who, what in ((2, "Ben", "Two rooms"), (4, "Ada", "A garden"), (3, "Ben", "No stairs")):
        commit(
            either,
            what,
            when=f"2026-04-0{day}T12:00:00+00:00",
            who=f"{who} <x@example.org>",
            places=f"# Places\n\n{what}.\n",
        )
    return either


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["No stairs", "A garden", "Two rooms", "Begin"]),
        ("q=GARDEN", ["A garden"]),
        ("q=ben", ["No stairs", "Two rooms"]),
        ("author=Ben", ["No stairs", "Two rooms"]),
        ("author=Ben&sort=when", ["Two rooms", "No stairs"]),
        ("sort=change", ["A garden", "Begin", "No stairs", "Two rooms"]),
        ("sort=nonsense", ["No stairs", "A garden", "Two rooms", "Begin"]),
        ("q=nothing+such", []),
    ],
)
def test_the_history_is_searched_filtered_and_sorted(client, several, query, found):
    page = client.get(f"{PLACES}?{query}")

    assert subjects_of(page) == found
    assert found or "Nothing fits these filters" in text_of(page)


def test_the_file_of_a_history_holds_what_the_filters_leave_in_their_order(client, several):
    rows = client.get(f"{PLACES}export.csv?author=Ben&sort=when").content.decode().splitlines()

    assert rows[0] == "commit,when,author,change,what,path,other_path"
    assert [row.split(",")[1:] for row in rows[1:]] == [
        ["2026-04-02T12:00:00+00:00", "Ben", "Two rooms", "changed", "places.md", ""],
        ["2026-04-03T12:00:00+00:00", "Ben", "No stairs", "changed", "places.md", ""],
    ]
    assert client.get(f"{PLACES}export.exe").status_code == NOT_FOUND


def test_a_history_too_long_to_sort_says_how_much_of_it_was(client, several, monkeypatch):
    monkeypatch.setattr(past_list, "MOST", 2)

    assert subjects_of(client.get(PLACES)) == ["No stairs", "A garden", "Two rooms", "Begin"]
    sorted_page = client.get(f"{PLACES}?sort=change")
    assert subjects_of(sorted_page) == ["A garden", "No stairs"]
    assert "The newest 2 changes are searched and sorted." in text_of(sorted_page)


def test_a_change_on_a_branch_is_told_where_it_was_made_and_where_it_was_merged_by_hand(client, either):
    git(either.folder, "checkout", "--quiet", "-b", "side")
    commit(either, "On the side", places="# Places\n\nWe have four.\n")
    git(either.folder, "checkout", "--quiet", "main")
    commit(either, "On the main line", places="# Places\n\nWe have five.\n")
    somebody = ("-c", "user.name=Maker", "-c", "user.email=maker@example.org")
    merging = ["git", "-C", either.folder, *somebody, "merge", "--quiet", "side"]
    subprocess.run(merging, capture_output=True, check=False)  # it stops at the conflict
    (either.folder / "places.md").write_text("# Places\n\nWe have nine.\n")
    git(either.folder, "add", "places.md")
    committed(either, "Merge by hand")

    found = subjects_of(client.get("/handbook/-/history/places.md/"))

    assert found[0] == "Merge by hand"
    assert sorted(found[1:]) == ["Begin", "On the main line", "On the side"]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ((), "It is a plain folder."),
        (("init",), "Its repository has no commit yet."),
    ],
)
def test_without_commits_the_page_says_what_is_missing(client, tmp_path, made, says):
    (tmp_path / "a.md").write_text("# A\n")
    if made:
        git(tmp_path, *made, "--quiet")
    source = open_source([str(tmp_path)])
    current.use(Library(Workspace(source, registered()).handbook))

    for page in ("history", "blame"):
        answer = client.get(f"/handbook/-/{page}/a.md/")
        assert answer.status_code == OK
        assert says in text_of(answer)
    current.use(None)


def test_a_handbook_of_several_repositories_asks_the_right_one(client, book, tmp_path):
    other = tmp_path / "internal"
    other.mkdir()
    (other / "pay.md").write_text("# Pay\n")
    git(other, "init", "--quiet", "--initial-branch=main")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "Begin inside")
    source = open_source([f"={book.folder}", f"internal={other}"])
    library = Library(Workspace(source, registered()).handbook)
    current.use(library)

    for _ in range(2):
        assert subjects_of(client.get("/handbook/-/history/internal/pay.md/")) == ["Begin inside"]
        assert subjects_of(client.get(HISTORY)) == ["Begin"]
        learn_history(library.edition)
    begin = git(other, "rev-parse", "HEAD")
    assert client.get(f"/handbook/-/at/{begin}/internal/pay.md/").status_code == OK
    assert client.get(f"/handbook/-/at/{begin}/{LEAVE}/").status_code == NOT_FOUND


# -- what a commit changed


NEW_LEAVE = "# Leave\n\nTwenty-six days.\n\nTell your team.\n\n- Rest well\n"


def test_a_change_shows_the_page_with_its_words_marked(client, either):
    at = commit(either, "One more\n\nWe promised it.", policies__leave=NEW_LEAVE)

    page = client.get(f"{HISTORY}{at}/")

    html = page.content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    assert "Twenty- Taken away: five (end) Added: six (end) days." in text_of(page)
    assert "1 passage in other words" in text_of(page)
    assert "We promised it." in text_of(page)


def test_a_change_shows_its_lines(client, either):
    at = commit(
        either, "One more", policies__leave=(either.folder / LEAVE).read_text().replace("five", "six")
    )

    page = client.get(f"{HISTORY}{at}/?view=source").content.decode()

    assert "Twenty-<del>five</del> days." in page
    assert "Twenty-<ins>six</ins> days." in page


def test_a_change_of_a_page_is_told_in_sentences(client, either):
    text = "---\ntitle: Time off\ndescription: Rest.\n---\n\n## Sick\n\n## Parents\n"
    at = commit(either, "Sections", policies__leave=text)

    said = text_of(client.get(f"{HISTORY}{at}/?view=meaning"))

    assert "The title “Leave” became “Time off”." in said
    assert "2 sections were added: “Sick” and “Parents”." in said


def test_a_change_of_a_job_family_is_told_by_what_it_means(client, either):
    family = "# IT\n\n## Administrator\n\nThe Administrator is a grade {}.\n\n### Requirements\n\n{}"
    path = "job-families/it/admin.md"
    (either.folder / path).parent.mkdir(parents=True)
    commit(either, "Describe", **{"job-families__it__admin": family.format(7, "- Can type\n")})
    more = "- Can type\n- Knows the network\n- Keeps calm at night\n"
    at = commit(either, "Ask for more", **{"job-families__it__admin": family.format(8, more)})

    said = text_of(client.get(f"/handbook/-/history/{path}/{at}/?view=meaning"))

    assert "Grade 7 became 8." in said
    assert "Two requirements were added." in said


def test_two_revisions_that_are_not_neighbours_can_be_compared(client, either):
    begin = either.tip
    commit(either, "One", places="# Places\n\nWe have three.\n")
    last = commit(either, "Two", places="# Places\n\nWe have four.\n")

    said = text_of(client.get(f"/handbook/-/history/places.md/{last}/?from={begin}"))

    assert "Taken away: two (end) Added: four (end)" in said
    assert "three" not in said


def test_the_first_commit_of_a_page_adds_all_of_it(client, either):
    said = text_of(client.get(f"{HISTORY}{either.tip}/"))

    assert "Added: Twenty-five days. (end)" in said
    assert "Taken away" not in said


def test_a_commit_that_deleted_the_page_shows_what_it_took(client, either):
    at = commit(either, "Enough", policies__leave=None)

    said = text_of(client.get(f"{HISTORY}{at}/"))

    assert "Taken away: Twenty-five days. (end)" in said
    assert "The page is gone." in text_of(client.get(f"{HISTORY}{at}/?view=meaning"))


def test_a_rename_says_both_names(client, either):
    git(either.folder, "mv", LEAVE, "rest.md")
    at = committed(either, "Rename")

    said = text_of(client.get(f"/handbook/-/history/rest.md/{at}/"))

    assert "The file was called policies/leave.md and became rest.md." in said


def test_a_commit_that_left_the_page_alone_says_so(client, either):
    at = commit(either, "Another page", places="# Places\n")

    assert "The page is the same in both" in text_of(client.get(f"{HISTORY}{at}/"))


def test_what_a_commit_says_is_never_taken_for_html(client, either):
    at = commit(
        either, "<script>alert(1)</script>\n\n<img src=x>", who="&lt;b&gt;Eve <e@x.org>",
        places="# Places\n\n<script>alert(2)</script><b onclick=x>bold</b>\n",
    )  # fmt: skip

    for address in ("", f"{at}/", f"{at}/?view=source", f"{at}/?view=meaning"):
        page = client.get(f"/handbook/-/history/places.md/{address}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "onclick=x>" not in page.replace("onclick=x&gt;", "")


# -- the page as it was


def test_a_page_can_be_read_as_it_was(client, either):
    begin = either.tip
    commit(either, "One more", policies__leave=NEW_LEAVE)

    page = client.get(f"/handbook/-/at/{begin}/{LEAVE}/")

    assert "Twenty-five days." in text_of(page)
    assert "This is the page as it was on" in text_of(page)
    assert "It has changed since." in text_of(page)
    assert '<a class="btn" href="/handbook/policies/leave/">' in page.content.decode()


def test_the_beginning_of_a_commits_name_is_enough(client, either):
    assert client.get(f"/handbook/-/at/{either.tip[:9]}/{LEAVE}/").status_code == OK


def test_a_page_as_it_was_is_found_by_todays_name(client, either):
    begin = either.tip
    git(either.folder, "mv", LEAVE, "rest.md")
    committed(either, "Rename")

    assert "Twenty-five days." in text_of(client.get(f"/handbook/-/at/{begin}/rest.md/"))


def test_the_day_leads_to_the_last_commit_before_its_end_in_the_sites_time_zone(client, either, settings):
    early = commit(either, "Early", when="2030-03-01T22:30:00+00:00", places="# Places\n\nFour.\n")
    late = commit(either, "Late", when="2030-03-01T23:30:00+00:00", places="# Places\n\nFive.\n")

    settings.TIME_ZONE = "UTC"
    in_london = client.get("/handbook/-/history/places.md/?on=2030-03-01").headers["Location"]
    settings.TIME_ZONE = "Europe/Berlin"
    in_berlin = client.get("/handbook/-/history/places.md/?on=2030-03-01").headers["Location"]

    assert in_london == f"/handbook/-/at/{late}/places.md/?on=2030-03-01"
    assert in_berlin == f"/handbook/-/at/{early}/places.md/?on=2030-03-01"
    assert "Four." in text_of(client.get(in_berlin))
    assert "This is the page as it was on 1 March 2030." in text_of(client.get(in_berlin))


def test_a_day_before_the_page_says_that_it_was_not_there(client, either):
    answer = client.get(f"{HISTORY}?on=1999-01-01")

    assert answer.status_code == NOT_FOUND
    assert "On 1 January 1999 there was no such page" in text_of(answer)


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-13-01", "0000-00-00", "9999-12-31", "2026-03-01' --", "١"]
)
def test_what_is_no_day_is_said_kindly(client, book, day):
    answer = client.get(HISTORY, {"on": day})

    assert answer.status_code in {OK, FOUND}


# -- who wrote what


def test_each_passage_tells_who_wrote_it_last(client, either):
    commit(
        either, "Rest", who="Bea <b@x.org>", policies__leave=(either.folder / LEAVE).read_text() + "\nRest.\n"
    )

    html = client.get(f"/handbook/-/blame/{LEAVE}/").content.decode()

    passages = re.findall(
        r'<div class="by"><b>(.*?)</b>.*?<div class="passage">(.*?)</div></li>', html, re.DOTALL
    )
    assert [(who, words_of(text)) for who, text in passages] == [
        ("Maker", "Leave Twenty-five days. Ask in good time. Tell your team."),
        ("Bea", "Rest."),
    ]


def test_items_of_one_list_may_have_several_writers(client, either):
    commit(either, "A", who="Ada <a@x.org>", places="# Places\n\n- One\n  - Inner\n- Two\n")
    commit(either, "B", who="Bea <b@x.org>", places="# Places\n\n- One\n  - Inner words\n- Two\n")

    said = text_of(client.get("/handbook/-/blame/places.md/"))

    assert re.findall(r"(Ada|Bea|Maker) .*?(One|Inner words|Two)", said) == [
        ("Maker", "One"),
        ("Bea", "Inner words"),
        ("Ada", "Two"),
    ]


def test_passages_that_are_not_committed_say_so(client, either):
    (either.folder / LEAVE).write_text((either.folder / LEAVE).read_text() + "\nFresh words.\n")
    assert either.edition

    said = text_of(client.get(f"/handbook/-/blame/{LEAVE}/"))

    assert said.endswith("Not committed yet Fresh words.")


# -- who may see it, and what is never shown


ADDRESSES = [
    "history/{path}/",
    "history/{path}/export.csv",
    "history/{path}/{commit}/",
    "at/{commit}/{path}/",
    "blame/{path}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_is_sent_to_sign_in_where_reading_needs_it(client, book, settings, db, address):
    settings.TRELLIS_READING = "signed-in"

    answer = client.get(f"/handbook/-/{address.format(path=LEAVE, commit=book.tip)}")

    assert answer.status_code == FOUND
    assert "/sign-in/" in answer.headers["Location"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_sent_to_the_history(client, book, address):
    answer = client.post(f"/handbook/-/{address.format(path=LEAVE, commit=book.tip)}")

    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


HOSTILE_PATHS = [
    "../outside.md",
    "policies/../../outside.md",
    "policies/..%2f..%2foutside.md",
    "policies/leave.md%0a",
    "policies/%0aleave.md",
    "policies/leave.md%00",
    "--output=x.md",
    ":(top)policies/leave.md",
    ":/policies/leave.md",
    ".git/config",
    ".git/x.md",
    ".hidden/x.md",
    "policies//leave.md",
    "./policies/leave.md",
    "policies",
    "*.md",
    "secret.csv",
    "a" * 3000 + ".md",
]


@pytest.mark.parametrize("path", HOSTILE_PATHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_path_that_leads_elsewhere_finds_nothing(client, either, address, path):
    (either.folder / "secret.csv").write_text("secret")
    git(either.folder, "add", "-f", "secret.csv")
    committed(either, "Not a page")

    assert client.get(f"/handbook/-/{address.format(path=path, commit=either.tip)}").status_code == NOT_FOUND


@pytest.mark.parametrize(
    "name",
    ["HEAD", "main", "HEAD~1", "@{u}", "--all", "-1234567", "deadbee", "0" * 40, "f" * 64, "a" * 41, "abc"],
)
def test_a_name_that_is_no_commit_of_the_page_finds_nothing(client, either, name):
    assert client.get(f"{HISTORY}{name}/").status_code == NOT_FOUND
    assert client.get(f"/handbook/-/at/{name}/{LEAVE}/").status_code == NOT_FOUND
    assert client.get(f"{HISTORY}{either.tip}/", {"from": name}).status_code == NOT_FOUND


def test_a_branch_named_like_a_commit_is_not_taken_for_one(client, either):
    git(either.folder, "checkout", "--quiet", "-b", "abcdef1")
    commit(either, "Private", policies__leave="# Private plans\n")
    git(either.folder, "checkout", "--quiet", "main")

    assert client.get(f"/handbook/-/at/abcdef1/{LEAVE}/").status_code == NOT_FOUND


def test_commits_that_are_not_served_cannot_be_read(client, either):
    git(either.folder, "checkout", "--quiet", "-b", "private")
    private = commit_on(either, "private", "Private plans")
    git(either.folder, "checkout", "--quiet", "main")
    assert either.edition

    for name in (private, private[:10]):
        assert client.get(f"/handbook/-/at/{name}/{LEAVE}/").status_code == NOT_FOUND
        assert client.get(f"{HISTORY}{name}/").status_code == NOT_FOUND
        assert client.get(f"{HISTORY}{either.tip}/?from={name}").status_code == NOT_FOUND


def commit_on(book, branch, text):
    (book.folder / LEAVE).write_text(text)
    git(book.folder, "commit", "--quiet", "-am", text)
    return git(book.folder, "rev-parse", branch)


def test_other_objects_than_commits_cannot_be_read(client, either):
    for name in (f"main:{LEAVE}", "main^{tree}"):
        found = git(either.folder, "rev-parse", name)
        assert client.get(f"/handbook/-/at/{found}/{LEAVE}/").status_code == NOT_FOUND


def test_nothing_outside_the_handbooks_folder_is_read(client, tmp_path):
    """A handbook in a folder of a repository: a page that came from outside has no past there."""
    top = tmp_path / "top"
    (top / "book").mkdir(parents=True)
    (top / "private.md").write_text("# Private\n\nA long secret text that nobody may read.\n")
    (top / "book/a.md").write_text("# A\n")
    git(top, "init", "--quiet", "--initial-branch=main")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "Secret plans")
    begin = git(top, "rev-parse", "HEAD")
    git(top, "mv", "private.md", "book/public.md")
    git(top, "commit", "--quiet", "-m", "Publish")
    library = Library(Workspace(open_source([str(top / "book")]), registered()).handbook)
    current.use(library)

    for _ in range(2):
        assert subjects_of(client.get("/handbook/-/history/public.md/")) == ["Publish"]
        assert client.get(f"/handbook/-/at/{begin}/public.md/").status_code == NOT_FOUND
        assert client.get(f"/handbook/-/at/{begin}/private.md/").status_code == NOT_FOUND
        assert "Secret plans" not in text_of(client.get("/handbook/-/blame/public.md/"))
        learn_history(library.edition)
    current.use(None)


def test_a_link_in_the_repository_is_no_page_of_the_past(client, either):
    (either.folder / "link.md").symlink_to("/etc/passwd")
    git(either.folder, "add", "link.md")
    at = committed(either, "A link")

    assert client.get(f"/handbook/-/at/{at}/link.md/").status_code == NOT_FOUND
    assert client.get("/handbook/-/history/link.md/").status_code == NOT_FOUND


def test_nothing_that_a_repository_configures_is_run(client, either, tmp_path):
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    trap.chmod(0o755)
    (either.folder / ".gitattributes").write_text("*.md diff=trap filter=trap\n")
    for name in ("diff.external", "diff.trap.command", "diff.trap.textconv", "filter.trap.smudge", "filter.trap.clean",
                 "gpg.program", "core.pager", "core.fsmonitor", "core.hooksPath"):  # fmt: skip
        git(either.folder, "config", name, str(trap))
    git(either.folder, "config", "log.showSignature", "true")
    at = either.tip

    for address in ADDRESSES:
        assert client.get(f"/handbook/-/{address.format(path=LEAVE, commit=at)}").status_code == OK
    assert not sprung.exists()


# -- what is remembered


def test_the_index_goes_forward_with_each_commit(client, book):
    learnt(book)
    commit(book, "One", places="# Places\n\nOne.\n")
    commit(book, "Two", places="# Places\n\nTwo.\n")

    assert subjects_of(client.get("/handbook/-/history/places.md/")) == ["Two", "One", "Begin"]


def test_a_history_that_was_replaced_is_not_mixed_with_the_old_one(client, book):
    commit(book, "Gone soon", places="# Places\n\nOne.\n")
    old = book.tip
    learnt(book)
    git(book.folder, "reset", "--quiet", "--hard", "HEAD~1")
    commit(book, "Instead", places="# Places\n\nTwo.\n")

    assert subjects_of(client.get("/handbook/-/history/places.md/")) == ["Instead", "Begin"]
    assert client.get(f"/handbook/-/at/{old}/places.md/").status_code == NOT_FOUND


def test_a_page_says_who_changed_it_last(book):
    learnt(book)

    change = last_change(book.edition, LEAVE)

    assert change is not None
    assert (change.author, change.commit) == ("Maker", book.tip)


def test_what_is_remembered_has_a_bound(book, monkeypatch):
    monkeypatch.setitem(revisions.REMEMBERED, "past", 2)

    for key in "abcab":
        revisions.recall(book.edition, "past", key, lambda: object())

    assert list(book.edition.kept("past")) == ["a", "b"]


def test_a_page_and_its_source_lead_to_the_history(client, book):
    for address in ("/handbook/policies/leave/", f"/handbook/-/source/{LEAVE}"):
        assert f'href="{HISTORY}"' in client.get(address).content.decode()
