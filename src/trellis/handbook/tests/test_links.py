"""What destinations lead to."""

from __future__ import annotations

import pytest

from trellis.handbook import resolution as r
from trellis.handbook.tests.linked import Linked

HANDBOOK = {
    "index.md": "# Home\n",
    "policies/index.md": "# Policies\n\n## Time & pay\n",
    "policies/holidays.md": "---\ntitle: Holidays\nredirect_from: [/time-off/]\n---\n## Sick leave\n\n## Sick leave\n",
    "policies/travel/index.html.md": "# Travel abroad\n\n## Visas\n",
    "policies/old.html.md.erb": "# Old\n\n<%= partial 'more' %>\n",
    "roles/finance/lead/index.md": "# Lead\n\n## Job Grade\n",
    "003_2df6dd53.txt": "---\ntitle: IT Management\n---\n\n## Manager, IT\n\n## Senior Manager, IT\n",
}
ASSETS = ("policies/plan.png", "data/grades.yml")


@pytest.fixture(scope="module")
def linked() -> Linked:
    return Linked(
        HANDBOOK,
        ASSETS,
        hosts=(("about.example.com", ""), ("example.org/book", "policies")),
        redirects=(
            ("/gone/", "/policies/travel/#visas"),
            ("/moved/*", "/policies/*"),
            ("/away/", "https://x.org/"),
            ("/wiki/*", "https://wiki.example.com/*"),
            ("/jobs/*", "/roles/*"),
            ("/a/", "/b/"),
            ("/b/", "/a/"),
        ),
    )


