"""Where files of people lie, as the settings say."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from trellis.config.readers import Reader, SettingError
from trellis.core.s3 import Bucket

NAME = "TRELLIS_FILES"
_HINT = "Write a folder, or s3://bucket/folder?endpoint=https://s3.example.com&region=eu-central-1."


def read_files(read: Reader, default: Path) -> tuple[Path, Bucket | None]:
    """The folder of files, and the bucket where they lie in one; drafts are written to the folder in any case."""
    text = read.text(NAME)
    if not text.startswith("s3:"):
        return read.folder(NAME, default), None
    parts = urlsplit(text)
    options = dict(parse_qsl(parts.query))
    if not parts.hostname or set(options) - {"endpoint", "region"}:
        raise SettingError(NAME, "is no bucket.", hint=_HINT)
    region = options.get("region", "us-east-1")
    endpoint = Reader({NAME: options.get("endpoint", f"https://s3.{region}.amazonaws.com")}).site(NAME)
    if urlsplit(endpoint).path:
        raise SettingError(NAME, "has an endpoint with a path; it must be a server alone.", hint=_HINT)
    key, secret = read.text("TRELLIS_S3_KEY"), read.text("TRELLIS_S3_SECRET")
    if not key or not secret:
        raise SettingError(
            "TRELLIS_S3_KEY" if not key else "TRELLIS_S3_SECRET", "is missing; a bucket needs it."
        )
    folder = parts.path.strip("/")
    return default, Bucket(endpoint, parts.netloc, region, key, secret, f"{folder}/" if folder else "")
