"""Documents lose what their forms say of an author, and nothing else."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest
import typst
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from trellis.core.filetypes import PDF as PDF_TYPE
from trellis.core.filetypes import Family, told_by
from trellis.core.nameless import cleaning, office, pdf
from trellis.core.nameless.errors import StillNamedError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Essay</dc:title><dc:creator>Ada Lovelace</dc:creator>'
    "<cp:lastModifiedBy>Ada Lovelace</cp:lastModifiedBy></cp:coreProperties>"
)
WORD = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": (
        f'<w:document {W}><w:ins w:author="Ada Lovelace" w:id="1"><w:t>Kept words</w:t></w:ins></w:document>'
    ),
    "word/comments.xml": (
        f'<w:comments {W}><w:comment w:author="Ada Lovelace" w:initials="AL"><w:t>Mind this</w:t></w:comment>'
        "</w:comments>"
    ),
    "word/_rels/settings.xml.rels": (
        '<Relationships><Relationship Target="file:///C:/Users/lovelace/own.dotm" TargetMode="External"/>'
        "</Relationships>"
    ),
    "docProps/core.xml": CORE,
    "docProps/app.xml": (
        "<Properties><Pages>3</Pages><Manager>Ada Lovelace</Manager><Company>Lovelace Ltd</Company></Properties>"
    ),
    "docProps/custom.xml": "<Properties><property name='Author'>Ada Lovelace</property></Properties>",
}
META = (
    '<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    "<meta:initial-creator>Ada Lovelace</meta:initial-creator><dc:creator>Ada Lovelace</dc:creator>"
    "<dc:title>Essay</dc:title></office:meta></office:document-meta>"
)


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(data):
    return b"\n".join(unzipped(data).values()).decode(errors="replace")


def clean(data, name):
    made = told_by(data[:4096], name)
    return cleaning.cleaned(data, made.media, made.family)


def photographed():
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "Ada Lovelace"
    Image.new("RGB", (8, 8), "teal").save(made, "JPEG", exif=exif)
    assert b"Lovelace" in made.getvalue()
    return made.getvalue()


def test_a_text_document_names_nobody_and_keeps_its_words():
    made = clean(zipped({**WORD, "word/media/image1.jpeg": photographed()}), "essay.docx")

    words = words_of(made)

    assert "ovelace" not in words
    assert all(each in words for each in ("Kept words", "Mind this", "<dc:title>Essay", "<Pages>3"))
    assert list(unzipped(made)) == [*WORD, "word/media/image1.jpeg"]


def test_a_spreadsheet_as_others_write_it_names_nobody_and_still_counts():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"author": "Ada Lovelace", "manager": "Ada Lovelace", "company": "Lovelace Ltd"})
    book.set_custom_property("Checked by", "Ada Lovelace")
    sheet = book.add_worksheet("Sums")
    sheet.add_table("A1:B3", {"data": [["one", 1], ["two", 2]], "name": "Kept"})
    sheet.write_comment("A1", "Look here", {"author": "Ada Lovelace"})
    book.close()
    assert "Ada Lovelace" in words_of(made.getvalue())

    words = words_of(clean(made.getvalue(), "sums.xlsx"))

    assert "ovelace" not in words
    assert all(each in words for each in ('displayName="Kept"', "Look here", 'name="Sums"'))


def test_a_comment_does_not_begin_with_who_wrote_it():
    part = (
        "<comments><authors><author>Ada Lovelace</author></authors><r><t>Ada Lovelace:</t></r>"
        "<r><t>Why?</t></r></comments>"
    )

    words = words_of(clean(zipped({**WORD, "xl/comments1.xml": part}), "sums.xlsx"))

    assert "Lovelace" not in words
    assert "<t>Why?</t>" in words


def test_an_open_document_names_nobody_and_says_first_what_it_is():
    kind = "application/vnd.oasis.opendocument.text"
    content = (
        '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><annotation><dc:creator>Ada Lovelace</dc:creator>Hm'
        "</annotation></c>"
    )
    given = zipped({"mimetype": kind, "content.xml": content, "meta.xml": META}, zipfile.ZIP_STORED)

    made = clean(given, "essay.odt")

    assert "Lovelace" not in words_of(made)
    assert "Hm" in words_of(made)
    assert told_by(made[:4096], "essay.odt") == told_by(given[:4096], "essay.odt")


def test_a_document_in_a_document_is_cleaned_like_it():
    made = clean(zipped({**WORD, "word/embeddings/sheet.xlsx": zipped(WORD)}), "essay.docx")

    assert "ovelace" not in words_of(unzipped(made)["word/embeddings/sheet.xlsx"])


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"_xmlsignatures/sig1.xml": "<Signature/>"}, "signed"),
        ({"word/embeddings/oleObject1.bin": "D0CF"}, "other files"),
        ({"word/footer.xml": "<w:ftr"}, "damaged"),
        ({"word/huge.bin": bytes(office.MOST_UNFOLDED + 1)}, "unfolds"),
    ],
)
def test_a_document_that_cannot_be_cleaned_is_never_said_to_be(parts, why):
    with pytest.raises(StillNamedError, match=why):
        clean(zipped({**WORD, **parts}), "essay.docx")


def test_no_document_makes_the_reader_load_anything(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    part = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'

    assert "hidden" not in words_of(clean(zipped({**WORD, "word/x.xml": part}), "essay.docx"))


def pictured_pdf():
    made = io.BytesIO()
    Image.open(io.BytesIO(photographed())).save(
        made, "PDF", author="Ada Lovelace", title="Lovelace, an essay", creator="Ada's own"
    )
    return made.getvalue()


def read(data):
    return PdfReader(io.BytesIO(data))


def unfolded(data):
    """All that a file says, unfolded: its own bytes, its strings and its streams."""
    found = [data]
    for each in PdfWriter(clone_from=read(data))._objects:
        found.append(repr(each).encode())
        if isinstance(each, StreamObject):
            found += [each._data, each.get_data() if each.get("/Filter") == "/FlateDecode" else b""]
    return b"\n".join(found)


def papered(change):
    """A file of one page with words, as `change` leaves its writer."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_paper_with_a_picture_as_others_write_it_names_nobody():
    given = pictured_pdf()
    assert b"Lovelace" in unfolded(given)

    made = pdf.cleaned(given)

    assert b"Lovelace" not in unfolded(made)
    assert b"\xfeff" not in unfolded(made)
    assert read(made).metadata is None
    assert read(made).pages[0].images[0].image.size == read(given).pages[0].images[0].image.size


