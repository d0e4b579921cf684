"""The examples of codes, put to the test: for the compiler's codes here, for those of a kind in its room."""

from __future__ import annotations

from collections.abc import Sequence

from trellis.handbook import fixes
from trellis.handbook.codes import by_id
from trellis.handbook.compiler import Compiler
from trellis.handbook.diagnostics import Code, Diagnostic, Example
from trellis.handbook.kinds import Kind
from trellis.handbook.source import MemorySource


def found_in(example: Example, code: Code, kinds: Sequence[Kind] = ()) -> list[Diagnostic]:
    """The diagnostics with a code in an example."""
    compiled = Compiler(kinds, select=(code.id,)).compile(MemorySource(example.files)).handbook
    return [found for found in compiled.diagnostics if found.code == code.id]


def left_after_fixing(code: Code, kinds: Sequence[Kind] = ()) -> list[Diagnostic]:
    """The diagnostics with a code in its bad example once that was fixed."""
    compiler = Compiler(kinds, select=(code.id,))
    fixed = fixes.fix(MemorySource(code.bad.files), compiler, by_id(kinds))
    return [found for found in fixed.handbook.diagnostics if found.code == code.id]
