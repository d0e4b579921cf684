"""The kind `rights`: how the compiler reads and joins `rights.yml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from trellis.core.definitions import rightschecks as checks
from trellis.core.definitions.rights import Duty, Grant, Place, Rights, RightsFile
from trellis.core.definitions.rightscodes import CODES
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "rights"
FILES = ("rights.yml",)


class RightsKind(DataKind[RightsFile]):
    """Joined, it is the `Rights` of all sources together. A grant that is not clear is left out."""

    name = NAME
    files = FILES
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> RightsFile:
        """What a file says; a file that says nothing grants nothing."""
        found = read(node, RightsFile, reporter, "rights.yml") or RightsFile(node=node)
        for name, duty in found.duties.items():
            checks.check_given(duty, f"The duty “{name}”", reporter)
        for grant in found.grants:
            checks.check_given(grant, "This grant", reporter)
        return replace(found, grants=tuple(each for each in found.grants if checks.is_clear(each, reporter)))

    def join(
        self, read: Mapping[str, RightsFile], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Rights:
        """The duties and grants of all files; of two duties with one name the first counts."""
        duties: dict[str, tuple[Duty, Place]] = {}
        grants: list[tuple[Grant, Place]] = []
        for path, each in read.items():
            for name, duty in each.duties.items():
                duties.setdefault(name, (duty, _place(path, duty, reporter_for(path))))
            grants += [(grant, _place(path, grant, reporter_for(path))) for grant in each.grants]
        rights = Rights(
            {name: duty for name, (duty, _place) in duties.items()},
            tuple(grant for grant, _place in grants),
            {name: place for name, (_duty, place) in duties.items()},
            tuple(place for _grant, place in grants),
        )
        for name, (duty, place) in duties.items():
            checks.check_idle(rights, handbook.settings, name, duty, reporter_for(place.path))
        for grant, place in grants:
            checks.check_duties(rights, grant, reporter_for(place.path))
        if handbook.settings.path:
            checks.check_visibility(rights, handbook.settings, reporter_for(handbook.settings.path))
        return rights


def _place(path: str, written: Declared, reporter: Reporter) -> Place:
    return Place(path, reporter.source.position(written.node.span.start).line)
