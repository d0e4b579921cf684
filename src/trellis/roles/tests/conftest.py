from trellis.pages.tests.repositories import author, book, chief, editor, reader
from trellis.pages.tests.served import serve
from trellis.roles.tests.formed import families

__all__ = ["author", "book", "chief", "editor", "families", "reader", "serve"]
