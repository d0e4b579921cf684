"""The smaller components: avatars, badges, calendars, tables, and the page that shows them all."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.models import Account, Run
from trellis.web.avatars import TONES, initials_of, tone_of
from trellis.web.calendars import Event, asked_month, month_of
from trellis.web.design.guide import GROUPS, PIECES
from trellis.web.ordering import ordered, sorted_rows
from trellis.web.tables import Action, Column, Deed, Group, selected, shown_columns, table_of

ROOT = Path(__file__).parents[1]
COMPONENTS = sorted((ROOT / "templates" / "web" / "components").glob("*.html"))
_LENGTH = r"(?:[^\s;()]|\w+\([^)]*\))+"
_SIDES = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right)|[{;]\s*(?:left|right):|(?:float|text-align): (?:left|right)"
)
MAY = date(2026, 5, 18)
COLUMNS = (
    Column("name", "Name", lambda row: row[0], sort=lambda row: row[0]),
    Column("count", "Count", lambda row: row[1], sort=lambda row: row[1], numeric=True, before="has"),
    Column("note", "Note", lambda row: None, extra=True),
)
ROWS = [("b", 2), ("a", 3), ("c", 1)]


def rendered(text, **context):
    return engines["django"].from_string("{% load pieces charts design %}" + text).render(context)


def table(rf, query="", columns=COLUMNS, **more):
    return table_of(
        rf.get(f"/?{query}"), "t", "Things", columns, ROWS, row_url=lambda row: f"/{row[0]}/", **more
    )


def drawn(table):
    text = '{% include "web/components/table.html" with table=table csrf_token="x" only %}'
    return engines["django"].from_string(text).render({"table": table})


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Mara Lindqvist", "ML"),
        ("Ada van der Berg", "AB"),
        ("Sam", "S"),
        ("  ", "?"),
        ("(x) Öz", "Ö"),
        ("élan vital", "ÉV"),
    ],
)
def test_initials_are_of_the_first_and_last_name(name, initials):
    assert initials_of(name) == initials


@given(st.text())
def test_every_name_has_initials_and_a_tone_that_stay(name):
    assert initials_of(name)
    assert tone_of(name) == tone_of(f" {name} ") in range(1, TONES + 1)


def test_an_avatar_beside_a_name_is_not_read_twice():
    assert 'aria-hidden="true"' in rendered('{% avatar "Mara L" %}')
    assert 'role="img" aria-label="Mara L"' in rendered('{% avatar "Mara L" 40 True %}')


def test_a_badge_says_the_whole_number_and_what_it_counts():
    badge = rendered('{% badge 240 "findings" %}')

    assert "99+" in badge
    assert "240 findings" in badge
    assert rendered('{% badge 0 "findings" %}') == ""


def test_what_stands_in_a_piece_is_escaped_unless_it_is_markup_of_the_page():
    text = "{% banner %}{{ words }}{% endbanner %}{% code 'x' 'Label' %}{{ words }}{% endcode %}"

    assert "<script" not in rendered(text, words="<script>")


def test_a_banner_in_an_unknown_tone_fails_with_the_tones_that_exist():
    with pytest.raises(Exception, match="tone is one of"):
        rendered('{% banner "pretty" %}x{% endbanner %}')


@pytest.mark.parametrize(("language", "first"), [("en", "Sun"), ("de", "Mo")])
def test_a_week_begins_as_it_does_where_the_reader_is(language, first):
    with translation.override(language):
        month = month_of("m", MAY, MAY, ())

    assert month.weekdays[0] == first


@given(st.dates(), st.integers(0, 6))
def test_a_month_is_whole_weeks_that_hold_each_of_its_days_once(shown, begins):
    month = month_of("m", shown, MAY, (), first_weekday=begins)
    days = [day for week in month.weeks for day in week]
    inside = [day.date for day in days if day.inside]

    assert inside[0] == month.first
    assert inside == sorted(set(inside))
    assert shown in inside
    assert all(
        (day.date.isoweekday() - begins) % 7 == at
        for week in month.weeks[1:-1]
        for at, day in enumerate(week)
    )


def test_an_event_of_several_days_stands_on_each_of_them():
    month = month_of("m", MAY, MAY, (Event("Course", date(2026, 5, 30), date(2026, 6, 2)),), first_weekday=1)

    assert [day.date.day for week in month.weeks for day in week if day.events and day.inside] == [30, 31]
    assert month.has_events


@pytest.mark.parametrize("asked", ["", "x", "2026-13", "2026-05-18", "9999-99", "0000-01", "20260501"])
def test_an_address_that_names_no_month_shows_this_one(asked):
    assert asked_month(asked, MAY) == date(2026, 5, 1)


def test_the_month_before_and_after_are_addresses():
    month = month_of("m", date(2026, 1, 5), MAY, ())

    assert (month.previous_url, month.next_url) == ("?month=2025-12", "?month=2026-02")


def test_a_table_sorts_by_the_column_that_the_address_names(rf):
    assert [line.cells[0].text for line in table(rf, "sort=-count").lines] == ["a", "b", "c"]
    assert [line.cells[0].text for line in table(rf, "sort=nonsense").lines] == ["b", "a", "c"]


def test_the_head_of_a_column_leads_to_the_other_order_and_keeps_the_rest(rf):
    heads = table(rf, "sort=name&grade=7&page=2").heads

    assert (heads[0].sorted, heads[0].url) == ("ascending", "?sort=-name&grade=7")
    assert heads[1].url == "?sort=count&grade=7"


def test_a_table_shows_the_columns_that_were_chosen_and_always_the_first(rf):
    assert [head.label for head in table(rf).heads] == ["Name", "Count"]
    assert [head.label for head in table(rf, "show=note").heads] == ["Name", "Note"]
    assert [head.label for head in table(rf, "show=nonsense").heads] == ["Name", "Count"]


@given(st.text())
def test_any_address_makes_a_table(query):
    params = QueryDict(query.encode("utf-8", "replace"))

    assert shown_columns(COLUMNS, params)[0] is COLUMNS[0]
    assert sorted(sorted_rows(COLUMNS, ROWS, params.get("sort", ""))) == sorted(ROWS)


def test_only_rows_of_the_list_can_be_selected(rf):
    request = rf.post("/", {"row": ["a", "x", "a", "b"]})

    assert selected(request, ["a", "b", "c"]) == ("a", "b")


def test_only_what_can_be_selected_has_a_box(rf):
    shown = table(
        rf, actions=(Action("go", "Go"),), can_pick=lambda row: row[1] > 1, row_key=lambda row: row[0]
    )

    assert [line.pick_label for line in shown.lines] == ["Select b", "Select a", ""]
    assert re.findall(r'name="row" value="(.)"', drawn(shown)) == ["b", "a"]


def test_neighbours_stand_under_a_heading_and_keep_their_order(rf):
    def group(row):
        return Group(
            str(row[1] > 1), "Many" if row[1] > 1 else "Few", deeds=(Deed("Do", "/all/", "all", "1"),)
        )

    shown = table(rf, group=group)

    assert [(each.group.title, len(each.lines)) for each in shown.sections] == [("Many", 2), ("Few", 1)]
    assert '<button class="btn quiet small" formaction="/all/" name="all" value="1">' in drawn(shown)


def test_what_rows_can_do_is_asked_once_with_the_rows_of_the_page(rf):
    asked = []

    def deeds(rows):
        asked.append(list(rows))
        return [Deed("Do", of=row[0]) if row[1] > 1 else None for row in rows]

    shown = table(rf, deeds=deeds)

    assert asked == [ROWS]
    assert shown.is_form
    assert drawn(shown).count("<button") == 3  # one of them shows columns


def test_a_table_with_nothing_to_do_is_no_form(rf):
    assert 'method="post"' not in drawn(table(rf))


def test_a_cell_escapes_what_people_wrote(rf):
    columns = (Column("name", "Name", lambda row: "<b>", under=lambda row: "<i>"),)

    assert "<b>" not in drawn(table(rf, columns=columns))
    assert "&lt;i&gt;" in drawn(table(rf, columns=columns))


def test_filters_keep_order_columns_and_what_the_list_names(rf):
    shown = table(rf, "sort=name&show=note&show=count&group=owner&q=x", keep=("group",))

    assert shown.arranged == (("sort", "name"), ("show", "note"), ("show", "count"), ("group", "owner"))


@pytest.mark.django_db
def test_rows_of_a_query_are_sorted_counted_and_cut_by_the_database(rf, django_assert_num_queries):
    for at in range(60):
        Run.objects.create(name=f"{at:02}")
    columns = (Column("name", "Name", lambda row: row.name, sort=("name",)),)

    with django_assert_num_queries(2):
        shown = table_of(
            rf.get("/?sort=-name&page=2"), "t", "Things", columns, Run.objects.all(), row_url=lambda row: ""
        )

    assert (shown.paged.total, shown.lines[0].cells[0].text) == (60, "09")


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(), ("access",)])
@pytest.mark.parametrize("asked", ["", "name", "-name"])
def test_each_row_of_a_query_is_on_one_page_however_many_are_alike(rf, order, asked):
    """Also where the rows come in no order of their own: a database may give those in another one each time."""
    for at in range(120):
        Account.objects.create(name=f"{at % 2}", email=f"{at}@example.org")
    columns = (Column("name", "Name", lambda row: row.name, sort=("name",)),)
    rows = Account.objects.order_by(*order)

    def keys(number):
        get = rf.get(f"/?sort={asked}&page={number}")
        return [
            line.key
            for line in table_of(
                get, "t", "Things", columns, rows, row_url=lambda row: "", row_key=lambda row: row.pk
            ).lines
        ]

    assert sorted(keys(1) + keys(2) + keys(3)) == sorted(Account.objects.values_list("pk", flat=True))
    assert str(ordered(columns, rows, asked).query).endswith('."id" ASC')


def test_a_file_of_a_table_holds_what_the_filters_leave(rf):
    assert table(rf, "grade=7&page=3", exports=(("CSV", "/x.csv"),)).exports == (("CSV", "/x.csv?grade=7"),)


def test_every_piece_of_the_guide_stands_on_the_page_and_in_its_index(client, serve):
    serve({"index.md": "# Home"})
    page = client.get("/design/").content.decode()

    assert sorted(re.findall(r'<section class="sample" id="([a-z]+)"', page)) == sorted(PIECES)
    assert all(f'href="#{key}"' in page for key in PIECES)
    assert all(f'id="g-{group.key}"' in page for group in GROUPS)


def test_the_page_of_components_can_be_read_from_right_to_left(client, serve):
    serve({"index.md": "# Home"})

    assert '<div class="samples" lang="en" dir="rtl">' in client.get("/design/?dir=rtl").content.decode()
    assert '<div class="samples" lang="en">' in client.get('/design/?dir="><script>').content.decode()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_shown_on_the_page_of_components(path):
    shown = "\n".join(each.read_text() for each in (ROOT / "templates" / "web" / "design").glob("*.html"))
    tags = "\n".join(each.read_text() for each in (ROOT / "templatetags").glob("*.py"))
    inside = "\n".join(each.read_text() for each in COMPONENTS)
    elsewhere = {"told.html", "trouble.html"}  # messages and refusals: banners with the words of a real one

    assert f"components/{path.name}" in shown + tags + inside or path.name in elsewhere


def test_style_sheets_know_no_left_and_right():
    """Except within charts, which run from left to right in every language."""
    for path in ROOT.parent.glob("*/static/*/css/*.css"):
        if path.name == "chart.css":
            continue
        text = path.read_text()
        assert _SIDES.search(text) is None, path.name
        uneven = re.findall(rf"(?:margin|padding): {_LENGTH} ({_LENGTH}) {_LENGTH} ({_LENGTH});", text)
        assert [pair for pair in uneven if pair[0] != pair[1]] == [], path.name
