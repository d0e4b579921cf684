"""The kinds that this room adds to the handbook."""

from trellis.certifications.definitions.certifications import CertificationKind

KINDS = (CertificationKind(),)
