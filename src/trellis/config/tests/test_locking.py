from pathlib import Path

import pytest

from trellis.config import locking
from trellis.config.environment import Environment


def test_lock_names_no_path_of_this_machine():
    command = locking.compile_command(Environment("/somewhere"), "dev", upgrade=False)

    assert command[1:3] == ["pip", "compile"]
    assert command[-3:] == ["requirements/dev.in", "-o", "requirements/dev.txt"]
    assert {"--generate-hashes", "--no-emit-index-url", "--universal"} <= set(command)
    assert "--upgrade" not in command


def test_upgrade_is_passed_on():
    assert "--upgrade" in locking.compile_command(Environment("/somewhere"), "base", upgrade=True)


def test_locking_without_uv_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(locking, "PROJECT", Path(tmp_path))

    with pytest.raises(locking.LockError, match="uv is not installed"):
        list(locking.lock_all(upgrade=False))
