"""Random small handbooks of job families: any graph of titles, grades, inheritance and reporting lines."""

from __future__ import annotations

from hypothesis import strategies as st

from trellis.roles.tests.handbooks import F, L

SUBJECTS = ("Engineer", "Analyst", "Recruiter", "Designer")
SENIORITIES = ("Junior", "Senior", "Staff", "Principal")
TITLES = tuple(f"{seniority} {subject}" for subject in SUBJECTS for seniority in SENIORITIES)
UNDEFINED = ("Chairman of the Board", "Director, Tides")
VERBS = ("Write", "Review", "Plan", "Measure", "Explain")
OBJECTS = (
    "the ledger of every bridge",
    "offers for new colleagues",
    "releases with calm",
    "what customers ask for most",
)

items = st.builds(lambda verb, thing: f"{verb} {thing}", st.sampled_from(VERBS), st.sampled_from(OBJECTS))
"""Few enough that roles share them, and that some differ in a word."""

item_lists = st.lists(items, max_size=4)
names = st.sampled_from((*TITLES, *UNDEFINED))


@st.composite
def levels(draw: st.DrawFn, title: str) -> L:
    """A level of a title; what it extends and whom it reports to may be anybody, itself and nobody included."""
    return L(
        title,
        grade=draw(st.none() | st.integers(4, 12)),
        reports_to=draw(st.none() | names),
        extends=tuple(draw(st.lists(names, max_size=2, unique=True))),
        does=tuple(draw(item_lists)),
        needs=tuple(draw(item_lists)),
        nice=tuple(draw(st.lists(items, max_size=1))),
    )


@st.composite
def handbooks(draw: st.DrawFn) -> dict[str, F]:
    """Some families over disjoint titles, with ladders to each other."""
    chosen = draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=8, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, len(chosen)), max_size=2)))
    groups = [chosen[a:b] for a, b in zip([0, *cuts], [*cuts, len(chosen)], strict=True)]
    made = {}
    for at, titles in enumerate(group for group in groups if group):
        made[f"d{at}/f{at}"] = F(
            f"Family {'ABC'[at]}",
            tuple(draw(levels(title)) for title in titles),
            does=tuple(draw(item_lists)),
            needs=tuple(draw(item_lists)),
            indicators=tuple(
                draw(st.lists(st.sampled_from(("Uptime > 99%", "Days to hire < 30 days")), unique=True))
            ),
            moves_to={
                f"/job-families/d{to}/f{to}/": f"Family {'ABC'[to]}"
                for to in draw(st.sets(st.integers(0, 2)))
            },
        )
    return made
