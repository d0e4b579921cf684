"""What a heading of a job-family page announces, by its words alone.

Real pages put the same sections at any depth, so depth never tells a level from a section: the words do. A heading is
either a *section* (Responsibilities, Job Grade, Hiring Process …), possibly scoped ("Senior Engineer Requirements"), or
the *title* of something: a level, a track, a specialty, a sub-heading of a list.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from trellis.roles.definitions.sentences.targets import is_title_of_role


class Topic(Enum):
    """What a heading announces."""

    TITLE = auto()
    GRADE = auto()
    REPORTING = auto()
    RESPONSIBILITIES = auto()
    REQUIREMENTS = auto()
    BOTH = auto()
    NICE_TO_HAVE = auto()
    INDICATORS = auto()
    LADDER = auto()
    HIRING = auto()
    LEVELS = auto()
    SPECIALTIES = auto()
    SEGMENTS = auto()
    OTHER = auto()


PARTS = frozenset({Topic.RESPONSIBILITIES, Topic.REQUIREMENTS, Topic.BOTH, Topic.NICE_TO_HAVE})


class Announced(NamedTuple):
    """The topic of a heading, and the words before or after the topic's own that say for whom (`""`: nobody in
    particular).
    """

    topic: Topic
    scope: str


# -- headings that stand for a topic as a whole

_WHAT_YOU_DO = (
    r"what you(?:['’]ll| will)? (?:do|be doing)|what you can expect in (?:an?|the) (?P<before>.+?) role.*|you will"
    r"|(?:in this role|as an? (?P<as>[^,]+)),? you(?:['’]ll| will)?|(?P<who>.{2,60}) will(?: be)?"
    r"|(?P<them>.{2,60}) also(?: do)?"
    r"|a day in .*|day[- ]to[- ]day(?: work| tasks)?"
)
_DUTIES = (
    r"expectations|accountabilities|(?:(?:core|key|main|primary|essential|job)\s+)*(?:duties|tasks|functions)"
    r"|(?:areas? of|scope of) (?:responsibilit(?:y|ies)|work)"
)
_WHAT_YOU_BRING = (
    r"what you(?:['’]ll)? (?:bring|need)|who you are|you have|you should (?:apply|have).*|must[- ]haves?"
    r"|(?:what )?we(?:['’]re| are)? look(?:ing)? for|(?P<whose>.{2,60}) (?:must|should) have"
)
_SKILLS = (
    r"(?:required |relevant )?(?:skills|experience|knowledge)(?:(?:,| and| &|, and)? (?:skills"
    r"|experience|knowledge|abilities))*"
    r"|requires?d? skills/experience|base requirements across all levels"
    r"|(?P<before>.*?)\s*(?:desirable|required) skills,? knowledge,? and experience"
)
_MEASURED = (
    r"how you(?:['’]ll| will) be measured|metrics|how we measure success|how success is measured"
    r"|measures of success"
)
_ABOUT_THE_ROLE = (
    r"introduction|intro|summary|overview|about\b.*|the role|roles?|job description|description|position|(?:.*\s)?role"
    r"|.*\broles(?: at .*)?|background|context|market justification|justification|professional experience"
    r"|primary programming language|stakeholders(?: and peers)?|projects you (?:might|could|will).*"
    r"|what['’]?s it like.*"
    r"|job families?|internal candidates|preparing for .*|team(?:s)?|values|locations?|tools|risks"
    r"|why .*|job summary|purpose"
)
_ABOUT_ELSE = (
    r"on this page|table of contents|links?|references?|relevant links|related (?:pages|links|resources)"
    r"|additional (?:resources|information|links)|resources|compensation(?:\s+(?:and|&|calculator"
    r"|information|details|for)\b.*)?|notes?|faq|questions?|q ?& ?a.*|.*\bvideos?"
    r"|.*\bthemes for\b.*|examples?|how to apply|benefits and perks|.*\bcharter|case studies"
)


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(patterns)})\W*$", re.IGNORECASE)


_WHOLE: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        Topic.LEVELS,
        _whole(r"(?:job )?levels?\s*(?:and|&)\s*(?:job )?grades?", r"(?:job )?grades?\s*(?:and|&)\s*levels?"),
    ),
    (Topic.RESPONSIBILITIES, _whole(_WHAT_YOU_DO, _DUTIES)),
    (Topic.REQUIREMENTS, _whole(_WHAT_YOU_BRING)),
    (Topic.REQUIREMENTS, _whole(_SKILLS)),
    (Topic.INDICATORS, _whole(_MEASURED)),
    (Topic.HIRING, _whole(r"hiring|interviews?|interviewing")),
    (Topic.NICE_TO_HAVE, _whole(r"bonus|preferred|pluses|a plus|nice[- ]to[- ]have['’]s")),
    (Topic.REPORTING, _whole(r"reports? to|reporting|reporting (?:to|lines?|structure)|line manager")),
)
_WHO = {"before", "as", "who", "whose", "them"}
_OTHER = _whole(_ABOUT_THE_ROLE, _ABOUT_ELSE, r".+\?")

# -- headings that name a topic, perhaps with the words of somebody before or after

_RESPONSIBILITIES = r"respon[a-z]*bi?l?i[a-z]*"
_REQUIREMENTS = r"req[a-z]*ments?"
_NICE = (
    r"(?:nice|great|good)[- ]to[- ]ha(?:ve|s)s?(?:\s+(?:requirements?|skills|qualifications))?"
    r"|(?:preferred|desired|desirable|optional|bonus)\s+(?:requirements?|skills?|qualifications?|experience)"
    r"(?:,?[\w\s,]*experience)?|bonus points|extra points"
)
_BOTH = (
    rf"{_RESPONSIBILITIES}\s*(?:and|&|/|\+|,)\s*{_REQUIREMENTS}|{_REQUIREMENTS}\s*(?:and|&|/|\+"
    rf"|,)\s*{_RESPONSIBILITIES}"
)
_INDICATORS = (
    r"(?:key\s+|primary\s+)*(?:performance\s+(?:indicators?|measures|metrics)|kpis?|pis?)"
    r"(?:\s*\((?:pis?|kpis?)\))?(?:\s+for\s+the\s+role)?|success\s+(?:metrics|measures)"
)
_LADDER = (
    r"career\s+(?:ladders?|paths?|progressions?|opportunit(?:y|ies)|development|growth|steps?|moves?|map)"
    r"(?:\s+(?:and|&)\s+(?:ladders?|paths?|progressions?|opportunit(?:y|ies)|development|growth))?"
)
_HIRING = (
    r"(?:hiring|interview(?:ing)?|recruiting|recruitment|selection|application)\s+"
    r"(?:process(?:es)?|plan|steps?|stages?|procedure|flow)"
)
_GRADE = r"(?:job\s+|salary\s+|pay\s+)?grades?(?:\s+level)?|job\s+level|(?:salary|pay)\s+band"
_GRADE_IN_HEADING = re.compile(
    r"^(?:(?:job\s+)?grade|job\s+level)\s*[#:]?\s*\[?\d{1,2}(?:\.\d+)?\]?$", re.IGNORECASE
)
_SPECIALTIES = (
    r"special(?:i?ti|i[sz]ation|ite)(?:es|s)?|specialt(?:y|ies)|specialit(?:y|ies)"
    r"|specialisms?|areas of speciali[sz]ation"
)
_QUALIFICATIONS = (
    r"(?:(?:technical|minimum|basic|required|key)\s+)?qualifications|(?:required|requires)\s+skills.*"
    rf"|{_REQUIREMENTS}\s*(?:and|&)\s*qualifications"
)

_BEFORE = r"(?:(?P<before>.*?)(?:\s*[-–—:]\s*|\s+))??"
_AFTER = r"(?:\s+(?:for|of|in)\s+(?P<after>.+)|\s*(?:[-–—:]\s*|\()(?P<beside>[^()]+)\)?)?"
_AFTER_FOR = r"(?:\s+(?:for|of|in)\s+(?P<after>.+))?(?P<beside>)"


def _named(pattern: str, after: str = _AFTER) -> re.Pattern[str]:
    return re.compile(rf"^{_BEFORE}(?:{pattern}){after}\s*[:.]?$", re.IGNORECASE)


_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (Topic.NICE_TO_HAVE, _named(_NICE)),
    (Topic.BOTH, _named(_BOTH)),
    (Topic.INDICATORS, _named(_INDICATORS, _AFTER_FOR)),
    (Topic.LADDER, _named(_LADDER, _AFTER_FOR)),
    (Topic.HIRING, _named(_HIRING, _AFTER_FOR)),
    (Topic.GRADE, _named(_GRADE)),
    (Topic.SPECIALTIES, _named(_SPECIALTIES, _AFTER_FOR)),
    (Topic.SEGMENTS, _named(r"segments?", _AFTER_FOR)),
    (Topic.RESPONSIBILITIES, _named(_RESPONSIBILITIES)),
    (Topic.REQUIREMENTS, _named(_REQUIREMENTS)),
    (Topic.REQUIREMENTS, _named(_QUALIFICATIONS, _AFTER_FOR)),
    (Topic.LEVELS, _named(r"levels?(?:\s+of\s+.+)?", _AFTER_FOR)),
)
_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_EMOJI_LAST = re.compile(r":\w+:$")
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,4}[.)]|[a-z]\))\s+(?=\S)")


def title_in(heading: str) -> str:
    """The words of a heading without emphasis, numbering and a colon at the end."""
    text = _SPACE.sub(" ", heading).strip().strip("*_").strip()
    text = _NUMBERING.sub("", text)
    return text if _EMOJI_LAST.search(text) else text.rstrip(" :") or text


@lru_cache(maxsize=65536)
def announced(heading: str) -> Announced:
    """What a heading announces. `heading` is its text as a reader sees it; a slip of the pen changes nothing."""
    text = title_in(heading)
    found = _announced(text)
    if found.topic is Topic.TITLE and (corrected := _corrected(text)) != text:
        again = _announced(corrected)
        return again if again.topic is not Topic.TITLE else found
    return found


_NAMED_ROLE = re.compile(r"^(?P<title>.+)\s+role$", re.IGNORECASE)


def is_named_role(heading: str) -> bool:
    """Whether a heading is the title of a role and the word role after it: "Senior Buyer Role"."""
    found = _NAMED_ROLE.match(heading)
    return found is not None and is_title_of_role(found["title"])


_ONE_SPECIALTY = re.compile(r".+\s(?:specialty|speciality|speciali[sz]ation)$", re.IGNORECASE)


def is_one_specialty(heading: str) -> bool:
    """Whether a heading names one specialty and announces no list of them: "Security Logging Specialty"."""
    return _ONE_SPECIALTY.match(title_in(heading)) is not None


def _announced(text: str) -> Announced:
    for topic, pattern in _WHOLE:
        if found := pattern.match(text):
            named = (words for group, words in found.groupdict().items() if words and group in _WHO)
            return Announced(topic, _scope(next(named, "")))
    if _GRADE_IN_HEADING.match(text):
        return Announced(Topic.GRADE, "")
    for topic, pattern in _PATTERNS:
        if found := pattern.match(text):
            scopes = map(_scope, (found["before"] or "", found["after"] or "", found["beside"] or ""))
            return Announced(topic, next(filter(None, scopes), ""))
    if _OTHER.match(text) and not is_named_role(text):
        return Announced(Topic.OTHER, "")
    return Announced(Topic.TITLE, text)


_ARTICLE_OR_OWNER = re.compile(r"^(?:the|an?)\s+(?=\S)|['’]s?$", re.IGNORECASE)
_NOT_A_SCOPE = re.compile(
    r"^(?:(?:must[- ]haves?|key|primary|additional|general|minimum|other|main|core|base|basic|the|our"
    r"|your|common|shared|all"
    r"|any|every|this|that|team|job|role|family|job family|levels?|career|seniority|areas? of"
    r"|day[- ]to[- ]day|duties|roles|tasks|everyone"
    r"|salary|pay)\b[\s,]*(?:(?:and|&|,)\s*)?)+$",
    re.IGNORECASE,
)


def _scope(words: str) -> str:
    """The words beside a topic that name somebody; an adjective alone names nobody."""
    scope = _ARTICLE_OR_OWNER.sub("", words.strip(" -–—:,"))
    return "" if _NOT_A_SCOPE.match(scope) else scope


_TOPIC_WORDS = (
    "responsibilities requirements requirement performance indicators indicator career ladder hiring interview process"
    " specialties qualifications segments".split()
)
_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_SLIP = 86
"""The least similarity (0 to 100) at which a word is taken for a slip of one that announces a section."""


def _corrected(text: str) -> str:
    """The text with slips in the words that announce sections mended ("Performace Indicators")."""
    return _LONG_WORD.sub(lambda found: _likeliest(found[0]), text)


def _likeliest(word: str) -> str:
    near = process.extractOne(word.lower(), _TOPIC_WORDS, scorer=fuzz.ratio, score_cutoff=_SLIP)
    return near[0] if near is not None else word
