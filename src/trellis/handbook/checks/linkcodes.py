"""The codes of links, HB200 to HB229: what may be wrong with where a link leads and how it is written.

`CODES` holds those of transclusions as well.
"""

from __future__ import annotations

from trellis.handbook.checks import includecodes
from trellis.handbook.diagnostics import Code, Example, Severity, page_example


def _handbook(text: str, **others: str) -> Example:
    """The page `roles/lead.md`, the page `policies/holidays.md`, and others."""
    holidays = "# Holidays\n\n## Sick leave\n\nCall before nine.\n\n## Time & pay\n\nTwenty-five days.\n"
    named = {name.replace("__", "/") + ".md": content for name, content in others.items()}
    return Example({"policies/holidays.md": holidays, "roles/lead.md": text, **named})


_SETTINGS = {"handbook.yml": "hosts: [handbook.example.com]\nredirects:\n  /time-off/: /policies/holidays/\n"}

PAGE = Code(
    id="HB200",
    name="dangling-link",
    severity=Severity.WARNING,
    summary="A link leads to a page that does not exist.",
    why="Readers who follow it find nothing. Where only a part of a site is read, a link into the rest "
    "cannot be judged and is not reported, unless it is clear which page was meant.",
    hint="Correct the address, or delete the link.",
    bad=_handbook("# Lead\n\nWe follow the [rules](/policies/hollidays/).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
)
ANCHOR = Code(
    id="HB201",
    name="dangling-anchor",
    severity=Severity.WARNING,
    summary="A link leads to a heading that its page does not have.",
    why="Readers arrive at the top of the page and have to search. Most often the heading was renamed.",
    hint="Use the anchor of a heading that exists, or leave the part after “#” out.",
    bad=_handbook("# Lead\n\nSee [illness](/policies/holidays/#illness).\n"),
    good=_handbook("# Lead\n\nSee [illness](/policies/holidays/#sick-leave).\n"),
)
UNREAD = Code(
    id="HB202",
    name="unread-page",
    severity=Severity.NOTE,
    summary="A link leads to a page that is not among those that were read.",
    why="It may exist in another part of the site. Select this code to see everything that a part of a "
    "handbook leans on.",
    hint="Read that part as well, or set `complete: true` in `handbook.yml` if this is all there is.",
    bad=_handbook("# Lead\n\nSee the [team](/company/team/).\n"),
    good=_handbook("# Lead\n\nSee the [rules](/policies/holidays/).\n"),
    enabled=False,
)
FILE = Code(
    id="HB203",
    name="missing-file",
    severity=Severity.WARNING,
    summary="An image or a link leads to a file that does not exist.",
    why="Readers see an empty frame or an error. Reported where all of the site is read.",
    hint="Add the file, or correct the address.",
    bad=Example({"handbook.yml": "complete: true\n", "plan.md": "# Plan\n\n![The plan](plan.png)\n"}),
    good=Example(
        {
            "handbook.yml": "complete: true\n",
            "plan.md": "# Plan\n\n![The plan](plan.png)\n",
            "plan.png": "PNG",
        }
    ),
)
NO_LEADING_SLASH = Code(
    id="HB204",
    name="no-leading-slash",
    severity=Severity.WARNING,
    summary="The address of a link from the root of the handbook lacks its first slash.",
    why="A browser looks for it below the page that it stands on and finds nothing.",
    hint="Begin the address with “/”; `trellis check --fix` does.",
    bad=_handbook("# Lead\n\nWe follow the [rules](policies/holidays/).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
    fixable=True,
)
OWN_HOST = Code(
    id="HB205",
    name="own-host",
    severity=Severity.NOTE,
    summary="A link to a page of the handbook names the handbook's own host.",
    why="In a preview, a copy or after a move such a link leads away from the text that is being read.",
    hint="Leave the host out; `trellis check --fix` does.",
    bad=Example(
        _SETTINGS
        | _handbook(
            "# Lead\n\nWe follow the [rules](https://handbook.example.com/policies/holidays/).\n"
        ).files
    ),
    good=Example(_SETTINGS | _handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n").files),
    fixable=True,
)
NO_TRAILING_SLASH = Code(
    id="HB206",
    name="no-trailing-slash",
    severity=Severity.NOTE,
    summary="The address of a page lacks the slash at its end.",
    why="Most web servers answer with a redirect, and relative links on the page that is reached may break.",
    hint="End the address with “/”; `trellis check --fix` does.",
    bad=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays#sick-leave).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/#sick-leave).\n"),
    fixable=True,
)
DOUBLED_SLASH = Code(
    id="HB207",
    name="doubled-slash",
    severity=Severity.NOTE,
    summary="An address has two slashes in a row.",
    why="Some web servers find the page all the same, others do not.",
    hint="Delete one of them; `trellis check --fix` does.",
    bad=_handbook("# Lead\n\nWe follow the [rules](/policies//holidays/).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
    fixable=True,
)
REDIRECTED = Code(
    id="HB208",
    name="redirected-link",
    severity=Severity.NOTE,
    summary="A link leads to an address that has moved.",
    why="It works for as long as the redirect is kept.",
    hint="Use the new address; `trellis check --fix` does.",
    bad=Example(_SETTINGS | _handbook("# Lead\n\nWe follow the [rules](/time-off/).\n").files),
    good=Example(_SETTINGS | _handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n").files),
    fixable=True,
)
ANCHOR_RULE = Code(
    id="HB209",
    name="other-anchor",
    severity=Severity.NOTE,
    summary="An anchor is not written as the handbook writes the anchors of its headings.",
    why="Each tool makes anchors by a rule of its own. Trellis finds the heading, other tools will not.",
    hint="Use the heading's own anchor; `trellis check --fix` does.",
    bad=_handbook("# Lead\n\nSee [pay](/policies/holidays/#time-pay).\n"),
    good=_handbook("# Lead\n\nSee [pay](/policies/holidays/#time--pay).\n"),
    fixable=True,
)
CASE = Code(
    id="HB210",
    name="wrong-case",
    severity=Severity.WARNING,
    summary="An address differs from the page's in capital and small letters.",
    why="Most web servers and every Linux machine tell them apart, so the link works on some computers only.",
    hint="Write the address as the file is called; `trellis check --fix` does in clear cases.",
    bad=_handbook("# Lead\n\nWe follow the [rules](/Policies/holidays/).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
    fixable=True,
)
EMPTY = Code(
    id="HB211",
    name="empty-address",
    severity=Severity.WARNING,
    summary="A link has no address.",
    why="Readers see a link and get nowhere.",
    hint="Add the address, or write the words without a link.",
    bad=_handbook("# Lead\n\nWe follow the [rules]().\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
)
NO_TEXT = Code(
    id="HB212",
    name="empty-link",
    severity=Severity.WARNING,
    summary="A link has no text.",
    why="Nobody can see it, and a screen reader has nothing to say but the address.",
    hint="Write what the link leads to between the square brackets, or delete it.",
    bad=_handbook("# Lead\n\nWe follow the rules [](/policies/holidays/).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
)
UNSAFE = Code(
    id="HB213",
    name="unsafe-address",
    severity=Severity.ERROR,
    summary="A link runs a script, holds data, or leads to a file on somebody's own computer.",
    why="A page that people trust must not run what a link holds; Trellis does not make such links. A file "
    "on one computer cannot be opened on another.",
    hint="Link to a page or an uploaded file instead.",
    bad=page_example("# Lead\n\nSee the [plan](file:///home/sam/plan.pdf).\n"),
    good=page_example("# Lead\n\nSee the [plan](https://files.example.com/plan.pdf).\n"),
)
NO_ALT = Code(
    id="HB214",
    name="image-without-text",
    severity=Severity.NOTE,
    summary="An image has no alternative text.",
    why="Somebody who cannot see the image does not learn what it shows (WCAG 2.2, 1.1.1).",
    hint='Say between the square brackets what the image shows; in HTML, `alt=""` says it is decoration.',
    bad=page_example("# Plan\n\n![](https://example.com/plan.png)\n"),
    good=page_example("# Plan\n\n![The plan of the year in four quarters](https://example.com/plan.png)\n"),
)
NO_SCHEME = Code(
    id="HB215",
    name="no-scheme",
    severity=Severity.WARNING,
    summary="A link to another site lacks “https://”.",
    why="A browser looks for a page of that name beside this one.",
    hint="Begin the address with “https://”; `trellis check --fix` does for addresses that begin with "
    "“www.”.",
    bad=page_example("# Lead\n\nSee [their site](www.example.com/about).\n"),
    good=page_example("# Lead\n\nSee [their site](https://www.example.com/about).\n"),
    fixable=True,
)
NO_MAILTO = Code(
    id="HB216",
    name="no-mailto",
    severity=Severity.WARNING,
    summary="A link to a mail address lacks “mailto:”.",
    why="A browser looks for a page of that name instead of opening a mail.",
    hint="Begin the address with “mailto:”; `trellis check --fix` does.",
    bad=page_example("# Lead\n\nWrite to [payroll](payroll@example.com).\n"),
    good=page_example("# Lead\n\nWrite to [payroll](mailto:payroll@example.com).\n"),
    fixable=True,
)
PARENTHESES = Code(
    id="HB217",
    name="doubled-parentheses",
    severity=Severity.WARNING,
    summary="The address of a link stands in parentheses of its own.",
    why="They become part of the address, and the link leads nowhere.",
    hint="Delete the inner parentheses; `trellis check --fix` does.",
    bad=_handbook("# Lead\n\nWe follow the [rules]((/policies/holidays/)).\n"),
    good=_handbook("# Lead\n\nWe follow the [rules](/policies/holidays/).\n"),
    fixable=True,
)
SCHEME_SLIP = Code(
    id="HB218",
    name="broken-scheme",
    severity=Severity.WARNING,
    summary="The beginning of a web address is misspelt.",
    why="Browsers do not know where to go.",
    hint="Begin the address with “https://”; `trellis check --fix` does.",
    bad=page_example("# Lead\n\nSee [their site](htts://example.com/about).\n"),
    good=page_example("# Lead\n\nSee [their site](https://example.com/about).\n"),
    fixable=True,
)
SAME_NAME = Code(
    id="HB219",
    name="repeated-anchor",
    severity=Severity.WARNING,
    summary="Two headings of a page are given the same anchor.",
    why="A link leads to the first one only; the second cannot be reached.",
    hint="Give one of them another name between the braces.",
    bad=page_example("# Lead\n\n## Grade {#grade}\n\nSeven.\n\n## Pay grade {#grade}\n\nEight.\n"),
    good=page_example("# Lead\n\n## Grade {#grade}\n\nSeven.\n\n## Pay grade {#pay-grade}\n\nEight.\n"),
)
UNKNOWN_ORIGINAL = Code(
    id="HB220",
    name="unknown-original",
    severity=Severity.WARNING,
    summary="`translation-of` names no page.",
    why="Neither the translation nor its original says how far the one is behind the other, and nobody is told that "
    "the original has changed.",
    hint="Write the file of the original as in a link: `holidays.md` beside it, `/policies/holidays.md` from the root.",
    bad=_handbook(
        "# Lead\n\nLeads.\n", de__urlaub="---\ntitle: Urlaub\ntranslation-of: holidays.md\n---\n\nTage.\n"
    ),
    good=_handbook(
        "# Lead\n\nLeads.\n",
        de__urlaub="---\ntitle: Urlaub\ntranslation-of: /policies/holidays.md\n---\n\nTage.\n",
    ),
)

CODES = (
    PAGE, ANCHOR, UNREAD, FILE, NO_LEADING_SLASH, OWN_HOST, NO_TRAILING_SLASH, DOUBLED_SLASH, REDIRECTED,
    ANCHOR_RULE, CASE, EMPTY, NO_TEXT, UNSAFE, NO_ALT, NO_SCHEME, NO_MAILTO, PARENTHESES, SCHEME_SLIP,
    SAME_NAME, UNKNOWN_ORIGINAL, *includecodes.CODES,
)  # fmt: skip