FOUND = [
    # from, destination, target, heading, canonical, notes
    ("index.md", "/policies/holidays/", "policies/holidays.md", None, "/policies/holidays/", ()),
    ("index.md", "/policies/holidays/#sick-leave-1", "policies/holidays.md", 1, "/policies/holidays/#sick-leave-1", ()),
    ("index.md", "/policies/holidays/?x#sick-leave", "policies/holidays.md", 0, "/policies/holidays/?x#sick-leave", ()),
    ("index.md", "/policies/#top", "policies/index.md", None, "/policies/#top", ()),
    ("index.md", "/policies/#", "policies/index.md", None, "/policies/#", ()),
    ("index.md", "/policies/#:~:text=pay", "policies/index.md", None, "/policies/#:~:text=pay", ()),
    ("index.md", "/", "index.md", None, "/", ()),
    ("index.md", "/policies/index.html", "policies/index.md", None, "/policies/", ()),
    ("index.md", "/policies/travel/index.htm#visas", "policies/travel/index.html.md", 1, "/policies/travel/#visas", ()),
    ("index.md", "/policies/holidays.md", "policies/holidays.md", None, "/policies/holidays/", ()),
    ("index.md", "/policies/holidays.html", "policies/holidays.md", None, "/policies/holidays/", ()),
    ("index.md", "/policies/%68olidays/", "policies/holidays.md", None, "/policies/holidays/", ()),
    ("policies/index.md", "holidays/", "policies/holidays.md", None, "/policies/holidays/", ()),
    ("policies/index.md", "./travel/#visas", "policies/travel/index.html.md", 1, "/policies/travel/#visas", ()),
    ("policies/index.md", "../roles/finance/lead/", "roles/finance/lead/index.md", None, "/roles/finance/lead/", ()),
    ("policies/index.md", "../../../policies/", "policies/index.md", None, "/policies/", ()),
    ("policies/holidays.md", "travel/index.html.md", "policies/travel/index.html.md", None, "/policies/travel/", ()),
    ("policies/holidays.md", "../travel/", "policies/travel/index.html.md", None, "/policies/travel/", ()),
    ("policies/holidays.md", "#sick-leave", "policies/holidays.md", 0, "#sick-leave", ()),
    ("policies/holidays.md", "?print", "policies/holidays.md", None, "/policies/holidays/?print", ()),
    ("index.md", "https://about.example.com/policies/", "policies/index.md", None, "/policies/", (r.OWN_HOST,)),
    ("index.md", "//about.example.com/policies/", "policies/index.md", None, "/policies/", (r.OWN_HOST,)),
    ("index.md", "https://ABOUT.example.com:443/policies/", "policies/index.md", None, "/policies/", (r.OWN_HOST,)),
    ("index.md", "https://about.example.com", "index.md", None, "/", (r.OWN_HOST,)),
    ("index.md", "https://example.org/book/old/", "policies/old.html.md.erb", None, "/policies/old/", (r.OWN_HOST,)),
    ("index.md", "/policies/holidays", "policies/holidays.md", None, "/policies/holidays/", (r.NO_TRAILING_SLASH,)),
    ("index.md", "//policies//holidays/", "policies/holidays.md", None, "/policies/holidays/", (r.DOUBLED_SLASH,)),
    ("index.md", "/Policies/Holidays/", "policies/holidays.md", None, "/policies/holidays/", (r.CASE,)),
    ("policies/index.md", "policies/old/", "policies/old.html.md.erb", None, "/policies/old/", (r.NO_LEADING_SLASH,)),
    ("index.md", "/policies/#time-pay", "policies/index.md", 1, "/policies/#time--pay", (r.ANCHOR_RULE,)),
    ("index.md", "/time-off/#sick-leave", "policies/holidays.md", 0, "/policies/holidays/#sick-leave", (r.REDIRECTED,)),
    ("index.md", "/gone", "policies/travel/index.html.md", 1, "/policies/travel/#visas", (r.REDIRECTED,)),
    ("index.md", "/moved/travel/", "policies/travel/index.html.md", None, "/policies/travel/", (r.REDIRECTED,)),
    ("index.md", "/moved/#time--pay", "policies/index.md", 1, "/policies/#time--pay", (r.REDIRECTED,)),
    ("index.md", "/Moved/travel#visas", "policies/travel/index.html.md", 1, "/policies/travel/#visas", (r.REDIRECTED,)),
    ("index.md", "/jobs/finance/lead/", "roles/finance/lead/index.md", None, "/roles/finance/lead/", (r.REDIRECTED,)),
    ("index.md", "Policies/old.md", "policies/old.html.md.erb", None, "/policies/old/", (r.NO_LEADING_SLASH, r.CASE)),
    ("policies/index.md", "./Holidays/", "policies/holidays.md", None, "/policies/holidays/", (r.CASE,)),
    ("index.md", "/policies/old/#made", "policies/old.html.md.erb", None, "/policies/old/#made", (r.MADE_ANCHOR,)),
    ("index.md", "/roles/manager-it/", "003_2df6dd53.txt", None, "/003_2df6dd53/", (r.BY_TITLE,)),
]  # fmt: skip


@pytest.mark.parametrize(("page", "destination", "target", "heading", "canonical", "notes"), FOUND)
def test_a_link_leads_to_its_page(
    linked: Linked,
    page: str,
    destination: str,
    target: str,
    heading: int | None,
    canonical: str,
    notes: tuple[str, ...],
) -> None:
    found = linked.resolve(page, destination)

    assert (found.status, found.target, found.heading, found.canonical, found.notes) == (
        "page", target, heading, canonical, notes,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("destination", "status"),
    [
        ("/policies/plan.png", "asset"),
        ("data/grades.yml", "asset"),
        ("/roles/finance/", "folder"),
        ("./roles/finance", "folder"),
        ("/away/", "external"),
        ("/wiki/Some%20Page/", "external"),
        ("/jobs/finance/", "folder"),
        ("/policies/#illness", "anchor-missing"),
        ("https://example.com/policies/", "external"),
        ("https://example.org/policies/", "external"),
        ("https://user@about.example.com.evil.org/", "external"),
        ("tel:+123", "external"),
        ("localhost:8000", "external"),
        ("mailto:a@example.com", "mail"),
        ("javascript:alert(1)", "unsafe"),
        ("java\tscript:alert(1)", "unsafe"),
        (" JavaScript:alert(1)", "unsafe"),
        ("data:text/html,x", "unsafe"),
        ("file:///etc/passwd", "unsafe"),
        ("C:\\plan.doc", "unsafe"),
        ("<%= link %>", "template"),
        ("/a/{{< ref >}}", "template"),
        ("", "empty"),
        (" ", "empty"),
        ("/company/team/", "outside"),
        ("/a/", "outside"),
        ("/policies/nothing-like-it/", "outside"),
    ],
)
def test_what_a_destination_is(linked: Linked, destination: str, status: str) -> None:
    assert linked.resolve("index.md", destination).status == status


