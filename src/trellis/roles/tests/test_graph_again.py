"""After an edit the role graph takes over what cannot have changed, and is the one that would be made from nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource
from trellis.handbook.workspace import Workspace
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.kinds import KINDS
from trellis.roles.tests.handbooks import F, L, page

BUYING = "job-families/supply/buying.md"
FINANCE = "job-families/finance/leadership.md"

BUYERS = (
    L("Buyer", 6, "Manager, Supply", does=("Buys",)),
    L("Senior Buyer", 7, "Manager, Supply", extends=("Buyer",)),
    L("Manager, Supply", 8, "VP of Finance"),
)
VARIANTS = {
    BUYING: (
        page(F("Buying", BUYERS)),
        page(F("Buying", (L("Buyer", 6, "Manager, Supply", does=("Buys well",)), *BUYERS[1:]))),
        page(F("Buying", BUYERS, does=("Keeps the books",))),
        page(F("Buying", (BUYERS[0], L("Senior Purchaser", 7, "Supply Manager"), BUYERS[2]))),
        page(F("Buying", BUYERS[::-1], moves_to={"Vice President, Finance": "/job-families/finance/leadership/"})),
        "# Buying\n\nNo family any more.\n",
        None,
    ),
    FINANCE: (
        page(F("Finance Leadership", (L("Vice President, Finance", 12, "CEO"),))),
        page(F("Finance Leadership", (L("Vice President, Finance", 11, "CEO", does=("Decides",)),))),
        page(F("Finance Leadership", (L("Chief Financial Officer", 13, "VP of Finance", extends=("Buyer",)),))),
        None,
    ),
    "job-families/it/analyst.md": (
        page(F("Analyst", (L("Junior", 5, "Vice President Finance"), L("Senior", 7, "Buying Manager")))),
        page(F("Analysis", (L("Junior", 5, "Manager, Suply", extends=("Senior Buyer",)), L("Senior", 7, "CFO")))),
    ),
    "index.md": ("# Home\n", "# Home\n\nSee [buying](/job-families/supply/buying/#buyer).\n"),
}  # fmt: skip
EDITS = st.lists(
    st.sampled_from([(path, text) for path, texts in VARIANTS.items() for text in texts]),
    min_size=1,
    max_size=6,
)


def graph_in(handbook) -> RoleGraph:
    graph = handbook.assembled[NAME]
    assert isinstance(graph, RoleGraph)
    return graph


@settings(max_examples=60, deadline=None)
@given(edits=EDITS, tried=st.booleans())
def test_a_graph_that_is_joined_again_is_the_one_that_is_made_from_nothing(edits, tried):
    source = MemorySource({path: texts[0] for path, texts in VARIANTS.items() if texts[0] is not None})
    workspace = Workspace(source, KINDS)
    workspace.prepare()

    for path, text in edits:
        if tried:
            workspace.tried({path: None if text is None else text.encode()})
        if text is not None:
            source.write(path, text)
        elif path in source.list().files:
            source.remove(path)
        again = workspace.refresh()

        fresh = compile_handbook(source, kinds=KINDS)
        assert graph_in(again) == graph_in(fresh)
        assert again.diagnostics == fresh.diagnostics


def test_after_an_edit_of_a_text_the_roles_of_other_pages_are_the_very_same():
    source = MemorySource({path: texts[0] for path, texts in VARIANTS.items() if texts[0] is not None})
    workspace = Workspace(source, KINDS)
    before = graph_in(workspace.handbook)

    source.write(BUYING, VARIANTS[BUYING][1])
    after = graph_in(workspace.refresh())

    same = [key.family for key, role in after.roles.items() if before.roles.get(key) is role]
    assert set(same) == {"job-families/finance/leadership", "job-families/it/analyst"}
