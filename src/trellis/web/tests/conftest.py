from trellis.core.tests.conftest import administrator, colleague, former, member, owner, rights
from trellis.pages.tests.served import serve

__all__ = ["administrator", "colleague", "former", "member", "owner", "rights", "serve"]