def test_a_paper_of_typst_loses_its_metadata_and_keeps_its_words(tmp_path):
    source = tmp_path / "essay.typ"
    source.write_text('#set document(author: "Ada Lovelace", title: "Essay")\nKept words')
    given = typst.compile(str(source))
    assert b"Ada Lovelace" in given

    made = pdf.cleaned(given)

    assert b"Lovelace" not in unfolded(made)
    assert "Kept words" in read(made).pages[0].extract_text()


def test_notes_say_what_they_said_and_not_who_said_it():
    def write(writer):
        note = Text(rect=(10, 10, 50, 50), text="Kept words")
        note[NameObject("/T")] = TextStringObject("Ada Lovelace")
        writer.add_annotation(0, note)
        field = DictionaryObject({
            NameObject("/Subtype"): NameObject("/Widget"), NameObject("/T"): TextStringObject("answer"),
            NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
        })  # fmt: skip
        writer.add_annotation(0, field)

    made = read(pdf.cleaned(papered(write))).pages[0]["/Annots"]

    assert [(each.get_object().get("/T"), each.get_object().get("/Contents")) for each in made] == [
        (None, "Kept words"), ("answer", None),
    ]  # fmt: skip


def test_what_a_former_version_of_a_paper_held_is_gone():
    given = papered(lambda writer: writer.add_metadata({"/Author": "Ada Lovelace"}))
    later = PdfWriter(io.BytesIO(given), incremental=True)
    later.metadata = {"/Author": "Nobody"}
    made = io.BytesIO()
    later.write(made)
    assert b"Ada Lovelace" in made.getvalue()

    assert b"Lovelace" not in unfolded(pdf.cleaned(made.getvalue()))


