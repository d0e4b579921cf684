"""The catalogues of translations: whole, right, and made of what the code says today."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest

from trellis.config import translating
from trellis.config.messages import Message, MessageError, in_template, messages_of

WRITE = "Run ./trellis translate, and translate what it names."
SHOWN = ("alt", "title", "aria-label", "aria-description", "placeholder")
NAMES = {"Alt", "CSV", "GitHub", "GitLab", "JSON", "OpenAPI", "PDF", "SHA", "Trellis"}
"""What is written alike in every language."""
SAMPLES = "web/templates/web/design"
"""The living page of the components, for developers: its samples stay English."""

every_language = pytest.mark.parametrize("language", translating.LANGUAGES)


def catalogue(language):
    return polib.pofile(str(translating.catalogue_path(language)))


# -- the catalogues that are committed


@every_language
def test_every_message_is_translated_rightly(language):
    assert list(translating.faults_of(catalogue(language))) == [], WRITE


@every_language
def test_catalogue_holds_what_the_code_says_and_nothing_else(language):
    fresh = translating.renewed(catalogue(language), messages_of(translating.CODE), language)

    assert str(fresh) == translating.catalogue_path(language).read_text("utf-8"), WRITE


@every_language
def test_compiled_catalogue_is_that_of_the_text(language):
    path = translating.catalogue_path(language)

    assert path.with_suffix(".mo").read_bytes() == translating.compiled(catalogue(language)), WRITE


class Unmarked(HTMLParser):
    """Gathers the visible text of a template in which everything of Django's is taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.verbatim = 0

    def handle_starttag(self, tag, attrs):
        self.verbatim += tag in ("code", "kbd", "pre")
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        self.verbatim -= tag in ("code", "kbd", "pre")

    def handle_data(self, data):
        if not self.verbatim:
            self.found.append(data.strip())


def unmarked_text(template: str) -> list[str]:
    for pattern in (
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}",
        r"\{% block (?:main_class|title) %\}[\w ·-]*\{% endblock %\}",
        r"\{[%{#].*?[%}#]\}",
    ):
        template = re.sub(pattern, " ", template, flags=re.DOTALL)
    parser = Unmarked()
    parser.feed(template.replace("< ", "<"))  # a tag whose name Django chooses
    return [" ".join(text.split()) for text in parser.found if set(re.findall("[A-Za-z]{2,}", text)) - NAMES]


def test_every_visible_text_of_a_template_is_marked():
    found = {
        name: unmarked_text(path.read_text("utf-8"))
        for path in sorted(translating.CODE.rglob("*.html"))
        if not (name := path.relative_to(translating.CODE).as_posix()).startswith(SAMPLES)
    }

    assert {name: texts for name, texts in found.items() if texts} == {}


def test_unmarked_text_would_be_found():
    assert unmarked_text(
        '<p title="{{ x }} here">One <b>{% translate "two" %}</b></p><code>three</code>'
    ) == [
        "here",
        "One",
    ]


# -- how they are made


def messages(tmp_path: Path, files: dict[str, str]) -> dict[tuple[str, str], Message]:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return messages_of(tmp_path)


def test_messages_of_python_are_found_by_what_is_imported(tmp_path):
    code = (
        "from django.utils.translation import gettext_lazy as _\n"
        "from django.utils.translation import ngettext, pgettext as said\n"
        "_('A ' 'page')\nngettext('%(n)s page', '%(n)s pages', n)\nsaid('key', 'open')\nother('no')\n"
    )

    found = messages(tmp_path, {"room/code.py": code, "room/tests/code.py": code.replace("page", "test")})

    assert {(each.context, each.id, each.plural) for each in found.values()} == {
        ("", "A page", ""),
        ("", "%(n)s page", "%(n)s pages"),
        ("key", "open", ""),
    }


def test_messages_of_templates_are_what_django_looks_up():
    text = (
        '{% translate "It\'s 5 %" %}{% translate "open" context "key" %}{{ x|default:_("none") }}'
        "{% blocktranslate trimmed count n=n %}\n {{ n }} page\n {% plural %}{{ n }} pages{% endblocktranslate %}"
    )

    assert [(each.context, each.id, each.plural) for each in in_template(text)] == [
        ("", "It's 5 %%", ""),
        ("key", "open", ""),
        ("", "none", ""),
        ("", "%(n)s page", "%(n)s pages"),
    ]


def test_a_text_that_is_made_up_cannot_be_marked(tmp_path):
    code = 'from django.utils.translation import gettext as _\n_(f"{name} is gone")\n'

    with pytest.raises(MessageError, match=r"code\.py:2"):
        messages(tmp_path, {"code.py": code})


def test_a_message_with_two_plurals_is_refused(tmp_path):
    code = "from django.utils.translation import ngettext as _\n_('a page', '{}', 1)\n"

    with pytest.raises(MessageError, match="another plural"):
        messages(tmp_path, {"a.py": code.format("pages"), "b.py": code.format("some pages")})


def test_translations_stay_and_messages_that_are_gone_go():
    old = translating.renewed(
        polib.POFile(), {("", "Page"): Message("Page"), ("", "Old"): Message("Old")}, "de"
    )
    for entry in old:
        entry.msgstr = f"{entry.msgid}!"

    fresh = translating.renewed(old, {("", "Page"): Message("Page"), ("", "New"): Message("New")}, "de")

    assert [(entry.msgid, entry.msgstr) for entry in fresh] == [("New", ""), ("Page", "Page!")]


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("%(n)s pages", "Seiten", "placeholders"),
        ("{family}, grade {grade}", "{familie}, Grade {grade}", "placeholders"),
        ("<b>One</b>", "Eins", "HTML tags"),
        (" (end)", "(Ende)", "blanks"),
        ("Page", "", "not translated"),
    ],
)
def test_a_wrong_translation_is_named(source, translation, fault):
    made = translating.renewed(polib.POFile(), {("", source): Message(source)}, "de")
    made[0].msgstr = translation

    (found,) = translating.faults_of(made)

    assert fault in found
    assert source in found


def test_an_uncertain_translation_is_named():
    made = translating.renewed(polib.POFile(), {("", "Page"): Message("Page")}, "de")
    made[0].msgstr, made[0].flags = "Seite", ["fuzzy"]

    assert list(translating.faults_of(made)) == ["'Page' is marked as uncertain"]
