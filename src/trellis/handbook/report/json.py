"""The report for programs: JSON, described in `docs/reference/diagnostic-formats.md`."""

from __future__ import annotations

import json
from typing import Any

from trellis.handbook.diagnostics import Diagnostic, Edit
from trellis.handbook.report.model import SCHEMA_VERSION, Report
from trellis.handbook.text import Position, SourceText


def render(report: Report) -> str:
    """The report as a JSON text, with a newline at its end."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "version": SCHEMA_VERSION,
        "revision": report.revision,
        "files": report.files,
        "summary": {**report.counts(), "fixable": sum(map(report.is_fixable, report.diagnostics))},
        "diagnostics": [_entry(report, found, mark) for found, mark in report.fingerprints()],
    }


def _entry(report: Report, found: Diagnostic, mark: str) -> dict[str, Any]:
    source = report.source_of(found.path)
    return {
        "code": found.code,
        "name": report.name_of(found.code),
        "severity": found.severity.value,
        "path": found.path,
        "file": report.shown(found.path),
        "start": _place(found.start),
        "end": _place(found.end),
        "message": found.message,
        "hint": found.hint,
        "fixable": report.is_fixable(found),
        "fix": _fix(found, source),
        "related": [
            {
                "path": other.path,
                "file": report.shown(other.path),
                "start": _place(other.position),
                "message": other.message,
            }
            for other in found.related
        ],
        "fingerprint": mark,
        "documentation": f"docs/codes/{found.code}.md",
    }


def _place(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _fix(found: Diagnostic, source: SourceText | None) -> dict[str, Any] | None:
    if found.fix is None or source is None:
        return None
    return {"description": found.fix.description, "edits": [_edit(edit, source) for edit in found.fix.edits]}


def _edit(edit: Edit, source: SourceText) -> dict[str, Any]:
    return {
        "start": _place(source.position(edit.span.start)),
        "end": _place(source.position(edit.span.end)),
        "text": edit.text,
    }
