"""Inheritance as sentences and bullets state it: that a role takes over what another one's lists say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from trellis.handbook.model import Inline
from trellis.handbook.text import Span
from trellis.roles.definitions.model import Part, Reference
from trellis.roles.definitions.sentences.targets import (
    LISTS,
    is_above,
    is_title_of_role,
    named_targets,
)
from trellis.roles.definitions.sentences.text import ROLE_WORD, plain, sentences


class FoundExtension(NamedTuple):
    """An inheritance that a text states.

    `parts` is empty where the text names no list: the section it stands in says which. `target` is `None` for "above"
    and "the previous level". `adds` is true if the text goes on to state something of its own.
    """

    parts: tuple[Part, ...]
    target: Reference | None
    span: Span
    adds: bool


class _Said(NamedTuple):
    """What a form finds: the words that name the role, the words that name the lists, whether these suffice.

    What is not `sure` counts only where the words are the title of a role, or "above".
    """

    rest: str
    lists: str
    sure: bool


_LIST_WORDS = ("respon", "req", "dut", "task", "expect", "qualif", "skill", "criteria")
_BESIDES_WORDS = ("addition", "on top", "besides", "beyond", "as well")
_OTHER_WORDS = (
    "extend", "exend", "extned", "exted", "same as", "everything", "above", " who ", "build", "expand", "inherit",
    *_BESIDES_WORDS,
)  # fmt: skip
"""A text without any of these words states no inheritance: most texts are done with after a look for them."""


def extension_in(
    inline: Inline, start: int, end: int, titles: Set[str] = frozenset()
) -> list[FoundExtension]:
    """The inheritances that `text[start:end]`, a sentence or a list item, states: one for each role that it names.

    `titles` are the folded titles of the page: what is among them is a role, whatever its words.
    """
    text = plain(inline.text[start:end])
    lower = text.lower()
    if not any(word in lower for word in _OTHER_WORDS) and not any(word in lower for word in _LIST_WORDS):
        return []
    for said in _said(text, lower):
        found = _extensions(inline, start, end, text, said, titles)
        if found:
            return found
    return []


def _said(text: str, lower: str) -> Iterator[_Said]:
    """The statements that a text may be, the likeliest first; `lower` is the text in lower case."""
    if _EXTEND_WORD.search(lower):
        found = _EXTENDS.match(text.strip(" .;"))
        if found is not None and _is_extends(found):
            lists = found["rest"] + (found["subject"] or "")
            yield _Said(found["rest"], lists, found["subject"] is not None or _names_lists(found["rest"]))
    for form, sure, needs in _FORMS:
        if not any(word in lower for word in needs):
            continue
        said = form.match(text)
        if said is not None:
            groups = said.groupdict()
            if sure or _may_inherit(groups.get("subject") or ""):
                yield _Said(said["rest"], groups.get("lists") or said["rest"], sure)


# -- "extends"

_EXTEND_WORD = re.compile(r"\b(?:ext?e?nds?|exends?)\b")
_EXTENDS = re.compile(
    r"(?:^|(?P<subject>^.{0,140}?)\s+)(?:also\s+|will\s+)?(?:ext?e?nds?|exends?|extends?)\b\s*:?\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EXTENDS_SUBJECT = re.compile(
    r"^\W*(?:the|this|an?|and)?\s*(?:[\w&/,()' .-]*"
    r"\b(?:role|position|level|requirements?|responsibilities|engineer|manager|director|analyst|specialist|it|which)"
    r"(?:\s+of\s+the\s+[\w&/,()' -]+)?|[\w&/,()' -]*\]?|.* is a grade \d+ and)\s*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:{LISTS}|role|roles|level|position|kpis?|indicators?|expectations|duties|qualifications)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:that of|the)\b", re.IGNORECASE)
_NO_ROLE = re.compile(r"(?:our|its|their|git)\b", re.IGNORECASE)


def _is_extends(found: re.Match[str]) -> bool:
    """Whether "extends" is said of roles: "extends our platform" is not."""
    subject, rest = found["subject"], found["rest"]
    if subject is not None and (len(subject.split()) > 12 or not _EXTENDS_SUBJECT.match(subject)):
        return False
    if subject is None:
        return _names_lists(rest) or rest[:1].isupper() or _ARTICLE.match(rest) is not None
    return _names_lists(rest) and not _NO_ROLE.match(rest)


def _names_lists(rest: str) -> bool:
    return _NAMED.search(rest) is not None


# -- the same without the word

_PLUS_AT_END = (
    r"(?:\s+(?:listed|outlined|described|stated)(?:\s+here)?)?"
    r"(?:[\s.,;:]*|[\s,;:]*\b(?:plus|and|but|with|as well as|including|in addition)\b.*)$"
)
_HAVING = (
    r"\W*(?:.{0,90}?\b(?:includes?|has|have|meets?|meeting|are|needs?|fulfil\w*|shares?|of|are:|on|performs?|covers?"
    r"|carr(?:y|ies)|takes? on|satisf(?:y|ies)|does|inherits?|possess(?:es)?)\W+)?"
)
_SHARING = r"(?:shares?|has|have|meets?|includes?|carr(?:y|ies)|adheres? to)"
_TAKING = (
    r"(?:includes?|shares?|has|have|meets?|meeting|fulfil\w*|performs?|covers?|carr(?:y|ies)|takes? on"
    r"|satisf(?:y|ies))"
)
_BUILDING = (
    r"(?:builds?\s+(?:up)?on|building\s+(?:up)?on|expands?(?:\s+(?:up)?on)?|extending|extended\s+from"
    r"|inherits?|inheriting)"
)
_BESIDES = r"(?:in\s+addition\s+to|on\s+top\s+of|besides|beyond|as\s+well\s+as)"
_ALL_THE = r"(?:all\s+(?:of\s+)?)?(?:the\s+)?"
_KINDS = r"(?:(?:general|corresponding|above|standard)\s+)?"
_TASKS = r"(?:duties|tasks|expectations|qualifications|skills|criteria)"
_ANY_LISTS = rf"(?:{LISTS}|{_TASKS})"
_TITLE = r"[^.;:\n]{2,80}?"
_ROLE_S_LISTS = rf"(?P<rest>{_TITLE}(?:['’]s?)?\s+(?P<lists>{LISTS})\b.*)"


def _form(
    *patterns: str, needs: tuple[str, ...] = _LIST_WORDS, sure: bool = False
) -> tuple[re.Pattern[str], bool, tuple[str, ...]]:
    """A form of words, whether it suffices, and small words of which a text must hold one to be worth a closer look."""
    return re.compile("".join(patterns), re.IGNORECASE | re.DOTALL), sure, needs


_FORMS = (
    # shares the same responsibilities [and requirements] as X / outlined above
    _form(
        rf"^(?P<subject>.{{0,140}}?)\b{_SHARING}\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:exact\s+)?same\s+",
        rf"(?P<lists>{LISTS})(?P<rest>.*)$",
        sure=True,
        needs=("same",),
    ),
    # [The] same responsibilities of/as [a] X, plus
    _form(rf"^\W*(?:the\s+)?same\s+(?P<lists>{LISTS})(?P<rest>.*)$", sure=True, needs=("same",)),
    # Same as [the] X, plus
    _form(r"^\W*(?:the\s+)?same\s+as\s+(?P<rest>.+)$", needs=("same as",)),
    # The responsibilities for X are the same as (a) Y
    _form(
        rf"^\W*the\s+(?P<lists>{LISTS})\s+(?:for|of)\s+.+?\s+(?:are|is)\s+the\s+same(?P<rest>\s+as\s+.+)$",
        sure=True,
        needs=("same",),
    ),
    # all [of] the responsibilities of/for/above X, plus
    _form(
        rf"^{_HAVING}\ball\s+(?:of\s+)?(?:the\s+)?(?:above\s+(?={LISTS}))?(?P<lists>{_ANY_LISTS})",
        r"(?P<rest>\s+(?:of|for|from|above|listed|outlined|as)\b.*)$",
        needs=("all",),
    ),
    # all of the above [responsibilities], plus
    _form(
        rf"^{_HAVING}\ball\s+(?:of\s+)?(?:the\s+)?(?P<rest>above)\s+(?P<lists>{LISTS}).*$",
        sure=True,
        needs=("above",),
    ),
    _form(
        rf"^{_HAVING}\ball\s+(?:of\s+)?(?:the\s+)?(?P<rest>above){_PLUS_AT_END}", sure=True, needs=("above",)
    ),
    # [includes] all [of the] X responsibilities
    _form(rf"^{_HAVING}\ball\s+(?:of\s+)?(?:the\s+)?{_ROLE_S_LISTS}$", needs=("all",)),
    # includes the responsibilities of X, includes the X responsibilities
    _form(
        rf"^(?P<subject>.{{0,90}}?)\b{_TAKING}\s+(?:the\s+)?(?P<lists>{_ANY_LISTS})"
        rf"\s+of\b(?P<rest>{_TITLE}){_PLUS_AT_END}"
    ),
    _form(
        rf"^(?P<subject>.{{0,90}}?)\b{_TAKING}\s+(?:the\s+)?"
        rf"(?P<rest>{_TITLE}(?:['’]s?)?\s+(?P<lists>{LISTS})\b){_PLUS_AT_END}"
    ),
    # The requirements of a X, plus
    _form(
        rf"^\W*(?:the\s+)?(?P<lists>{_ANY_LISTS})\s+(?:of|for)(?P<rest>\s+(?:an?|the)\s+.+?)[,;]?\s+plus\b.*$",
        needs=("plus",),
    ),
    # In addition to [meeting] [all of] the requirements for/of X
    _form(
        rf"^\W*{_BESIDES}\s+(?:(?:meeting|fulfilling|having|performing)\s+)?{_ALL_THE}{_KINDS}"
        rf"(?P<lists>{_ANY_LISTS})(?P<rest>.*)$",
        needs=_BESIDES_WORDS,
    ),
    _form(
        rf"^\W*{_BESIDES}\s+(?:the\s+)?(?P<rest>above)\b(?:\s+(?P<lists>{LISTS}))?.*$",
        sure=True,
        needs=_BESIDES_WORDS,
    ),
    # In addition to the X requirements
    _form(
        rf"^\W*{_BESIDES}\s+(?:(?:meeting|fulfilling|having|performing)\s+)?{_ALL_THE}{_ROLE_S_LISTS}$",
        needs=_BESIDES_WORDS,
    ),
    # builds on the X requirements, inherits the responsibilities of X
    _form(
        rf"^(?P<subject>.{{0,90}}?)\b{_BUILDING}\s+(?:from\s+)?{_ALL_THE}",
        rf"(?P<rest>(?:{_ANY_LISTS}\s+(?:of|for|from)\s+)?.+)$",
        needs=("build", "expand", "extend", "inherit"),
    ),
    # Everything in the X role, plus; everything a X does
    _form(
        r"^\W*everything\s+(?:that\s+is\s+)?(?:(?:listed|expected|required|stated|outlined)\s+)?(?:in|of|from|for)"
        r"(?P<rest>\s+.+)$",
        needs=("everything",),
    ),
    _form(
        rf"^\W*everything\s+(?:listed\s+|stated\s+|outlined\s+)?(?P<rest>above){_PLUS_AT_END}",
        sure=True,
        needs=("everything",),
    ),
    _form(
        r"^(?P<subject>.{0,90}?)\b(?:does\s+)?everything\s+(?:that\s+)?(?:an?|the)\s+(?P<rest>.{2,80}?)\s+does\b.*$",
        needs=("everything",),
    ),
    # Senior Xs are Xs who meet the following criteria
    _form(
        r"^\W*(?:the\s+)?(?P<subject>[A-Z].{2,80}?)\s+are\s+(?P<rest>[A-Z][^.;:\n]{2,80}?)\s+who\s+"
        r"(?:also|meet|have|fulfil\w*|satisfy|demonstrate|do|can)\b.*$",
        needs=(" who ",),
    ),
    # See the X requirements
    _form(rf"^\W*(?:please\s+)?(?:see|refer\s+to|as\s+per|per)\s+(?:the\s+)?{_ROLE_S_LISTS}$"),
    # The requirements of the X apply; the requirements above, plus
    _form(
        rf"^\W*{_ALL_THE}(?P<lists>{_ANY_LISTS})\s+(?:of|for)(?P<rest>{_TITLE})\s+apply\b.*$",
        needs=("apply",),
    ),
    _form(
        rf"^\W*(?:the\s+)?(?P<lists>{LISTS})\s+(?:(?:listed|stated|outlined)\s+)?(?P<rest>above){_PLUS_AT_END}",
        sure=True,
        needs=("above",),
    ),
    # X requirements, plus; X requirements apply
    _form(
        rf"^\W*(?:the\s+)?(?P<rest>{_TITLE}(?:['’]s?)?\s+(?P<lists>{LISTS})\b)",
        r"(?:\s+apply\b.*|[\s,;:]*(?:plus|and also|as well as)\b.*)$",
        needs=("apply", "plus", "and also", "as well as"),
    ),
)


_FURTHEST = 600
"""Characters behind "extends" in which titles are looked for."""
_MORE_THAN_A_POINTER = 260
"""Characters from which on a text that names a role to extend says more than that."""
_ADDING = re.compile(rf"^\W*{_BESIDES}\b.+?,\s+(?P<own>(?:\S+\s+){{2,}}\S+)$", re.IGNORECASE | re.DOTALL)
_ANNOUNCING = re.compile(r":\s*$|\b(?:following|below|plus)\W*$", re.IGNORECASE)


def _adds(text: str) -> bool:
    """Whether words follow "in addition to …," that announce no list but state something."""
    return _ADDING.match(text.strip()) is not None and _ANNOUNCING.search(text) is None


_HEIR = re.compile(r"\b(?:roles?|positions?|levels?|jobs?|candidates?|they|it|you|this)\b", re.IGNORECASE)
_ANOTHER_SENTENCE = re.compile(
    r"\b(?:not|with|that|which|(?<!expected )(?<!required )to|and|our|their|your)\b", re.IGNORECASE
)


def _may_inherit(subject: str) -> bool:
    """Whether the words before a statement name who inherits, and are no sentence of their own."""
    if not subject.strip(" -*_"):
        return True
    if len(subject.split()) > 12 or _ANOTHER_SENTENCE.search(subject):
        return False
    return _HEIR.search(subject) is not None or ROLE_WORD.search(subject) is not None


def _parts(said: str) -> tuple[Part, ...]:
    parts = []
    if re.search(r"respon|\bduties|\btasks", said, re.IGNORECASE):
        parts.append(Part.RESPONSIBILITIES)
    if re.search(r"\breq|\bqualif|\bskills|\bcriteria", said, re.IGNORECASE):
        parts.append(Part.REQUIREMENTS)
    return tuple(parts)


def _extensions(
    inline: Inline, start: int, end: int, text: str, said: _Said, titles: Set[str]
) -> list[FoundExtension]:
    rest = said.rest[:_FURTHEST].split("\n")[0]
    # Only the first sentence of what follows names the target; "Sr." ends none.
    first = next(iter(sentences(rest)), None)
    more = first is not None and bool(rest[first.end :].strip())
    head = rest[: first.end] if first is not None and more else rest
    parts = _parts(said.lists)
    base = start + max(text.find(head), 0)
    span = inline.source_span(start, end)
    adds = len(text) >= _MORE_THAN_A_POINTER or _adds(text)
    nothing_named = FoundExtension(parts, None, span, adds)
    if (said.sure and not head.strip()) or is_above(head):
        return [nothing_named]
    named = named_targets(head, inline, base)
    if not said.sure and not (named and all(is_title_of_role(target.title, titles) for target in named)):
        return []
    return [FoundExtension(parts, target, span, adds) for target in named] or [nothing_named]
