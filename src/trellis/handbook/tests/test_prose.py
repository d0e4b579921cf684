"""The cheap reading of prose against the parser's: what the parser calls code is never prose."""

from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook import model
from trellis.handbook.checks.prose import Prose
from trellis.handbook.tests.pages import checked, page

FAULTY = "We has accesss to the the tools.This is an technical role, - and (so on ,and and the"
WRAPPERS = [
    "```\n{}\n```\n",
    "~~~ text\n{}\n~~~\n",
    "````\n```\n{}\n````\n",
    "- item\n\n  ```\n  {}\n  ```\n",
    "> ```\n> {}\n> ```\n",
    "Text.\n\n    {}\n",
    "<!-- {} -->\n",
    "<!--\n{}\n-->\n",
    "<pre>\n{}\n</pre>\n",
    "<script>{}</script>\n",
    "Text `{}` here.\n",
    "Text ``{} ` `` here.\n",
    "<% {} %>\n",
    '{{{{< note "{}" >}}}}\n',
    "{{% {} %}}\n",
    'Text <span title="{}">here</span>.\n',
    "[text](</{}>)\n",
    "---\ntitle: {}\n---\n",
    "$$\n{}\n$$\n",
]


def test_nothing_is_reported_where_nobody_reads():
    for wrapper in WRAPPERS:
        text = (
            "# Page\n\n" + wrapper.format(FAULTY) if not wrapper.startswith("---") else wrapper.format(FAULTY)
        )
        found = [d.code for d in checked(text) if d.code not in ("HB137", "HB151")]
        assert found == [], wrapper


def test_the_same_words_are_reported_as_text():
    assert len(checked(f"# Page\n\n{FAULTY}\n")) >= 6


MARKUP = st.lists(
    st.sampled_from(
        ["`", "``", "```\n", "~~~\n", "\n", "\n\n", "    ", "- ", "text ", "word", "<b>", "</b>", "<!--", "-->", "](",
         ")", "[", "<%", "%>", "{{", "}}", "# ", "> ", "*", "**", "|", "\t", "https://a.b/c ", "1. "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_code_blocks_of_the_parser_are_no_prose(text):
    made = page(text)
    prose = Prose(made.text, made.body_start)

    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, model.Code) and block.info and block.text.strip():
                at = made.text.find(block.text.strip()[:1], block.span.start)
                assert not prose.covers(at, at + 1) or at < 0


@given(st.text(max_size=400) | MARKUP)
@settings(max_examples=300, deadline=None)
def test_checks_never_fail_and_point_into_the_text(text):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    length = len(page(text).text)
    for found in checked(text):
        assert 0 <= found.span.start <= found.span.end <= length
        assert found.message[-1] in ".:”?!"
