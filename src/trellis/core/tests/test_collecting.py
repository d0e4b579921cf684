"""Garbage in circles goes, but is looked for rarely."""

import gc
import weakref

from trellis.core import collecting


class Circle:
    """Something that holds itself."""

    def __init__(self):
        self.held = self


def test_garbage_is_looked_for_rarely():
    assert gc.isenabled()
    assert gc.get_threshold() == (collecting.YOUNG, collecting.MIDDLE, collecting.OLD)


def test_circles_go_by_themselves_all_the_same():
    first = weakref.ref(Circle())

    for _each in range(2 * collecting.YOUNG):
        Circle()

    assert first() is None