def test_an_image_may_hold_its_own_picture(linked: Linked) -> None:
    data = "data:image/png;base64,AAAA"

    assert linked.environment.resolve("index.md", data, image=True).status == "external"
    assert linked.environment.resolve("index.md", data).status == "unsafe"


def test_a_link_into_what_was_not_read_is_a_fault_only_where_it_is_clear_what_was_meant() -> None:
    pages = {"policies/holidays.md": "# Holidays\n", "roles/it/lead/index.md": "# Lead\n\n## Senior Lead\n"}
    slips = {
        "/policies/hollidays/": "/policies/holidays/",
        "/roles/it/leda/": None,
        "/roles/computing/it/lead/": "/roles/it/lead/",
        "senior-lead": "#senior-lead",
        "/it/lead/": None,
    }

    part, whole = Linked(pages), Linked(pages, complete=True, outside=("/company",))

    assert {d: part.resolve("roles/it/lead/index.md", d).nearest for d in slips} == slips
    assert {part.resolve("policies/holidays.md", d).status for d in ("/policies/x/", "/y/", "z/")} == {
        "outside"
    }
    assert {whole.resolve("policies/holidays.md", d).status for d in ("/policies/x/", "/y/", "z/")} == {
        "page-missing"
    }
    assert [whole.resolve("policies/holidays.md", d).status for d in ("/company/team/", "/companyx/", "/x.png")] == [
        "outside", "page-missing", "asset-missing",
    ]  # fmt: skip


def test_a_part_of_a_handbook_is_linked_from_a_root_that_lies_above_it() -> None:
    below = Linked({"corpus/roles/finance/lead.md": "# Lead\n"})
    inside = Linked({"finance/lead.md": "# Lead\n"}, roots=(("", "roles"),))

    assert (
        below.resolve("corpus/roles/finance/lead.md", "/roles/finance/lead/").target
        == "corpus/roles/finance/lead.md"
    )
    assert inside.resolve("finance/lead.md", "/roles/finance/lead/").target == "finance/lead.md"


def test_pages_of_a_mount_link_as_in_their_own_repository() -> None:
    linked = Linked(
        {
            "public/roles/lead.md": "# Lead\n",
            "private/roles/lead.md": "# Exam\n",
            "private/pay.md": "# Pay\n",
        },
        roots=(("public", "public"), ("private", "private")),
    )

    found = {
        (page, destination): (
            linked.resolve(page, destination).target,
            linked.resolve(page, destination).canonical,
        )
        for page, destination in [
            ("public/roles/lead.md", "/roles/lead/"),
            ("private/pay.md", "/roles/lead/"),
            ("private/pay.md", "/public/roles/lead/"),
            ("public/roles/lead.md", "/pay/"),
        ]
    }

    assert found == {
        ("public/roles/lead.md", "/roles/lead/"): ("public/roles/lead.md", "/roles/lead/"),
        ("private/pay.md", "/roles/lead/"): ("private/roles/lead.md", "/roles/lead/"),
        ("private/pay.md", "/public/roles/lead/"): ("public/roles/lead.md", "/public/roles/lead/"),
        ("public/roles/lead.md", "/pay/"): ("private/pay.md", "/private/pay/"),
    }


