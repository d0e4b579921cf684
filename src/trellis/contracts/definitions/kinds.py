"""The kinds that this room adds to the handbook."""

from trellis.contracts.definitions.benefits import BenefitsKind
from trellis.contracts.definitions.templates import ContractTemplateKind

KINDS = (ContractTemplateKind(), BenefitsKind())
