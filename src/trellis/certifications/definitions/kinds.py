"""The kinds that this room adds to the handbook."""

from trellis.certifications.definitions.kind import CertificationKind

KINDS = (CertificationKind(),)
