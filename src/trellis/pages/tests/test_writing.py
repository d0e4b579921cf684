"""What the editor asks while somebody writes: who is answered, what is offered, what becomes of pictures."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from trellis.core.models import Access
from trellis.core.tests.picturefiles import EXIF, jpeg, png, segment
from trellis.pages.models import Draft, DraftPicture, Proposal
from trellis.pages.queries import draft_pictures
from trellis.pages.queries.remarks import remarks_on
from trellis.pages.services import proposals
from trellis.pages.tests.repositories import account, git
from trellis.pages.tests.served import compiled

LEAVE = "policies/leave.md"
FAMILY = """---
layout: job_family_page
title: "Baker"
team: bread
---

## Levels

### Baker

The Baker reports to the Head of Bread.

#### Baker Responsibilities

- Bakes
"""


def url(name, *arguments):
    return reverse(f"pages:{name}", args=arguments)


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


def send(client, data, *, page=LEAVE, name="The Office.PNG", **more):
    query = "&".join(f"{key}={value}" for key, value in {"name": name, **more}.items())
    return client.post(f"{url('picture', page)}?{query}", data, content_type="application/octet-stream")


# -- who may

ASKED = [
    ("complete", ("pages", LEAVE)),
    ("complete", ("fields", LEAVE)),
    ("draft-picture", ("policies/images/x.png",)),
]


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_only_contributors_are_answered(client, book, reader, name, arguments):
    assert client.get(url(name, *arguments)).status_code == 302
    client.force_login(reader)
    assert client.get(url(name, *arguments)).status_code == 403
    assert client.post(url(name, *arguments)).status_code in {403, 405}


def test_only_contributors_send_pictures(client, book, reader):
    assert send(client, png()).status_code == 302
    client.force_login(reader)
    assert send(client, png()).status_code == 403

    assert DraftPicture.objects.count() == 0
    assert Draft.objects.count() == 0


def test_a_picture_of_a_draft_is_seen_by_its_author_alone(client, book, author, editor):
    client.force_login(author)
    address = send(client, png()).json()["address"]
    assert client.get(address).status_code == 200

    client.force_login(editor)

    assert client.get(address).status_code == 404


def test_nobody_adds_pictures_to_what_others_propose(client, book, author):
    made = proposals.propose(
        book.edition, author=author, path=LEAVE, text="# Leave\n\nThirty.\n", started_from=book.tip, title="More"
    )  # fmt: skip
    client.force_login(account("Nina", Access.CONTRIBUTOR))

    assert send(client, png(), proposal=made.number).status_code == 403


# -- what is offered


def offers(client, what, query="", page=LEAVE):
    return client.get(url("complete", what, page), {"q": query}).json()["offers"]


def test_pages_are_offered_by_title_with_the_address_that_links_should_have(as_author, book):
    assert offers(as_author, "pages", "lea") == [
        {"label": "Leave", "detail": "/policies/leave/", "apply": "/policies/leave/"}
    ]
    assert offers(as_author, "pages", "") == []
    assert offers(as_author, "pages", "no such page") == []


@pytest.mark.parametrize("written", ["/policies/leave/#go", "../policies/leave.md#go", "#go"])
def test_headings_are_offered_with_their_anchors(as_author, book, written):
    book.commit(LEAVE, "# Leave\n\n## Good time\n\n## Other\n")
    assert book.edition

    assert offers(as_author, "headings", written) == [
        {"label": "Good time", "detail": "#good-time", "apply": "good-time"}
    ]


@pytest.mark.parametrize(
    "written", ["/nowhere/#x", "https://example.com/#x", "../../../etc/passwd#x", "/x/" + "#" * 300]
)
def test_of_what_is_not_there_no_heading_is_offered(as_author, book, written):
    assert offers(as_author, "headings", written) == []


def test_names_of_roles_are_offered(as_author, serve):
    serve({"job-families/baker.md": FAMILY, "index.md": "# Home\n"})

    assert [each["label"] for each in offers(as_author, "roles", "bak", "job-families/baker.md")] == ["Baker"]
    assert offers(as_author, "nothing-of-the-kind", "bak") == []


def test_keys_and_values_are_those_of_the_kind(as_author, serve):
    serve({f"job-families/{name}.md": FAMILY.replace("Baker", name) for name in ("baker", "miller")})

    fields = {each["label"]: each for each in offers(as_author, "fields", page="job-families/new.md")}

    assert fields["layout"]["values"] == ["job_family_page"]
    assert fields["team"]["values"] == ["bread"]
    assert fields["kind"]["values"] == [
        "campaign",
        "certification",
        "competency",
        "contract-template",
        "course",
        "job-family",
        "lesson",
        "notice-template",
        "path",
        "policy",
        "program",
        "quiz",
        "release",
        "survey",
    ]
    assert fields["title"] == {"label": "title", "detail": "what the page is called", "values": []}


def test_remarks_are_placed_as_browsers_count():
    text = "# Leave\n\n😀 Ask your your lead.\n"
    [found] = remarks_on(text, compiled({"leave.md": text}).diagnostics_of("leave.md"))

    assert text.encode("utf-16-le")[2 * found["from"] : 2 * found["to"]].decode("utf-16-le") == "your your"
    [edit] = found["fix"]["edits"]
    assert text.encode("utf-16-le")[2 * edit["from"] : 2 * edit["to"]].decode("utf-16-le") == " your"


def test_the_editor_is_given_its_remarks_and_its_words(as_author, book):
    page = as_author.get(url("edit", LEAVE)).content.decode()

    assert 'id="t-remarks"' in page
    assert 'id="t-phrases"' in page
    assert "style=" not in page
    assert "source-editor" not in as_author.get("/handbook/policies/leave/").content.decode()


# -- pictures


def test_a_picture_is_kept_with_the_draft_shown_in_the_preview_and_becomes_a_file_of_the_commit(
    as_author, book, author
):
    sent = send(as_author, png()).json()
    text = f"# Leave\n\nTwenty-five days.\n\n![The office]({sent['destination']})\n"

    shown = as_author.post(url("preview", LEAVE), {"text": text, "started_from": book.tip}).content.decode()
    as_author.post(url("edit", LEAVE), {"text": text, "started_from": book.tip, "title": "Show the office"})

    path = f"policies/{sent['destination']}"
    assert sent["destination"].startswith("images/the-office-")
    assert f'src="{sent["address"]}"' in shown
    assert "Nothing to remark" in shown
    made = Proposal.objects.get()
    assert path in git(book.folder, "show", "--stat=200", "--format=", made.branch)
    assert DraftPicture.objects.count() == 0
    changes = as_author.get(url("proposal-changes", made.number)).content.decode()
    assert f'src="{url("proposal-file", made.number, path)}"' in changes
    answer = as_author.get(url("proposal-file", made.number, path))
    assert answer.content == png()
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    rendered = as_author.get(url("proposal-changes", made.number) + "?as=rendered").content.decode()
    assert rendered.count(url("proposal-file", made.number, path)) == 2
    further = as_author.get(url("proposal-edit", made.number, LEAVE)).content.decode()
    assert url("proposal-file", made.number, path) in further
    assert "Nothing to remark" in further


def test_a_picture_goes_into_a_proposal_that_is_changed_further(as_author, book, author):
    made = proposals.propose(
        book.edition, author=author, path=LEAVE, text="# Leave\n\nThirty.\n", started_from=book.tip, title="More"
    )  # fmt: skip
    sent = send(as_author, png(), proposal=made.number).json()

    as_author.post(
        url("proposal-edit", made.number, LEAVE),
        {"text": f"# Leave\n\n![Us]({sent['destination']})\n", "started_from": made.tip, "title": "Show us"},
    )

    assert sent["destination"] in git(book.folder, "show", "--stat=200", "--format=", made.branch)


def test_a_picture_that_the_text_does_not_show_is_not_committed(as_author, book):
    send(as_author, png())

    as_author.post(url("edit", LEAVE), {"text": "# Leave\n", "started_from": book.tip, "title": "Shorter"})

    assert "png" not in git(book.folder, "show", "--stat=200", "--format=", Proposal.objects.get().branch)


def test_pictures_go_with_the_draft(as_author, book):
    address = send(as_author, png()).json()["address"]

    as_author.post(url("discard", LEAVE))

    assert DraftPicture.objects.count() == 0
    assert as_author.get(address).status_code == 404


def test_the_name_is_made_safe_and_the_place_is_where_the_handbook_has_its_pictures(as_author, book):
    (book.folder / "policies" / "img").mkdir()
    (book.folder / "policies" / "img" / "old.png").write_bytes(png(9, 9))
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "A picture")
    assert book.edition
    names = ["../../../.git/hooks/x.PNG", "image.png", "😀.png", "A <b>plan</b> & more.html", "", "x" * 180]

    sent = [send(as_author, png(3, 2 + at), name=name).json()["destination"] for at, name in enumerate(names)]

    assert [each.rpartition("-")[0] for each in sent] == [
        "img/x", "img/leave", "img/leave", "img/a-bplanb", "img/leave", f"img/{'x' * 60}",
    ]  # fmt: skip
    assert all(each.endswith(".png") for each in sent)


def test_the_same_picture_twice_is_one_and_two_of_one_name_are_two(as_author, book):
    first, again, other = (send(as_author, png(3, height)).json()["destination"] for height in (2, 2, 3))

    assert first == again != other
    assert DraftPicture.objects.count() == 2


def test_where_a_photograph_was_taken_is_not_kept(as_author, book):
    send(as_author, jpeg(segment(0xE1, EXIF)), name="home.jpg")

    assert b"GPS" not in bytes(DraftPicture.objects.get().data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no picture", "not a picture"),
        (b"<svg onload='alert(1)'/>", "SVG"),
        (png()[:30], "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_picture_is_refused_kindly_and_leaves_all_as_it_was(as_author, book, data, said):
    answer = send(as_author, data)

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert answer.json()["hint"]
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("size", [1_100_000, 13_000_000])
def test_a_picture_beyond_the_limit_is_refused_before_it_is_read(as_author, book, settings, size):
    settings.TRELLIS_PICTURE_MB = 1

    answer = send(as_author, b"x" * size)

    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.json()["error"]


def test_what_one_author_keeps_is_bounded(as_author, book, monkeypatch):
    monkeypatch.setattr(draft_pictures, "MOST_PICTURES", 2)
    answers = [send(as_author, png(3, height)) for height in (2, 3, 4)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]

    monkeypatch.setattr(draft_pictures, "MOST_PICTURES", 9)
    monkeypatch.setattr(draft_pictures, "MOST_BYTES", 10)
    assert "together" in send(as_author, png(3, 5)).json()["error"]


@pytest.mark.parametrize("page", ["../../out.md", ".git/x.md", "policies/x.exe"])
def test_no_picture_is_kept_for_a_page_that_cannot_be(as_author, book, page):
    assert send(as_author, png(), page=page).status_code == 422
    assert DraftPicture.objects.count() == 0


@pytest.mark.parametrize("path", ["policies/leave.md", "no/such.png", "../../etc/passwd", ".git/config"])
def test_a_proposal_gives_its_pictures_and_nothing_else(as_author, book, author, path):
    proposals.propose(
        book.edition, author=author, path=LEAVE, text="# Leave\n\nThirty.\n", started_from=book.tip, title="More"
    )  # fmt: skip

    assert as_author.get(f"/proposals/1/files/{path}").status_code == 404


# -- trouble


def test_a_page_that_was_deleted_meanwhile_keeps_every_word_and_says_so(as_author, book):
    text = "# Leave\n\nThirty days.\n"
    as_author.post(url("preview", LEAVE), {"text": text, "started_from": book.tip})
    git(book.folder, "rm", "--quiet", LEAVE)
    git(book.folder, "commit", "--quiet", "-m", "Delete it")
    assert LEAVE not in book.edition.handbook.pages

    page = as_author.get(url("edit", LEAVE)).content.decode()
    began = Draft.objects.get().started_from
    answer = as_author.post(url("edit", LEAVE), {"text": text, "started_from": began, "title": "Thirty"})

    assert "Somebody has deleted the page since you began." in page
    assert "Thirty days." in page
    assert answer.status_code == 302
    assert "Thirty days." in git(book.folder, "show", f"{Proposal.objects.get().branch}:{LEAVE}")


def test_a_text_that_is_too_large_is_not_called_kept(as_author, book):
    kept = as_author.post(url("preview", LEAVE), {"text": "# Leave\n", "started_from": book.tip})
    refused = as_author.post(url("preview", LEAVE), {"text": "x" * 5_000_000, "started_from": book.tip})

    assert kept.headers["Trellis-Kept"] == "1"
    assert "Trellis-Kept" not in refused.headers
    assert Draft.objects.get().text == "# Leave\n"


# -- as it looks


def blocks(client, text, page=LEAVE):
    return client.post(url("blocks", page), {"text": text}).content.decode()


def test_only_contributors_edit_blocks(client, book, reader):
    for name in ("blocks", "block"):
        assert client.post(url(name, LEAVE), {"text": "x"}).status_code == 302
    client.force_login(reader)
    for name in ("blocks", "block"):
        assert client.post(url(name, LEAVE), {"text": "x"}).status_code == 403


def test_a_text_is_shown_block_by_block_and_what_is_not_common_is_locked(as_author, book):
    shown = blocks(
        as_author, "---\ntitle: Leave\n---\n\n# Leave\n\nDays & more\n\n<div onclick='x()'>raw</div>\n"
    )

    assert 'data-run="0">Leave</div>' in shown
    assert shown.count('class="piece locked"') == 1
    assert "onclick" not in shown
    assert "title: Leave" not in shown


def test_a_changed_block_comes_back_in_the_whole_text(as_author, book):
    text = "---\r\ntitle: Leave\r\n---\r\n\r\n# Leave\r\n\r\n* one  \r\n* two\r\n"
    prints = dict(re.findall(r'data-number="(\d+)" data-print="(\w+)"', blocks(as_author, text)))

    sent = {"runs": '{"1": "<b>three</b>"}', "added": '["four", "five"]', "item": "0"}
    answer = as_author.post(url("block", LEAVE), {"text": text, "number": "1", "print": prints["1"], **sent})

    expected = "---\ntitle: Leave\n---\n\n# Leave\n\n* one  \n* four\n* five\n* **three**\n"
    assert answer.json()["text"] == expected


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"number": "1", "act": "turn", "into": "quote"}, ("# Leave\n\n> One\n\n{{< x >}}\n", 1)),
        ({"number": "1", "act": "up"}, ("One\n\n# Leave\n\n{{< x >}}\n", 0)),
        ({"number": "1", "act": "down"}, ("# Leave\n\n{{< x >}}\n\nOne\n", 2)),
        ({"number": "2", "act": "delete"}, ("# Leave\n\nOne\n", 1)),
        ({"number": "2", "added": '["a", "b"]', "intos": '["heading-2", ""]'},
         ("# Leave\n\nOne\n\n{{< x >}}\n\n## a\n\nb\n", 2)),
    ],
)  # fmt: skip
def test_a_block_is_changed_as_a_whole(as_author, book, sent, answer):
    text = "# Leave\n\nOne\n\n{{< x >}}\n"
    prints = dict(re.findall(r'data-number="(\d+)" data-print="(\w+)"', blocks(as_author, text)))

    found = as_author.post(
        url("block", LEAVE), {"text": text, "print": prints[sent["number"]], **sent}
    ).json()

    assert (found["text"], found["number"]) == answer


def test_the_first_paragraphs_of_an_empty_page(as_author, book):
    shown = blocks(as_author, "---\ntitle: x\n---\n")
    sent = {
        "text": "---\ntitle: x\n---\n",
        "number": "-1",
        "added": '["a", "b"]',
        "intos": '["heading-1", ""]',
    }

    assert "data-new" in shown
    assert as_author.post(url("block", LEAVE), sent).json()["text"] == "---\ntitle: x\n---\n\n# a\n\nb\n"


def test_blocks_that_the_browser_has_are_not_made_again(as_author, book):
    text = "# Leave\n\nOne\n\nTwo\n"
    prints = re.findall(r'data-print="(\w+)"', blocks(as_author, text))
    sent = {"text": text.replace("One", "Three"), "known": " ".join(prints)}

    again = as_author.post(url("blocks", LEAVE), sent).content.decode()

    assert re.findall(r'data-print="(\w+)"', again)[::2] == prints[::2]
    assert again.count("data-same") == 2
    assert re.findall(r'data-run="0">(\w+)<', again) == ["Three"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"number": "x"}, 400), ({"act": "dance"}, 422), ({"act": "turn", "into": "poem"}, 422), ({"act": "up"}, 422),
        ({"number": "-1"}, 400), ({"added": '["a"]', "intos": '["list", "list"]'}, 400),
        ({"runs": "["}, 400), ({"runs": "[1]"}, 400), ({"number": "7"}, 422),
        ({"print": "0"}, 422),
        ({"text": "x" * 2_200_000}, 422), ({"runs": '{"9": "x"}'}, 422), ({"runs": '{"-1": "x"}'}, 422),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_read_is_refused_with_a_reason(as_author, book, sent, status):
    text = "# Leave\n"
    [own] = re.findall(r'data-print="(\w+)"', blocks(as_author, text))

    answer = as_author.post(
        url("block", LEAVE), {"text": text, "number": "0", "print": own, "runs": '{"0": "x"}', **sent}
    )

    assert answer.status_code == status
    assert answer.json()["error"]


def test_too_much_is_edited_as_text(as_author, book):
    assert "too many blocks" in blocks(as_author, "a\n\n" * 2000)
    assert "at most 2 MB" in blocks(as_author, "x" * 2_200_000)


# -- a long text


def test_the_editor_of_a_long_text_does_not_wait_for_its_preview(as_author, book, author):
    book.commit(LEAVE, f"# Leave\n\n{'A long paragraph of words. ' * 2500}\n\nSee [nothing](/nowhere/).\n")
    assert book.edition

    page = as_author.get(url("edit", LEAVE)).content.decode()
    seen = as_author.get(url("preview", LEAVE)).content.decode()

    assert f'hx-get="{url("preview", LEAVE)}"' in page
    assert "A long paragraph of words." in seen
    assert "Nothing changed yet" in seen
    assert "/nowhere/" in seen
    assert not Draft.objects.exists()


def test_a_preview_without_a_text_is_for_those_who_may_propose(client, reader, book):
    client.force_login(reader)

    assert client.get(url("preview", LEAVE)).status_code == 403


@pytest.mark.parametrize("path", [LEAVE, "policies/new.md"])
@pytest.mark.parametrize("began", ["", "nothing", "0" * 40, "é" * 40, "--output=x"])
def test_words_that_began_with_an_unknown_text_are_refused_and_kept(as_author, book, began, path):
    sent = {"text": "# Leave\n\nForty.\n", "started_from": began, "title": "More", "reason": "Because."}

    answer = as_author.post(url("edit", path), sent)

    assert answer.status_code == 422
    assert "Forty." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_draft_of_a_history_that_was_replaced_is_kept_and_says_so(as_author, author, book):
    Draft.objects.create(author=author, path=LEAVE, text="# Leave\n\nForty.\n", started_from="0" * 40)

    page = as_author.get(url("edit", LEAVE)).content.decode()

    assert "Forty." in page
    assert "no longer in the repository" in page
    assert f'value="{book.tip}"' in page
