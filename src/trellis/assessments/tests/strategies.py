"""Questions of all types, made up by hypothesis: what a page could say."""

from __future__ import annotations

import string
from decimal import Decimal

from hypothesis import strategies as st

from trellis.assessments.definitions import questions as q
from trellis.assessments.definitions.gaps import gap_of
from trellis.assessments.definitions.numbers import accepted_number
from trellis.assessments.definitions.writing import area as written

LETTERS = string.ascii_letters + "äöüßéñЖ日"
words = st.text(LETTERS, min_size=1, max_size=8).filter(
    lambda text: (
        text.lower() not in {"true", "false", "wahr", "falsch", "richtig", "to", "bis", "vrai", "faux"}
    )
)
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
stems = phrases.map(lambda text: f"What is {text}?")
several = st.lists(phrases, min_size=2, max_size=6, unique_by=str.casefold)
shares = st.integers(1, 99).map(lambda n: Decimal(n) / 100)
maybe = st.one_of(st.just(""), phrases)
points = st.one_of(st.just(Decimal(1)), st.integers(1, 400).map(lambda n: Decimal(n) / 4))
numbers_ = st.integers(-9999, 9999).map(lambda n: Decimal(n) / 10)
per_cent = st.integers(1, 40).map(Decimal)


@st.composite
def base(draw):
    """What all questions have."""
    return {
        "key": draw(st.text(string.ascii_lowercase, min_size=1, max_size=10)),
        "stem": draw(st.one_of(stems, st.tuples(stems, phrases).map("\n\n".join))),
        "points": draw(points),
        "objective": draw(st.one_of(st.just(""), words)),
        "pool": draw(st.one_of(st.just(""), words)),
        "difficulty": draw(st.sampled_from(("", *q.DIFFICULTIES))),
        "tags": draw(st.lists(words, max_size=2, unique=True).map(tuple)),
        "hint": draw(maybe),
        "explanation": draw(maybe),
    }


@st.composite
def choices(draw):
    """Single and multiple choices and statements."""
    fields, texts, told = draw(base()), draw(several), draw(maybe)
    kind = draw(st.sampled_from((q.SingleChoice, q.MultipleChoice, q.TrueFalse)))
    if kind is q.TrueFalse:
        return kind(**fields, options=q.true_false_options(draw(st.booleans()), told, draw(maybe)))
    if kind is q.SingleChoice:
        right = {draw(st.integers(0, len(texts) - 1))}
    else:
        right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
    credit = st.one_of(st.none(), shares) if kind is q.SingleChoice else st.none()
    rows = [
        (text, at in right, None if at in right else draw(credit), told if not at else "")
        for at, text in enumerate(texts)
    ]
    return kind(**fields, options=q.options_of(rows))


@st.composite
def matchings(draw):
    """Pairs, perhaps with choices that belong to nothing."""
    lefts, rights = draw(several), draw(several)
    rows = [(left, rights[at % len(rights)]) for at, left in enumerate(lefts)]
    rows += [("", right) for right in rights[len(lefts) :]]
    pairs, there = q.matching_of(rows)
    return q.Matching(**draw(base()), pairs=pairs, choices=there, headings=("Item", "Match"))


@st.composite
def typed(draw):
    """Words and numbers to type."""
    fields = draw(base())
    if draw(st.booleans()):
        texts = draw(several)
        first = q.AcceptedText(texts[0], draw(st.booleans()), Decimal(1), draw(maybe))
        return q.ShortAnswer(
            **fields, accepted=(first, *(q.AcceptedText(t, first.is_exact, draw(shares)) for t in texts[1:]))
        )
    value, by, unit = (
        draw(numbers_),
        draw(st.integers(0, 20)),
        draw(st.sampled_from(("", "m", "m/s²", "kN", "%"))),
    )
    text = f"{value}{f' ± {by}' if by else ''} {unit}".strip()
    return q.Numeric(**fields, accepted=(accepted_number(text, Decimal(1), draw(maybe)),))


@st.composite
def clozes(draw):
    """Texts with gaps of all kinds."""
    fields, texts = draw(base()), draw(several)
    written_gaps = [
        "|".join(texts[:2]),
        f"*{texts[0]} / " + " / ".join(texts[1:]),
        str(draw(numbers_)),
    ]
    chosen = draw(st.lists(st.sampled_from(written_gaps), min_size=1, max_size=3))
    gaps = tuple(gap_of(str(at), each) for at, each in enumerate(chosen, 1))
    text = " ".join(f"{draw(words)} [[{gap.key}]]" for gap in gaps)
    return q.Cloze(**{**fields, "stem": draw(stems)}, text=text, gaps=gaps)


@st.composite
def arranged(draw):
    """Orders and categories."""
    fields, texts = draw(base()), draw(several)
    if draw(st.booleans()):
        return q.Ordering(**fields, items=q.items_of(texts))
    categories, items = q.categories_of({each: draw(several) for each in texts})
    return q.Categorize(**fields, categories=categories, items=items)


@st.composite
def hotspots(draw):
    """Areas of a picture."""
    made = []
    for at, label in enumerate(draw(several)):
        shape = draw(st.sampled_from(("rectangle", "circle", "polygon")))
        count = {"rectangle": 4, "circle": 3, "polygon": 6}[shape]
        given = tuple(draw(st.lists(per_cent, min_size=count, max_size=count)))
        made.append(q.Area("", shape, given, not at or draw(st.booleans()), label))
    keys = q.made_keys(written(each) for each in made)
    areas = tuple(
        q.Area(key, e.shape, e.numbers, e.is_right, e.label) for key, e in zip(keys, made, strict=True)
    )
    return q.Hotspot(**draw(base()), image="/images/bearing.png", alternative=draw(phrases), areas=areas)


@st.composite
def by_hand(draw):
    """Essays and files, with and without a rubric."""
    fields, texts = draw(base()), draw(several)
    rows = [
        q.Criterion(key, text, draw(points), ("good",))
        for key, text in zip(q.made_keys(texts), texts, strict=True)
    ]
    rubric = q.Rubric(("Band",), tuple(rows)) if draw(st.booleans()) else q.Rubric()
    return draw(st.sampled_from((q.Essay, q.FileUpload)))(**fields, rubric=rubric)


scored = st.one_of(choices(), matchings(), typed(), clozes(), arranged(), hotspots())
every = st.one_of(scored, by_hand())
