"""Code in colours, by class names only: the style sheet knows light and dark."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LONGEST = 40_000
"""Characters: some lexers take quadratic time, and nobody reads colours in longer listings."""

_formatter = HtmlFormatter(nowrap=True)


def colored(code: str, language: str) -> str:
    """The code as safe HTML, coloured if the language is known and the listing short enough."""
    lexer = _lexer(language.lower()) if language and len(code) <= LONGEST else None
    return escape(code) if lexer is None else highlight(code, lexer, _formatter)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
