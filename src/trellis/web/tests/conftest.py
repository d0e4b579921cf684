from trellis.pages.tests.served import serve

__all__ = ["serve"]
