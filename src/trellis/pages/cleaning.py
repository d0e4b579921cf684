"""What HTML a page may hold. Everything else is taken out before anybody sees it.

Pages are written by many hands and come from outside repositories: their HTML is hostile until it went through here.
Scripts, styles, forms and event handlers go; elements that would load something from another host are kept only for
`decorating`, which shows them as links.
"""

from __future__ import annotations

import nh3

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr br table caption thead tbody tfoot tr th td colgroup "
    "col figure figcaption details summary iframe video input".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strike strong sub sup "
    "time u var wbr".split()
)

TAGS = _BLOCKS | _INLINE

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "title", "dir", "lang"},
    "a": {"href", "name"},
    "abbr": {"title"},
    "blockquote": {"class"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"class"},
    "iframe": {"src"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "checked"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"colspan", "rowspan", "style", "align"},
    "th": {"colspan", "rowspan", "style", "align", "scope"},
    "time": {"datetime"},
    "video": {"src"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}


def clean(html: str) -> str:
    """HTML with nothing in it that could run, load, submit or cover the page; well-formed and escaped."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "template", "noscript", "svg", "math", "object"},
        url_schemes=_SCHEMES,
        filter_style_properties={"text-align"},
        link_rel=None,
    )
