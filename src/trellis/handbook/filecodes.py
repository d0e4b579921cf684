"""The codes `HB001` to `HB049`: files, bytes, front matter, YAML, settings, and what two files may not share."""

from __future__ import annotations

from trellis.handbook.diagnostics import Code, Example, Severity, page_example

_PAGE = "---\ntitle: Leave\n---\n\nEverybody has thirty days of leave.\n"


def _bytes(data: bytes) -> str:
    """Bytes as the text of an example; see `MemorySource`."""
    return data.decode("utf-8", "surrogateescape")


UNREAD_FILE = Code(
    "HB001",
    "unread-file",
    Severity.WARNING,
    "A file or folder cannot be read and is left out.",
    "A handbook is only what lies in its own folder and can be named in a link. Links that lead out of "
    "the folder, devices and pipes, files without permission, submodules and names with control "
    "characters are left out, so readers miss what they hold.",
    "Put a plain file with a plain name in its place, or take it away.",
    Example({"leave.md": _PAGE, "part\n2.md": _PAGE}),
    Example({"leave.md": _PAGE, "part-2.md": _PAGE.replace("Leave", "More leave")}),
)
TOO_LARGE = Code(
    "HB002",
    "too-large",
    Severity.ERROR,
    "A file is larger than the limit, and only its title is read.",
    "A page of several megabytes is a data dump or an accident: nobody can read it, and it would slow "
    "down everybody's work. The limit is `page_bytes` (two mebibytes unless `handbook.yml` says "
    "otherwise).",
    "Split the page, or keep the data in a file of another type and link to it.",
    Example({"handbook.yml": "limits:\n  page_bytes: 100\n", "leave.md": _PAGE + "A word. " * 20 + "\n"}),
    Example({"handbook.yml": "limits:\n  page_bytes: 1000\n", "leave.md": _PAGE}),
)
NOT_UTF8 = Code(
    "HB003",
    "not-utf-8",
    Severity.ERROR,
    "Some bytes of the file are not UTF-8.",
    "The characters that were meant are unknown: readers see a replacement sign in their place, and "
    "search does not find the word. Mostly the file was saved as Windows-1252 or Latin-1.",
    "Save the file as UTF-8 and type the lost characters anew.",
    page_example(_bytes(_PAGE.encode() + b"Caf\xe9 opening hours.\n")),
    page_example(_PAGE + "Café opening hours.\n"),
)
CONTROL_CHARACTER = Code(
    "HB004",
    "control-character",
    Severity.WARNING,
    "The file holds control characters that no text needs.",
    "They are invisible, come from copied terminals or broken tools, and cut off text in other programs. "
    "Readers see a replacement sign.",
    "Delete the character.",
    page_example(_PAGE + "Ask the \x07people team.\n"),
    page_example(_PAGE + "Ask the people team.\n"),
)
WRONG_ENCODING = Code(
    "HB005",
    "utf-16",
    Severity.WARNING,
    "The file is in UTF-16 or UTF-32, not in UTF-8.",
    "Trellis reads it all the same, but Git shows it as binary: nobody can review a change to it.",
    "Save the file as UTF-8.",
    page_example(_bytes(_PAGE.encode("utf-16"))),
    page_example(_PAGE),
)
UNCLOSED_FRONT_MATTER = Code(
    "HB010",
    "unclosed-front-matter",
    Severity.ERROR,
    "The front matter at the top of the page is never closed.",
    "Without its closing line nobody can tell where the settings of the page end and its text begins; "
    "most tools show the keys to readers or the page not at all.",
    "Write a line `---` after the last key.",
    page_example("---\ntitle: Leave\n\nEverybody has thirty days of leave.\n"),
    page_example(_PAGE),
)
BROKEN_FRONT_MATTER = Code(
    "HB011",
    "broken-front-matter",
    Severity.ERROR,
    "The front matter cannot be read as YAML (or TOML).",
    "Other tools refuse the page or lose its title. Trellis takes line by line what it can still understand.",
    "Put a text that holds a colon, a hash or quotes between double quotes.",
    page_example("---\ntitle: Leave: how much there is\n---\n\nThirty days.\n"),
    page_example('---\ntitle: "Leave: how much there is"\n---\n\nThirty days.\n'),
)
BARE_FRONT_MATTER = Code(
    "HB012",
    "bare-front-matter",
    Severity.WARNING,
    "The keys at the top of the page stand there as plain text.",
    "Without a line `---` before and after them, most tools show the keys to readers as the first paragraph.",
    "Write a line `---` before the first key and one after the last.",
    page_example(
        "title: Leave\ndescription: How much leave there is\n\nEverybody has thirty days of leave.\n"
    ),
    page_example(
        "---\ntitle: Leave\ndescription: How much leave there is\n---\n\nEverybody has thirty days.\n"
    ),
    fixable=True,
)
DUPLICATE_KEY = Code(
    "HB013",
    "duplicate-key",
    Severity.WARNING,
    "A key stands twice in one mapping.",
    "Which of the two counts differs between tools: here it is the first, elsewhere the last.",
    "Delete one of the two.",
    page_example("---\ntitle: Leave\ntitle: Holidays\n---\n\nThirty days.\n"),
    page_example(_PAGE),
)
NOT_PLAIN_YAML = Code(
    "HB014",
    "not-plain-yaml",
    Severity.ERROR,
    "The YAML holds what a handbook does not read: tags, aliases that grow, nesting without end.",
    "Tags make other programs create objects, and aliases of aliases can stand for billions of values. "
    "Plain lists and mappings say everything that a handbook needs.",
    "Write the value out.",
    page_example("---\ntitle: !!python/name:os.system Leave\n---\n\nThirty days.\n"),
    page_example(_PAGE),
)
NOT_A_MAPPING = Code(
    "HB015",
    "front-matter-without-keys",
    Severity.WARNING,
    "The front matter is no list of keys and values.",
    "The title and the other settings of the page are lost.",
    "Write each setting as `key: value`.",
    page_example("---\n- title\n- Leave\n---\n\nThirty days.\n"),
    page_example(_PAGE),
)
BROKEN_DATA = Code(
    "HB016",
    "broken-data",
    Severity.ERROR,
    "A data file cannot be read as YAML.",
    "Everything after the fault is lost, and whatever is made from the file is incomplete.",
    "Look at the line above as well: mostly an indentation or a quote is wrong there.",
    Example({"grades.yml": "- grade: 4\n  name: Intern\n - grade: 5\n"}),
    Example({"grades.yml": "- grade: 4\n  name: Intern\n- grade: 5\n"}),
)
UNKNOWN_SETTING = Code(
    "HB020",
    "unknown-setting",
    Severity.WARNING,
    "handbook.yml holds a setting that Trellis does not know.",
    "It has no effect, and whoever wrote it believes that it has.",
    "Correct the name, or delete the line.",
    Example({"handbook.yml": "organistaion: Example\n", "leave.md": _PAGE}),
    Example({"handbook.yml": "organisation: Example\n", "leave.md": _PAGE}),
)
WRONG_SETTING = Code(
    "HB021",
    "wrong-setting",
    Severity.ERROR,
    "A setting in handbook.yml has a value of the wrong type.",
    "The value is ignored and the default used instead.",
    "Write the value as the reference of handbook.yml shows it.",
    Example({"handbook.yml": "hosts: 12\n", "leave.md": _PAGE}),
    Example({"handbook.yml": "hosts: [handbook.example.com]\n", "leave.md": _PAGE}),
)
UNMATCHED_VISIBILITY = Code(
    "HB022",
    "visibility-of-nothing",
    Severity.WARNING,
    "A rule of visibility in handbook.yml matches no file.",
    "The pages that it is meant to protect may lie elsewhere, where everybody reads them.",
    "Correct the path, or delete the rule. Capital letters count.",
    Example(
        {
            "handbook.yml": "visibility:\n  - path: Cases/\n    to: internal\n",
            "cases/leave.md": _PAGE,
        }
    ),
    Example(
        {
            "handbook.yml": "visibility:\n  - path: cases/\n    to: internal\n",
            "cases/leave.md": _PAGE,
        }
    ),
)
SAME_ADDRESS = Code(
    "HB030",
    "same-address",
    Severity.ERROR,
    "Two files claim the same address.",
    "Only one of them can be opened; the other cannot be read, found or linked to.",
    "Rename one of the files, or join them.",
    Example({"leave.md": _PAGE, "leave/index.md": "# Leave of absence\n\nAsk your manager.\n"}),
    Example({"leave.md": _PAGE, "leave/absence.md": "# Leave of absence\n\nAsk your manager.\n"}),
)
SAME_TITLE = Code(
    "HB031",
    "same-title",
    Severity.NOTE,
    "Two pages of one kind have the same title.",
    "In search, in lists and in tabs nobody can tell them apart.",
    "Say in each title what is special about the page.",
    Example({"leave.md": _PAGE, "spain/leave.md": _PAGE}),
    Example({"leave.md": _PAGE, "spain/leave.md": _PAGE.replace("Leave", "Leave in Spain")}),
)

FILE_CODES: tuple[Code, ...] = (
    UNREAD_FILE,
    TOO_LARGE,
    NOT_UTF8,
    CONTROL_CHARACTER,
    WRONG_ENCODING,
    UNCLOSED_FRONT_MATTER,
    BROKEN_FRONT_MATTER,
    BARE_FRONT_MATTER,
    DUPLICATE_KEY,
    NOT_PLAIN_YAML,
    NOT_A_MAPPING,
    BROKEN_DATA,
    UNKNOWN_SETTING,
    WRONG_SETTING,
    UNMATCHED_VISIBILITY,
    SAME_ADDRESS,
    SAME_TITLE,
)
