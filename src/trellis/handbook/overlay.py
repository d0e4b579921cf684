"""A source with some files in other words: what a handbook would be after a change that nobody has saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trellis.handbook.source import File, Listing, Source, content_id


class Moment(NamedTuple):
    """What a source held when it was last looked at: its files, and the name of exactly these contents."""

    listing: Listing
    revision: str


class OverlaySource:
    """Another source, with some files replaced or added, and those given as `None` taken away.

    It stands in for the source that it covers: it has the same name and identity. With a `moment` it covers what the
    source held then: nothing is listed again, and Git is not asked for the revision.
    """

    def __init__(
        self, source: Source, changes: Mapping[str, bytes | None], moment: Moment | None = None
    ) -> None:
        self.source = source
        self.changes = dict(changes)
        self.moment = moment
        self.name = source.name
        self.identity = source.identity
        self.mounts = source.mounts
        self.folder = source.folder

    def list(self) -> Listing:
        """The files of the source with the changes; raises what the source raises."""
        listing = self.source.list() if self.moment is None else self.moment.listing
        files = {path: file for path, file in listing.files.items() if path not in self.changes}
        for path, data in self.changes.items():
            if data is not None:
                identity = content_id(data)
                files[path] = File(path, len(data), identity, identity)
        return Listing({path: files[path] for path in sorted(files)}, listing.skipped)

    def read(self, paths: Iterable[str], limit: int) -> dict[str, bytes | None]:
        """The bytes of files, at most `limit` of each."""
        wanted = list(paths)
        found = dict(self.source.read([path for path in wanted if path not in self.changes], limit))
        for path in wanted:
            if path in self.changes:
                data = self.changes[path]
                found[path] = data[:limit] if data is not None else None
        return found

    def revision(self, contents: Mapping[str, str]) -> str:
        """The source's revision with a sign that it is changed."""
        if self.moment is None:
            kept = {path: content for path, content in contents.items() if path not in self.changes}
            revision = self.source.revision(kept)
        else:
            revision = self.moment.revision
        return f"{revision.removesuffix('+changes')}+changes"
