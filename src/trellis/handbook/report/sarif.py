"""The report as SARIF 2.1.0 (OASIS Standard, 2020): what code hosts and editors show beside the lines of a
change.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from trellis.handbook.diagnostics import Code, Diagnostic, Edit
from trellis.handbook.report.model import Report
from trellis.handbook.text import Position, SourceText

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, version: str) -> str:
    """The report as a SARIF text; `version` is that of Trellis."""
    return json.dumps(document(report, version), ensure_ascii=False, indent=2) + "\n"


def document(report: Report, version: str) -> dict[str, Any]:
    """The report as plain values: one run, one rule for each code that occurs, places in code points (section
    3.14.17).
    """
    ids = sorted({found.code for found in report.diagnostics})
    numbers = {code: number for number, code in enumerate(ids)}
    driver = {
        "name": "Trellis",
        "version": version,
        "rules": [_rule(report.codes[code]) if code in report.codes else {"id": code} for code in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, found, mark, numbers) for found, mark in report.fingerprints()],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    page = f"docs/codes/{code.id}.md"
    return {
        "id": code.id,
        "name": "".join(part.capitalize() for part in code.name.split("-")),
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": f"{code.summary} {code.why}"},
        "help": {"text": f"{code.hint} See {page}.", "markdown": f"{code.hint} See [{code.id}]({page})."},
        "defaultConfiguration": {"level": code.severity.value, "enabled": code.enabled},
        "properties": {"documentation": page, "fixable": code.fixable},
    }


def _result(report: Report, found: Diagnostic, mark: str, numbers: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": numbers[found.code],
        "level": found.severity.value,
        "message": {"text": f"{found.message} {found.hint}".strip()},
        "locations": [{"physicalLocation": _location(report, found.path, _region(found.start, found.end))}],
        "partialFingerprints": {"trellis/v1": mark},
    }
    if found.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": _location(report, other.path, _region(other.position, other.position)),
                "message": {"text": other.message},
            }
            for other in found.related
        ]
    source = report.source_of(found.path)
    if report.is_fixable(found) and found.fix is not None and source is not None:
        change = {
            "artifactLocation": _artifact(report, found.path),
            "replacements": [_replacement(edit, source) for edit in found.fix.edits],
        }
        result["fixes"] = [{"description": {"text": found.fix.description}, "artifactChanges": [change]}]
    return result


def _location(report: Report, path: str, region: dict[str, int]) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, path), "region": region}


def _artifact(report: Report, path: str) -> dict[str, str]:
    shown = quote(report.shown(path), safe="/", errors="surrogateescape")
    return {"uri": f"file://{shown}" if shown.startswith("/") else shown}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _replacement(edit: Edit, source: SourceText) -> dict[str, Any]:
    region = _region(source.position(edit.span.start), source.position(edit.span.end))
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}