def signed(writer):
    writer.root_object[NameObject("/Perms")] = DictionaryObject({NameObject("/ByteRange"): ArrayObject()})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda writer: writer.encrypt("secret"), "locked"),
        (signed, "signed"),
        (lambda writer: writer.add_attachment("own.txt", b"Ada Lovelace"), "other files"),
    ],
)
def test_a_paper_that_cannot_be_cleaned_is_never_said_to_be(change, why):
    with pytest.raises(StillNamedError, match=why):
        pdf.cleaned(papered(change))


def packed_paper(objects, entries):
    """A file of the newer form: what its stream of objects unfolds to, and as many places of objects as it claims."""
    packed = zlib.compress(objects)
    body = b"%PDF-1.5\n"
    stream_at = len(body)
    body += b"1 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>> stream\n" % len(packed)
    body += packed + b"\nendstream endobj\n"
    places = b"\x00\0\0\0\0" + b"\x01" + stream_at.to_bytes(3) + b"\0" + b"\x02\0\0\x01\0" * (entries - 2)
    table = zlib.compress(places)
    at = len(body)
    body += b"9 0 obj <</Type /XRef /W [1 3 1] /Size %d /Root 2 0 R /Filter /FlateDecode /Length %d>> stream\n" % (
        entries, len(table),
    )  # fmt: skip
    return body + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at


@pytest.mark.parametrize(
    "paper",
    [
        packed_paper(b"2 0 <</Type /Catalog>>" + b" " * (pdf.MOST_UNFOLDED + 1), 3),
        packed_paper(b"2 0 <</Type /Catalog>>", pdf.MOST_OBJECTS + 1),
    ],
    ids=["unfolds", "places"],
)
def test_a_small_paper_that_unfolds_without_end_is_refused_before_it_does(paper):
    """One that claims too many places is begun anew without them by the library, and then called damaged."""
    assert len(paper) < 100_000

    tracemalloc.start()
    with pytest.raises(StillNamedError, match=r"more than can be looked through|damaged"):
        pdf.cleaned(paper)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4 * pdf.MOST_UNFOLDED


def test_a_paper_for_which_no_memory_is_left_is_refused_kindly(monkeypatch):
    def none_left(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr(pdf, "PdfWriter", none_left)
    with pytest.raises(StillNamedError, match="more than can be looked through"):
        pdf.cleaned(papered(lambda writer: None))


@given(st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 2000))
def test_a_damaged_paper_is_cleaned_or_said_to_be_damaged(junk, begin, end):
    whole = papered(lambda writer: writer.add_metadata({"/Author": "Ada Lovelace"}))
    with suppress(StillNamedError):
        assert b"Lovelace" not in unfolded(pdf.cleaned(whole[:begin] + junk + whole[end:]))


@pytest.mark.parametrize(
    ("media", "family", "is_cleaned"),
    [
        (PDF_TYPE.media, Family.DOCUMENT, True),
        ("image/jpeg", Family.PICTURE, True),
        ("text/plain", Family.TEXT, True),
        ("application/x-ole-storage", Family.DOCUMENT, False),
        ("application/rtf", Family.DOCUMENT, False),
        ("image/tiff", Family.DOCUMENT, False),
        ("application/zip", Family.ARCHIVE, False),
        ("audio/mpeg", Family.SOUND, False),
        ("text/html", Family.ACTIVE, False),
    ],
)
def test_of_which_forms_it_is_promised(media, family, is_cleaned):
    assert cleaning.can_be_cleaned(media, family, 100) is is_cleaned
