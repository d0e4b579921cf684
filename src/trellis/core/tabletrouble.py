"""What is wrong with a file as a whole that somebody brought to be imported."""

from __future__ import annotations

from trellis.handbook.errors import TrellisError


class TableFileError(TrellisError):
    """A file that cannot be read as a table."""

    code = "import-file"
