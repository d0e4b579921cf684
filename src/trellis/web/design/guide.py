"""The components by group, each with when to use it and what to write to get it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A component: its name, when to use it, and what a template says to show it."""

    key: str
    title: str
    when: str
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Components that belong together."""

    key: str
    title: str
    pieces: tuple[Piece, ...]


# ruff: noqa: E501 - a snippet stands as it is copied
GROUPS = (
    Group(
        "foundations",
        "Foundations",
        (
            Piece(
                "colours",
                "Colours",
                "Named for their use, with a value for light and one for dark. Colour means something or is not there.",
                "color: var(--ink-soft);",
            ),
            Piece(
                "type",
                "Type",
                "Six sizes; weight before size. Figures in columns are tabular.",
                '<p class="soft">Soft. <span class="figure">1,024</span></p>',
            ),
            Piece(
                "icons",
                "Icons",
                "Beside a word that says the same. An icon alone needs a label.",
                '{% icon "download" %}',
            ),
        ),
    ),
    Group(
        "controls",
        "Controls",
        (
            Piece(
                "buttons",
                "Buttons",
                "A button says what will happen. One primary button in a view.",
                '<button class="btn primary">Approve budget</button>',
            ),
            Piece(
                "fields",
                "Fields",
                "Label above, help below, the error beside what it is about.",
                '{% include "web/components/field.html" with field=form.name only %}',
            ),
            Piece(
                "form",
                "Form with an error summary",
                "One column. A form that comes back sums its errors up on top, and the summary takes the focus.",
                '{% include "web/components/summary.html" with form=form only %}',
            ),
            Piece(
                "guard",
                "Unsaved changes",
                "A form with words that would hurt to lose warns before one leaves, and says that they are not saved.",
                '<form method="post" data-guard>',
            ),
            Piece(
                "saved",
                "Autosave",
                "Beside a text that is kept as one types, in an element with aria-live.",
                '{% include "web/components/saved.html" with state="saved" when=kept_at only %}',
            ),
            Piece(
                "menu",
                "Menu",
                "What else can be done with a thing: the third action and all after it.",
                '{% menu "more" "More" %}<li><a href="{{ url }}">Copy link</a></li>{% endmenu %}',
            ),
            Piece(
                "dialog",
                "Dialog",
                "Before something that cannot be undone, and for short forms. Says the consequence in a sentence.",
                '<a class="btn" href="#leave" data-opens>Delete</a>\n{% dialog "leave" "Delete this page?" %}…{% enddialog %}',
            ),
            Piece(
                "drawer",
                "Drawer",
                "A look at something beside the page, which stays where it is.",
                '{% drawer "details" "Details" %}…{% enddrawer %}',
            ),
            Piece(
                "tags",
                "Tags and badges",
                "A tag is a state in a word; a badge is how many wait.",
                '{% tag "Page is clean" "good" %} {% badge 4 "tasks" %}',
            ),
            Piece(
                "avatars",
                "Avatars",
                "A person's initials beside their name. The ground depends on the name alone.",
                "{% avatar person.name 28 %}",
            ),
        ),
    ),
    Group(
        "telling",
        "Telling",
        (
            Piece(
                "banners",
                "Banners",
                "One thing that a reader should know about this page, in its place.",
                '{% banner "attention" %}The page changed while you were writing.{% endbanner %}',
            ),
            Piece(
                "toasts",
                "Toasts",
                "What was just done, where the page itself does not show it. Never the only place of a fault.",
                '<button data-says="Link copied">Copy link</button>',
            ),
            Piece(
                "empty",
                "Empty states",
                "An empty list says why, and what to do next.",
                '{% include "web/components/empty.html" with icon_name="filter" title=title text=text url=url action=action only %}',
            ),
            Piece(
                "progress",
                "Progress",
                "A job of more than a second. With a value where the end is known.",
                '{% include "web/components/progress.html" with label=label value=40 only %}',
            ),
            Piece(
                "job",
                "Job",
                "How far a job is that this page began: kept up to date, with its buttons, and the way to what came of it.",
                '{% include "web/components/job.html" with job=job csrf_token=csrf_token only %}',
            ),
            Piece(
                "skeleton",
                "Skeletons",
                "The shape of a part that loads by itself after the page.",
                '<div aria-busy="true">{% include "web/components/skeleton.html" with lines="123" only %}</div>',
            ),
        ),
    ),
    Group(
        "finding",
        "Finding one's way",
        (
            Piece(
                "head",
                "Head of a page",
                "Crumbs, title, facts in one line, at most two actions; tabs for aspects of one thing.",
                '{% include "web/components/crumbs.html" with crumbs=crumbs only %}',
            ),
            Piece(
                "pager",
                "Pager",
                "Under a list of more than fifty rows.",
                '{% include "web/components/pager.html" with paged=paged only %}',
            ),
            Piece(
                "hits",
                "Hits of a search",
                "What was found, with the letters that fit marked.",
                '{% include "web/partials/hits.html" with hits=hits query=query only %}',
            ),
            Piece(
                "theme",
                "Colours of the interface",
                "In the side bar. Follows the system until one chooses.",
                '{% include "web/partials/theme.html" with theme=theme here=here only %}',
            ),
            Piece(
                "tree",
                "Tree",
                "Things within things. Folds are details elements: Tab and Enter work without a script, and links stay links.",
                '{% include "web/components/tree.html" with nodes=nodes only %}',
            ),
        ),
    ),
    Group(
        "lists",
        "Lists",
        (
            Piece(
                "filters",
                "Filters and chips",
                "What a list can be narrowed by, and what it is narrowed by now. All in the address.",
                '{% include "web/components/filters.html" with filters=filters text=text text_label=label only %}',
            ),
            Piece(
                "table",
                "Table of records",
                "Sort, choose columns, select and act, save the view, export. The row is the link.",
                '{% include "web/components/table.html" with table=table only %}',
            ),
            Piece(
                "grouped",
                "Table in groups",
                "Rows under headings, with what can be done with one row, one group, those selected, or all.",
                "table_of(…, group=…, deeds=…, can_pick=…, actions=(Action(…), Action(…, whole=True)))",
            ),
            Piece(
                "items",
                "Items with their origin",
                "Sentences of which some come from elsewhere: from where stands beside each.",
                '<ul class="items"><li class="own">…<a class="from" href="…">this level</a></li></ul>',
            ),
            Piece(
                "facts",
                "Facts and cards",
                "A few figures beside a record. A card is a link.",
                '<dl class="kv"><dt>Steps</dt><dd>5</dd></dl>',
            ),
        ),
    ),
    Group(
        "time",
        "Time",
        (
            Piece(
                "timeline",
                "Timeline",
                "What happened to one thing, in its order.",
                '{% include "web/components/timeline.html" with moments=moments only %}',
            ),
            Piece(
                "calendar",
                "Calendar",
                "A month. On a phone the days with something on them are a list.",
                '{% include "web/components/calendar.html" with month=month only %}',
            ),
        ),
    ),
    Group(
        "words",
        "Words",
        (
            Piece(
                "prose",
                "Text",
                "What the handbook's Markdown becomes.",
                '<article class="prose">{{ html }}</article>',
            ),
            Piece(
                "code",
                "Code to copy",
                "Commands and snippets.",
                '{% code "name" "Label" %}trellis check{% endcode %}',
            ),
            Piece(
                "source",
                "Source with remarks",
                "A file line by line, with what is said about a line below it.",
                '<div class="panel source">…</div>',
            ),
            Piece(
                "diff",
                "Differences",
                "Two texts compared. Added and taken away are said in signs and words.",
                '{% include "web/components/diff.html" with rows=rows label=label only %}',
            ),
            Piece(
                "thread",
                "Comments",
                "What people said about a thing, with the answers.",
                '{% include "web/components/thread.html" with remarks=remarks only %}',
            ),
            Piece(
                "diagram",
                "Diagram",
                "Boxes and lines that lead somewhere: ladders, reporting lines.",
                '{% include "web/components/diagram.html" with diagram=diagram only %}',
            ),
        ),
    ),
    Group(
        "charts",
        "Charts",
        (
            Piece(
                "line",
                "Line",
                "How one thing went over time; a gap breaks the line.",
                "lines.line(name, title, days, (Series(title, values),))\n{% chart chart %}",
            ),
            Piece(
                "lines",
                "Several lines",
                "At most six, told apart by marker, dash and colour.",
                "lines.line(name, title, days, series, unit=unit)",
            ),
            Piece(
                "bar",
                "Bars",
                "Amounts beside each other, largest first.",
                "bars.bar(name, title, (Bar(name, value, url), …))",
            ),
            Piece(
                "stacked",
                "Stacked columns",
                "What a whole is made of, over time.",
                "bars.stacked(name, title, days, series)",
            ),
            Piece(
                "scatter",
                "Scatter",
                "Whether two measures go together.",
                "lines.scatter(name, title, dots, x_title=…, y_title=…)",
            ),
            Piece(
                "heat",
                "Heat map",
                "Where much and where little is, over two lists.",
                "grids.heat(name, title, rows, columns, values)",
            ),
            Piece("funnel", "Funnel", "How many come through each step.", "bars.funnel(name, title, steps)"),
            Piece(
                "gantt",
                "Gantt",
                "When each task runs, what is done of it, what is late.",
                "plans.gantt(name, title, tasks, today)",
            ),
            Piece(
                "network",
                "Network",
                "How things hang together.",
                "networks.network(name, title, nodes, links)",
            ),
            Piece(
                "few", "One point and none", "A chart of one point shows it; a chart of nothing says so.", ""
            ),
        ),
    ),
)

PIECES = {piece.key: piece for group in GROUPS for piece in group.pieces}
