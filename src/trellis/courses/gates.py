"""What must not be published in a course: what somebody who does not see or hear could not learn from (WCAG 2.2).

The same is only noted of other pages. What was there before is not held against a change of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from trellis.courses.definitions.codes import MEDIA_UNCAPTIONED
from trellis.handbook.diagnostics import Diagnostic, Severity

IMAGE_WITHOUT_TEXT, HEADING_ORDER = "HB214", "HB131"
NOT_FOR_ALL = frozenset({IMAGE_WITHOUT_TEXT, HEADING_ORDER, MEDIA_UNCAPTIONED.id})
"""Pictures without words (1.1.1), media without captions or transcript (1.2.1, 1.2.2), heading order (1.3.1)."""
_OF_COURSE = re.compile(r"(?:.*/)?courses/[^/]+/[^/]+\.md$")


def keeping_back(new: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Those of some findings that keep a course from being published."""
    for each in new:
        if each.code in NOT_FOR_ALL and each.severity is not Severity.ERROR and _OF_COURSE.match(each.path):
            yield each


def gate(new: Sequence[Diagnostic]) -> Iterator[str]:
    """The same as sentences, each with its file and line."""
    for each in keeping_back(new):
        yield sentence(each)


def sentence(found: Diagnostic) -> str:
    """What a finding says, with its file and line."""
    said = {"path": found.path, "line": found.start.line, "told": found.message}
    return _("%(path)s, line %(line)s: %(told)s") % said
