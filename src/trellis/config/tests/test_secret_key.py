from concurrent.futures import ThreadPoolExecutor

import pytest

from trellis.config import secret_key
from trellis.config.secret_key import SecretKeyError, stored_key


def test_key_is_made_once_and_kept(tmp_path):
    key = stored_key(tmp_path / "var")

    assert len(key) >= 50
    assert stored_key(tmp_path / "var") == key


def test_key_and_its_folder_are_for_the_owner_only(tmp_path):
    stored_key(tmp_path / "var")

    file = tmp_path / "var" / secret_key.FILE_NAME
    assert secret_key.is_private(file)
    assert [oct(path.stat().st_mode & 0o777) for path in (file.parent, file)] == ["0o700", "0o600"]


def test_two_starts_at_once_get_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: stored_key(tmp_path), range(16)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [secret_key.FILE_NAME]


def test_short_key_is_refused(tmp_path):
    (tmp_path / secret_key.FILE_NAME).write_text("abc\n")

    with pytest.raises(SecretKeyError, match="has 3 characters"):
        stored_key(tmp_path)


def test_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SecretKeyError) as refused:
        stored_key(tmp_path / "file")

    assert str(tmp_path / "file") in refused.value.message
    assert "TRELLIS_DATA" in refused.value.hint
