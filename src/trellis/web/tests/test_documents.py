"""Clean HTML becomes a tree for the typesetter, and a PDF."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from html import escape

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.web.documents.pdf import Document, DocumentError, Part, pdf_of
from trellis.web.documents.tree import trees_of

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)


def png():
    """A picture of one grey point."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def tree(html, picture=lambda address: None):
    return trees_of([html], "https://handbook.example.com", picture)[0]


def pdf(html, **more):
    return pdf_of(
        Document("Leave", (Part("Leave", html),)), site="https://example.com", moment=MOMENT, **more
    )


def test_text_keeps_its_words_and_loses_what_is_for_the_screen():
    html = (
        '<div class="heading h2"><h2 id="a">Days</h2><a class="copy-link" href="#a">#</a></div>\n'
        '<p>Thirty\ndays<span class="visually-hidden"> (broken link)</span>, <b>paid</b>.<svg><path d="M1"/></svg></p>'
    )

    assert tree(html) == [
        ["h", {"level": 2, "name": "a"}, ["Days"]],
        ["p", {}, ["Thirty days", ", ", ["strong", {}, ["paid"]], "."]],
    ]


def test_code_keeps_its_lines():
    assert tree("<pre><code>a\n  <span>b</span>\n</code></pre>") == [
        ["pre", {}, [["code", {}, ["a\n  ", "b", "\n"]]]]
    ]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("#here", {"to": "here", "url": ""}),
        ("#nowhere", {"to": "", "url": ""}),
        ("/handbook/leave/", {"to": "", "url": "https://handbook.example.com/handbook/leave/"}),
        ("https://example.org/", {"to": "", "url": "https://example.org/"}),
        ("mailto:a@example.org", {"to": "", "url": "mailto:a@example.org"}),
        ("javascript:alert(1)", {"to": "", "url": ""}),
        ("file:///etc/passwd", {"to": "", "url": ""}),
    ],
)
def test_a_link_leads_into_the_document_or_to_the_site_or_nowhere(address, told):
    link = tree(f'<p id="here"></p><p><a href="{address}">there</a></p>')[1][2][0]

    assert link == ["a", {**told, "name": ""}, ["there"]]


def test_the_box_of_a_task_stands_before_its_words():
    box = '<span class="task done"><span class="visually-hidden">done: </span><svg></svg></span>'

    assert tree(f"<ul><li>{box}<p>Signed</p></li></ul>") == [
        ["ul", {"tasks": True}, [["li", {}, [["p", {}, [["task", {"done": True}, []], "Signed"]]]]]]
    ]


def test_a_picture_that_may_not_be_read_is_told_by_its_words():
    html = '<img src="/a.png" alt="A bridge"><img src="/b.png" alt="A pier" width="40">'

    assert tree(html, {"/b.png": "1.png"}.get) == [
        ["img", {"file": "", "alt": "A bridge", "width": 0}, []],
        ["img", {"file": "1.png", "alt": "A pier", "width": 40}, []],
    ]


def test_a_document_is_accessible_and_the_same_for_the_same_moment():
    html = "<h4>Days</h4><p>Thirty.</p><h6>More</h6><ul><li>One</li></ul>"

    made = pdf(html)

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" in made
    assert made == pdf(html)


def test_a_part_of_many_has_contents_and_links_between_them():
    parts = (
        Part("One", '<p id="p1-x">See <a href="#p2">two</a>.</p>', "p1"),
        Part("Two", '<p><a href="#p1-x">one</a></p>', "p2", 1),
    )
    made = pdf_of(Document("Both", parts, contents="Contents"), site="https://example.com", moment=MOMENT)

    assert b"pdfuaid:part" in made


@pytest.mark.parametrize(
    "html",
    [
        '<table><thead><tr><th colspan="3">A</th></tr></thead><tbody><tr><td rowspan="9">1</td></tr><tr>'
        '<td colspan="2">2</td><td>3</td></tr></tbody></table>',
        "<table></table>",
        '<p><img src="/broken.png" alt="A bridge"></p>',
        '<p>#set page(width: 1pt) $x$ \\ `raw` @label &lt;tag&gt; #read("/etc/passwd")</p>',
        "<div>" * 200 + "deep" + "</div>" * 200,
        "<blockquote><p>" * 60 + "deep" + "</p></blockquote>" * 60,
        "<ul><li>" * 60 + "deep" + "</li></ul>" * 60,
        '<ol start="99999999"><li>x</li></ol><p id="a"></p><p id="a"></p><hr><dl><dt>x</dt><dd>y</dd></dl>',
        "",
    ],
)
def test_whatever_a_page_holds_can_be_set(html):
    assert pdf(html, load={"/broken.png": b"no picture"}.get).startswith(b"%PDF-")


def test_pictures_are_set_within_bounds():
    with_picture = pdf('<p><img src="/a.png" alt="A bridge"></p>', load={"/a.png": png()}.get)
    without = pdf('<p><img src="/a.png" alt="A bridge"></p>')

    assert with_picture != without
    assert pdf('<p><img src="/a.png" alt="A bridge"></p>', load={"/a.png": b"none"}.get) == without


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_read_as_markup_of_the_typesetter(text):
    assert pdf(f"<p>{escape(text)}</p>").startswith(b"%PDF-")


def test_a_text_that_cannot_be_set_is_refused_with_what_to_do(monkeypatch):
    def fails(*arguments, **options):
        raise typst.TypstError("no")

    monkeypatch.setattr(typst, "compile", fails)

    with pytest.raises(DocumentError) as refused:
        pdf("<p>x</p>")

    assert refused.value.hint == "Print it from the browser, or a smaller part of it."
