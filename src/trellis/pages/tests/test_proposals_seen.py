"""Lists of proposals for those from whom something is hidden: the database leaves out what cannot be hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.models import Account
from trellis.handbook.settings import PUBLIC, RESTRICTED, Visibility
from trellis.pages.audience import Audience
from trellis.pages.models import Proposal
from trellis.pages.queries import proposals
from trellis.pages.queries.current import Edition, whole_edition

NAMES = st.sampled_from(["cases", "people", "pay", "größe", "index.md", "a", "first.md", "first case.md"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(st.one_of(NAMES, st.sampled_from(["*", "**", "c*s", "?ay", "*.md"])), min_size=1, max_size=3).map(
    "/".join
)  # fmt: skip
RULES = st.lists(st.tuples(PATTERNS, st.booleans()), max_size=4)


def audience(rules, *, reads_all=True):
    """Readers to whom some patterns are open, and others are not."""
    made = tuple(Visibility(pattern, PUBLIC if is_open else RESTRICTED) for pattern, is_open in rules)
    return Audience(made, frozenset(at for at, (_p, is_open) in enumerate(rules) if is_open), reads_all)


@given(rules=RULES, path=PATHS)
def test_whatever_is_hidden_holds_a_mark(rules, path):
    asked = audience(rules)
    marks = asked.marks()

    assert asked.sees(path) or marks is None or any(mark.casefold() in path.casefold() for mark in marks)


@pytest.mark.parametrize(("pattern", "mark"), [
    ("cases/**", "cases/"), ("pay.md", "pay.md"), ("**/secret/*.md", "/secret/"), ("/people/files/", "people/files"),
])  # fmt: skip
def test_the_mark_of_a_pattern_is_its_longest_plain_text(pattern, mark):
    assert audience([(pattern, False)]).marks() == (mark,)


def test_where_nobody_can_say_everything_is_looked_at():
    assert audience([("**", False)]).marks() is None
    assert audience([("cases/**", False)], reads_all=False).marks() is None
    assert audience([("cases/**", True)]).marks() == ()


def propose(author, number, paths, *, known=True):
    return Proposal.objects.create(
        number=number, title=f"Change {number}", author=author, branch=f"trellis/{number}", base="a" * 40, tip="b" * 40,
        paths=paths, paths_at="b" * 40 if known else "",
    )  # fmt: skip


@pytest.mark.django_db
def test_only_what_may_be_hidden_is_looked_at(serve):
    serve({"index.md": "# Home\n", "cases/first.md": "# First\n"})
    author = Account.objects.create(email="ana@example.org", name="Ana")
    for number in range(1, 6):
        propose(author, number, ["index.md", "people/näher.md"])
    hidden = propose(author, 6, ["index.md", "cases/first.md"])
    near = propose(author, 7, ["showcases/one.md"])
    unknown = propose(author, 8, [], known=False)
    edition = Edition(
        whole_edition().handbook, audience=audience([("cases/**", False)]), whole=whole_edition()
    )

    asked = proposals.doubtful(edition, Proposal.objects.all())

    assert {each.number for each in asked} == {hidden.number, near.number, unknown.number}
    assert set(proposals._hidden(edition, Proposal.objects.all())) == {hidden.pk, unknown.pk}
