"""Where static files are: under names that hold their digest, each of which is worked out once."""

from __future__ import annotations

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Storage(CompressedManifestStaticFilesStorage):
    """A page names twenty files, always the same; what is collected does not change while a process runs."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._address = cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file."""
        if force or name is None:
            return super().url(name, force)
        return self._address(name)

    def save_manifest(self) -> None:
        """Files have been collected: their names may be others now."""
        self._address.cache_clear()
        super().save_manifest()
