from trellis.pages.tests.repositories import author, book, chief, editor, reader
from trellis.pages.tests.served import serve

__all__ = ["author", "book", "chief", "editor", "reader", "serve"]
