"""The kinds of notices of this room, by name."""

from __future__ import annotations

from trellis.core.definitions.notice_names import declare

NEWS, ENDING, SIGN, LAPSING = "certificate", "certificate-ending", "sign-off", "certificate-of-team"
declare(NEWS, ENDING, SIGN, LAPSING)
