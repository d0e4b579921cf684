"""Make the Python client (`src/trellis/client/client.py`) from the document of the interface.

    PYTHONPATH=src .venv/bin/python tools/client/generate.py

A test makes it too and compares: whoever changes the interface makes the client anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "src/trellis/client/client.py"
VERBS = ("get", "post", "patch", "put", "delete")
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
FORMATS = {"date-time": "datetime", "uuid": "UUID"}
HEAD = '''"""The client for programs: a method for each operation, a class for each schema.

Made by tools/client/generate.py from the document at /api/v1/openapi.json; changes belong there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from trellis.client.transport import Part, Transport

'''


def generated(document: dict[str, Any]) -> str:
    """The client's module for a document, formatted."""
    schemas = {
        name: schema
        for name, schema in document["components"]["schemas"].items()
        if not name.endswith(("Fields", "List")) and name not in {"Problem", "Fault"}
    }
    operations = [
        (verb, path, item[verb])
        for path, item in sorted(document["paths"].items())
        for verb in VERBS
        if verb in item
    ]
    tagged = {_answer(operation)[0] for verb, _path, operation in operations if verb == "get"}
    parts = [HEAD, *(_class(name, schemas[name], name in tagged) for name in sorted(schemas))]
    parts.append('class Client(Transport):\n    """Trellis, for programs. Errors are `ApiError`."""\n')
    parts += [_method(verb, path, operation) for verb, path, operation in operations]
    return _formatted("\n\n".join(parts))


def _class(name: str, schema: dict[str, Any], is_tagged: bool) -> str:
    required = set(schema.get("required", ()))
    lines = [
        "@dataclass(frozen=True, slots=True)",
        f"class {name}:",
        f'    """{_sentence(schema["description"], indent=4)}"""',
        "",
    ]
    properties = sorted(schema["properties"].items(), key=lambda each: each[0] not in required)
    for each, facts in properties:
        line = f"    {each}: {_type(facts)}"
        if each not in required:
            line += f" = {_default(facts)}"
        lines.append(line)
        if "description" in facts:
            lines.append(f'    """{facts["description"]}"""')
    if is_tagged:
        lines.append('    etag: str = field(default="", compare=False)')
        lines.append('    """Its version, to be sent as `if_match` with a change."""')
    return "\n".join(lines)


def _method(verb: str, path: str, operation: dict[str, Any]) -> str:
    answer, is_list = _answer(operation)
    kind = f"Part[{answer}]" if is_list else answer
    places, filters, versioned = [], [], False
    for each in operation["parameters"]:
        if each["in"] == "path":
            places.append(f"{each['name']}: {_type(each['schema'])}")
        elif each["in"] == "query" and each["name"] != "fields":
            needed = "" if each["required"] else " = None"
            type_ = _type(each["schema"])
            optional = "" if each["required"] or "None" in type_ else " | None"
            filters.append((each["name"], f"{each['name']}: {type_}{optional}{needed}", each["required"]))
        versioned = versioned or each["name"] == "If-Match"
    body = operation.get("requestBody")
    is_bytes = bool(body) and "application/json" not in body["content"]
    named = ""
    if body and not is_bytes:
        named = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    signature = ["self", *places]
    if named:
        signature.append(f"body: {named}")
    if is_bytes:
        signature.append("content: bytes")
    keywords = [text for _name, text, required in sorted(filters, key=lambda each: not each[2])]
    if versioned:
        keywords.append("if_match: str")
    if verb == "post":
        keywords.append("key: str | None = None")
    if keywords:
        signature += ["*", *keywords]
    held = ", ".join(f'"{name}": {name}' for name in (text.partition(":")[0] for text in places))
    call = [answer, *([] if is_list else [f'"{verb.upper()}"']), f'"{path}"', f"{{{held}}}"]
    if filters:
        call.append("query={" + ", ".join(f'"{name}": {name}' for name, _text, _needed in filters) + "}")
    call += ["body=body"] if named else []
    call += ["content=content"] if is_bytes else []
    call += ["if_match=if_match"] if versioned else []
    call += ["key=key"] if verb == "post" else []
    about = " ".join(filter(None, (f"{operation['summary']}.", operation.get("description", ""))))
    return "\n".join(
        [
            f"    def {operation['operationId']}({', '.join(signature)}) -> {kind}:",
            f'        """{_sentence(about)}"""',
            f"        found: {kind} = self.{'_part' if is_list else '_call'}({', '.join(call)})",
            "        return found",
        ]
    )


def _answer(operation: dict[str, Any]) -> tuple[str, bool]:
    """The schema that an operation answers, and whether in a list."""
    good = next(each for status, each in operation["responses"].items() if status.startswith("2"))
    schema = good["content"]["application/json"]["schema"]
    name = schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]
    return (name.removesuffix("List"), True) if name.endswith("List") else (name, False)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return f"Literal[{', '.join(map(_quoted, schema['enum']))}]"
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list[{_type(schema['items'])}]"
    if schema.get("type") == "null":
        return "None"
    return FORMATS.get(schema.get("format", ""), PLAIN.get(schema.get("type", ""), "Any"))


def _default(facts: dict[str, Any]) -> str:
    value = facts.get("default")
    if isinstance(value, list):
        return "field(default_factory=list)"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _sentence(text: str, width: int = 100, indent: int = 8) -> str:
    """A text as a docstring, wrapped at words."""
    lines = list(_lines(text, width))
    return f"\n{' ' * indent}".join([*lines, ""] if len(lines) > 1 else lines)


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _formatted(text: str) -> str:
    for arguments in (["check", "--select", "I,F401", "--fix", "-q", "-"], ["format", "-q", "-"]):
        ruff = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(OUTPUT)]
        text = subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return text


def main() -> None:
    """Write the client for the interface of this checkout."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    import django  # noqa: PLC0415 - once the settings are named

    django.setup()
    from trellis.config.api import house  # noqa: PLC0415 - once Django is set up

    OUTPUT.write_text(generated(house.document), "utf-8")


if __name__ == "__main__":
    main()