def test_a_link_without_the_folder_that_other_links_name_goes_astray() -> None:
    linked = Linked({"handbook/roles/it/lead.md": "[x](/handbook/roles/)\n"})

    found = linked.resolve("handbook/roles/it/lead.md", "/roles/it/lead/")

    assert (found.status, found.nearest) == ("page-missing", "/handbook/roles/it/lead/")


def test_a_page_that_gives_itself_an_address_tells_what_its_folder_is_called() -> None:
    linked = Linked(
        {"it/lead.md": "---\ncanonical_path: /roles/it/lead/\n---\n", "it/expert.md": "# Expert\n"}
    )

    found = [linked.resolve("it/expert.md", f"/roles/it/{name}/") for name in ("lead", "expert")]

    assert [(f.target, f.canonical, f.notes) for f in found] == [
        ("it/lead.md", "/it/lead/", ()),
        ("it/expert.md", "/it/expert/", ()),
    ]


def test_a_folder_may_have_one_name_on_the_disk_and_another_one_in_its_pages() -> None:
    linked = Linked(
        {
            "it/lead.md": "---\ncanonical_path: /roles/it/lead/\n---\n[x](/roles/it/expert/)\n",
            "it/expert.md": "# Expert\n",
        },
        roots=(("", "checkout"),),
    )

    found = [linked.resolve("it/lead.md", f"/{name}/it/expert/") for name in ("roles", "checkout")]

    assert [(f.target, f.canonical) for f in found] == [("it/expert.md", "/roles/it/expert/")] * 2


def test_pages_of_a_folder_that_is_named_in_links_are_linked_with_its_name() -> None:
    linked = Linked(
        {"it/lead.md": "[x](/roles/it/expert/)\n", "it/expert.md": "# E\n"}, roots=(("", "roles"),)
    )

    found = [linked.resolve("it/lead.md", d) for d in ("/roles/it/experd/", "expert/", "/roles/IT/expert/")]

    assert [f.canonical or f.nearest for f in found] == ["/roles/it/expert/"] * 3
    assert {linked.resolve("it/lead.md", f.canonical or f.nearest or "").target for f in found} == {
        "it/expert.md"
    }


def test_a_slash_is_missed_only_where_links_from_the_root_begin_so() -> None:
    linked = Linked({"a.md": "[x](/company/team/)\n", "b.md": "# B\n"})

    found = {d: linked.resolve("b.md", d) for d in ("company/jobs/", "sub/page/", "job-families/it/lead/")}

    assert {d: (f.status, f.notes) for d, f in found.items()} == {
        "company/jobs/": ("outside", (r.NO_LEADING_SLASH,)),
        "sub/page/": ("outside", ()),
        "job-families/it/lead/": ("outside", (r.NO_LEADING_SLASH,)),
    }


def test_of_two_files_with_one_address_each_has_a_link_of_its_own() -> None:
    linked = Linked({"a/index.md": "# Folder\n", "a.md": "# File\n"})

    addresses = [linked.resolve("a.md", d).canonical for d in ("/a.md", "/a/index.md")]

    assert [linked.resolve("a.md", address or "").target for address in addresses] == ["a.md", "a/index.md"]


def test_a_web_address_reaches_a_page_without_a_telling_name_only_by_its_title(linked: Linked) -> None:
    address = "https://elsewhere.example/roles/manager-it/"

    assert linked.resolve("index.md", address, "IT Management").target == "003_2df6dd53.txt"
    assert linked.resolve("index.md", address, "somebody else's").status == "external"


def test_a_wiki_link_is_a_path_a_name_or_a_title(linked: Linked) -> None:
    resolve = linked.environment.resolve_wiki

    found = [
        resolve("policies/index.md", d)
        for d in ("holidays", "Travel abroad#Visas", "lead#job grade", "nobody", "#Time & pay")
    ]

    assert [(f.status, f.target, f.heading) for f in found] == [
        ("page", "policies/holidays.md", None),
        ("page", "policies/travel/index.html.md", 1),
        ("page", "roles/finance/lead/index.md", 1),
        ("outside", None, None),
        ("page", "policies/index.md", 1),
    ]
