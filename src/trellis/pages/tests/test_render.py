"""Markdown becomes HTML that is safe, anchored and at home on the site."""

import re

import pytest

from trellis.pages.attributelists import without_attributes
from trellis.pages.decorating import Entry, Target
from trellis.pages.render import render


class Nowhere:
    """Surroundings in which every link leads where it says, but for those that begin with `missing`."""

    def link(self, destination):
        if destination.startswith("missing"):
            return Target("", broken="Nothing is there")
        return Target(destination, outside=destination.startswith("http"))

    image = link


def html(text, title=""):
    return str(
        render(text, Nowhere(), lambda words, given: given or words.lower().replace(" ", "-"), title).html
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input name=password><button>Go</button></form>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<td style='text-align:right;position:fixed'>x</td>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<div class='finder'>x</div>",
    "<base href=https://evil.example><meta http-equiv=refresh content=0>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "<%= '<script>alert(1)</script>' %>",
    "# <img src=x onerror=alert(1)> Heading",
    "| <script>alert(1)</script> |\n|---|\n| <img onerror=alert(1) src=x> |",
    "<!--><script>alert(1)</script>-->",
    "\ue0000\ue001<script>alert(1)</script>",
    "[a]: javascript:alert(1)\n\n[a]",
]
DANGER = re.compile(
    r"<(script|style|svg|object|embed|form|button|base|meta|math|noscript|iframe)\b"
    r"|<[^>]*\s(on[a-z]+|style|srcdoc|formaction)=|=\"\s*(javascript|data):",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_page_can_run_load_or_cover(text):
    assert DANGER.search(html(text)) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_page_takes_the_place_of_the_frame(text):
    made = html(f'{text}\n\n<p id="t-finder">x</p><p class="toast">y</p>')

    assert 'id="t-finder"' not in made
    assert "toast" not in made


def test_headings_have_anchors_and_links_to_copy():
    assert html("## Sick leave") == (
        '<div class="heading h2"><h2 id="sick-leave">Sick leave</h2>'
        '<a class="copy-link" href="#sick-leave" aria-label="Link to “Sick leave”">#</a></div>\n'
    )


def test_the_contents_are_the_headings_in_order():
    made = render("# A\n\n### B `c`\n", Nowhere(), lambda words, given: words, "")

    assert made.entries == (Entry(1, "A", "A"), Entry(3, "B c", "B c"))


def test_a_first_heading_that_repeats_the_title_is_left_out():
    assert "Time off" not in html("# Time *off*\n\nText.", "Time off")


def test_further_headings_of_the_first_rank_move_down_so_that_a_page_has_one():
    made = html("# One\n\n## Two\n", "Title")

    assert "<h1" not in made
    assert '<h2 id="one">' in made
    assert '<h3 id="two">' in made


def test_a_link_outside_is_marked_and_tells_nothing_of_the_reader():
    made = html("[x](https://example.org)")

    assert '<a href="https://example.org" class="outside" rel="noopener noreferrer">x</a>' in made


def test_a_broken_link_is_shown_as_such_with_the_reason():
    made = html("[x](missing.md)")

    assert '<span class="broken" title="Nothing is there">x' in made
    assert "(broken link)" in made


def test_a_picture_from_elsewhere_is_a_link_because_pages_load_nothing_from_outside():
    made = html("![A map](https://example.org/map.png)")

    assert "<img" not in made
    assert 'href="https://example.org/map.png">Picture: A map</a>' in made


def test_what_was_embedded_from_elsewhere_is_a_link():
    made = html('<iframe src="//www.video.example/embed/1"></iframe>')

    assert 'href="https://www.video.example/embed/1">Embedded from www.video.example</a>' in made


def test_tasks_say_in_words_whether_they_are_done():
    made = html("- [x] One\n- [ ] Two\n")

    assert "<input" not in made
    assert "done: </span>" in made
    assert "to do: </span>" in made


def test_code_is_coloured_by_class_names():
    made = html("```python\nprint(1)\n```")

    assert '<span class="nb">print</span>' in made


@pytest.mark.parametrize("language", ["", "no-such-language", "python3;rm"])
def test_code_in_an_unknown_language_is_shown_plainly(language):
    assert "<code>a &lt; b\n</code>" in html(f"```{language}\na < b\n```")


def test_a_callout_has_a_name():
    assert 'class="callout warning" role="note"' in html("> [!WARNING]\n> Careful.")


def test_a_wide_table_scrolls_in_a_box_of_its_own():
    made = html("| a | b |\n|---|--:|\n| 1 | 2 |\n")

    assert '<div class="scroll" tabindex="0" role="region"' in made
    assert '<td class="right">2</td>' in made


def test_footnotes_lead_there_and_back():
    made = html("Text.[^a] Again.[^a]\n\n[^a]: Note.\n")

    assert made.count('id="fnref-a"') == 1
    assert 'href="#fnref-a"' in made


def test_template_tags_are_shown_and_not_run():
    made = html("A <%= link_to 'x', 'y' %> b {{< figure >}} `<% in code %>`\n")

    assert '<code class="opaque" title="Template tag: shown, not run">&lt;%= link_to &#x27;x&#x27;' in made
    assert "<code>&lt;% in code %&gt;</code>" in made


def test_a_template_tag_in_an_address_stays_text():
    assert "\ue000" not in html("[x](<%= url %>) ![y](<%= url %>)")


def test_attribute_lines_and_tables_of_contents_of_other_tools_are_left_out():
    made = html("## On this page\n{:.no_toc}\n\n- TOC\n{:toc}\n\n## Text\n{: .big}\n\n```\n{: kept}\n```\n")

    assert "On this page" not in made
    assert "TOC" not in made
    assert ".big" not in made
    assert "{: kept}" in made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## Head {#id}", "Head"),
        ("## Head {: #id .x}", "Head"),
        ("## Head\n{: .x}", "Head"),
        ("Head {#id}\n---", "Head"),
        ("- ## Head {#id}", "Head"),
        ("*Words*{: .big} and `code`{: .language-ruby}.", "Words and code ."),
        ('[Words](x){:target="_blank"} and **more**{: .a}{: .b}', "Words and more"),
        ("![Words](x){: .shadow width=20}", ""),
        ("Words {: .note}\nmore", "Words\nmore"),
        ("Words\n{: .note #name}", "Words"),
        ("> Words\n> {: .note}", "Words"),
        ("- Words {#name}\n- more\n{: .x}\n- end {: #end}", "Words more end"),
        ("- [x] Words {#name}", "done: Words"),
        ("| Words {: .x} | more |\n|---|---|\n| a | b{: .y} |\n{: .table}", "Words more a b"),
        ('{::options parse_block_html="true" /}\n\nWords', "Words"),
    ],
)
def test_attributes_of_other_tools_are_not_shown(text, shown):
    made = re.sub(r'<a class="copy-link".*?</a>|<[^>]*>', " ", html(text))

    assert made.split() == shown.split()


