"""The report as GitLab Code Quality: a JSON list that a merge request shows beside the lines of its changes."""

from __future__ import annotations

import json
from typing import Any

from trellis.handbook.diagnostics import Severity
from trellis.handbook.report.model import Report

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """The report as a JSON text. Paths must be relative to the repository's root: run the command there."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> list[dict[str, Any]]:
    """The report as plain values."""
    return [
        {
            "description": f"{found.message} {found.hint}".strip(),
            "check_name": f"{found.code} {report.name_of(found.code)}",
            "fingerprint": mark,
            "severity": _SEVERITIES[found.severity],
            "location": {
                "path": report.shown(found.path),
                "lines": {"begin": found.start.line, "end": max(found.start.line, found.end.line)},
            },
        }
        for found, mark in report.fingerprints()
    ]
