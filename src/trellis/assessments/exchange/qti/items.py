"""An item of QTI on its way to questions: what is declared in it, its words and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trellis.assessments.exchange import markup
from trellis.assessments.exchange.pictures import file_name
from trellis.assessments.exchange.qti.responses import Declared, Response
from trellis.assessments.exchange.results import Imported, NotCarried
from trellis.assessments.exchange.safexml import local


@dataclass(slots=True)
class Item:
    """An item on its way to a question. `path` is where its file lies in the package, `files` what else is there."""

    root: Any
    declared: Declared
    found: Imported
    where: str
    files: Mapping[str, bytes]
    path: str = ""

    def note(self, message: str) -> None:
        """Say what of it is not as it was."""
        self.found.note(self.where, message)

    def response_of(self, interaction: Any) -> Response:
        """The response that an interaction gives. Raises NotCarried where it is not declared."""
        identifier = interaction.get("responseIdentifier") or ""
        response = self.declared.responses.get(identifier)
        if response is None:
            raise NotCarried(f"The response “{identifier[:40]}” is not declared.")
        return response

    def markdown(self, node: Any, special: markup.Handler | None = None) -> str:
        """What stands in an element, with its pictures taken along."""

        def handled(element: Any) -> str | None:
            name = local(element)
            if special is not None and (said := special(element)) is not None:
                return said
            if name in ("feedbackInline", "feedbackBlock", "templateInline", "templateBlock"):
                return ""
            if name == "rubricBlock" and "candidate" not in (element.get("view") or "").split():
                return ""
            if name == "printedVariable":
                raise NotCarried("Its numbers vary by a template.")
            if name in ("img", "object"):
                return self.picture(element)
            return None

        return markup.from_element(node, handled)

    def picture(self, element: Any) -> str | None:
        """A picture as Markdown; its file is taken along where the package has it."""
        kind = element.get("type") or ""
        if local(element) == "object" and not kind.startswith("image"):
            return None
        address = self.address(element.get("src") or element.get("data") or "")
        alternative = markup.escaped(element.get("alt") or " ".join("".join(element.itertext()).split()))
        return f"![{alternative}]({address})" if address else alternative

    def address(self, written: str) -> str:
        """The address of a picture, within the folder `media` where the package has it."""
        data = self.files.get(_joined(self.path, written)) or self.files.get(written)
        if data is None:
            return written if not written.startswith("data:") else ""
        name = file_name(written)
        self.found.files[name] = data
        return f"media/{name}"


def _joined(path: str, written: str) -> str:
    parts: list[str] = []
    for each in (*path.split("/")[:-1], *written.split("/")):
        if each == "..":
            parts = parts[:-1]
        elif each not in (".", ""):
            parts.append(each)
    return "/".join(parts)
