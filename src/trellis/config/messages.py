"""What the code says to people: every message that is marked for translation, found in Python and in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from trellis.handbook.errors import TrellisError

_MODULES = {"django.utils.translation", "trellis.handbook.words"}
_PARTS = {
    "gettext": ("id",),
    "ngettext": ("id", "plural"),
    "pgettext": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
}
"""What each way of marking is given before everything else. `…_lazy` and `…_noop` are given the same."""

_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)")
"""A call in what Django makes of a template: everything else in it is blanked out."""


class MessageError(TrellisError):
    """Something is marked for translation that cannot be translated."""

    code = "message"


@dataclass
class Message:
    """A message, by its English words; `plural` and `context` are empty where it has none."""

    id: str
    plural: str = ""
    context: str = ""


def messages_of(folder: Path) -> dict[tuple[str, str], Message]:
    """All messages below a folder, tests left out, by context and English words. Raises MessageError."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(path for kind in ("py", "html", "txt") for path in folder.rglob(f"*.{kind}")):
        name = path.relative_to(folder).as_posix()
        if "/tests/" in name:
            continue
        text = path.read_text("utf-8")
        for message in _in_python(text, name) if path.suffix == ".py" else in_template(text):
            known = found.setdefault((message.context, message.id), message)
            if message.plural and known.plural and message.plural != known.plural:
                raise MessageError(f"{name}: {message.id!r} has another plural elsewhere.")
            known.plural = known.plural or message.plural
    return found


def in_template(text: str) -> Iterator[Message]:
    """The messages of a template, as Django looks them up."""
    for found in _CALL.finditer(templatize(text)):
        strings = [ast.literal_eval(each) for each in re.findall(_STRING, found[2])]
        yield _message("gettext" if found[1] == "_" else found[1], strings)


def _in_python(text: str, name: str) -> Iterator[Message]:
    if "gettext" not in text:
        return
    tree = ast.parse(text, name)
    marks = {
        each.asname or each.name: re.sub("_(lazy|noop)$", "", each.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _MODULES
        for each in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            mark = marks.get(node.func.id, "")
            if mark in _PARTS:
                given = node.args[: len(_PARTS[mark])]
                strings = [each.value for each in given if isinstance(each, ast.Constant)]
                if len(strings) != len(_PARTS[mark]) or not all(isinstance(each, str) for each in strings):
                    raise MessageError(
                        f"{name}:{node.lineno}: only text itself can be translated.",
                        hint="Mark the whole sentence, with %(name)s for what changes.",
                    )
                yield _message(mark, [str(each) for each in strings])


def _message(mark: str, strings: list[str]) -> Message:
    given = dict(zip(_PARTS[mark], strings, strict=False))
    return Message(given["id"], given.get("plural", ""), given.get("context", ""))
