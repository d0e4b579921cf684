"""The names of QTI: those of version 2 are used throughout, those of version 3 are made of them.

Sources: IMS Question & Test Interoperability 2.2 and 1EdTech QTI 3.0, the item's XML binding. Version 3 writes
`choiceInteraction` as `qti-choice-interaction` and `maxChoices` as `max-choices`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from trellis.assessments.exchange.safexml import local

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HYPHEN = re.compile(r"-([a-z0-9])")
XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Version(NamedTuple):
    """How one version writes things."""

    name: str
    space: str
    schema: str
    item_type: str
    test_type: str
    manifest_space: str
    templates: str
    is_three: bool


TWO = Version(
    "QTI 2.2",
    "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
    "imsqti_item_xmlv2p2",
    "imsqti_test_xmlv2p2",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
    False,
)
THREE = Version(
    "QTI 3.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "imsqti_item_xmlv3p0",
    "imsqti_test_xmlv3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    True,
)
HTML = frozenset(
    "a abbr acronym address article aside audio b bdi bdo big blockquote br caption cite code col colgroup dd dfn "
    "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img kbd label li nav object ol p param "
    "picture pre q rp rt ruby samp section small source span strong sub summary sup table tbody td tfoot th thead "
    "tr track tt ul var video del s".split()
)
"""What keeps its name in version 3."""


def hyphened(name: str) -> str:
    """`choiceInteraction` as `choice-interaction`."""
    return _HUMP.sub("-", name).lower()


def humped(name: str) -> str:
    """`qti-choice-interaction` as `choiceInteraction`."""
    return _HYPHEN.sub(lambda found: found[1].upper(), name.removeprefix("qti-"))


def normalized(root: Any) -> Any:
    """Give the elements and attributes of a document the names of version 2, without namespaces."""
    for each in root.iter():
        if not isinstance(each.tag, str):
            continue
        name = local(each)
        each.tag = humped(name) if name.startswith("qti-") else name
        if name.startswith("qti-"):
            for key in [key for key in each.attrib if "-" in key and not key.startswith(("data-", "aria-"))]:
                each.attrib[humped(key)] = each.attrib.pop(key)
    return root


def versioned(root: Any, version: Version) -> Any:
    """Give a document that was made with the names of version 2 those of a version."""
    for each in root.iter():
        if (
            isinstance(each.tag, str)
            and not each.tag.startswith("{")
            and version.is_three
            and each.tag not in HTML
        ):
            each.tag = f"qti-{hyphened(each.tag)}"
            for key in [key for key in each.attrib if key != hyphened(key) and not key.startswith("{")]:
                each.attrib[hyphened(key)] = each.attrib.pop(key)
    return root