@pytest.mark.parametrize(
    "text",
    [
        "`{: .x}`",
        "`` *a*{: .x} ``",
        "Words\n`a\n{: .x}`",
        "```\n# Head {: .x}\n{: .x}\n```",
        "    *a*{: .x}\n    {: .x}",
        "- Words\n\n  ```\n  {: .x}\n  ```",
        "> ~~~\n> {: .x}\n> ~~~",
        "1. Words\n\n        {: .x}",
        "<pre>\n{: .x}\n</pre>",
        "Übung <code>*a*{: .x}</code>",
        "Use {: .x in words",
        "A set {: of things} in words",
        "A set {:a}",
    ],
)
def test_what_is_code_or_words_keeps_what_looks_like_attributes(text):
    assert text.count("{:") == html(text).count("{:")


@pytest.mark.parametrize(
    "piece", ["*{:.x}", " {#a}", "{:", "<code>{:.x}\n", "<pre>{:", " \t", "> ", "}{:a=}", "` {: "]
)
def test_a_page_of_nothing_but_attributes_is_read_in_linear_time(piece):
    assert without_attributes(f"{piece * 20_000}\n\n*a*{{:.x}}").endswith("*a*")


def test_a_thousand_nested_quotes_do_not_nest_the_page():
    made = html("> " * 1000 + "deep")

    assert made.count("<blockquote>") <= 80
    assert made.count("<blockquote>") == made.count("</blockquote>")
    assert "deep" in made


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "<", "<a", "&#x0;", "&#1114112;", "[" * 500, "*" * 500, "|" * 500]
)
def test_any_text_becomes_html(text):
    html(text)
