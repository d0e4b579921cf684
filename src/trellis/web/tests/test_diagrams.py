from trellis.web.diagrams import Box, Line, Spacing, draw


def drawn(boxes, lines=()):
    return draw("t-x", "Title", "Description", boxes, lines, Spacing())


def test_what_people_wrote_is_escaped():
    svg = drawn([Box("a", 0, 0, '<script>"x"</script>', "/roles/")])

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_a_box_with_an_address_is_a_link_that_says_what_it_is():
    svg = drawn([Box("a", 0, 0, "Manager", "/roles/m/", "8", "here", "Manager, grade 8")])

    assert '<a class="box here" href="/roles/m/" aria-label="Manager, grade 8" aria-current="true"' in svg


def test_a_box_without_an_address_is_no_link():
    svg = drawn([Box("a", 0, 0, "Board", tone="missing", spoken="Board, described on no page")])

    assert "<a " not in svg
    assert 'role="img" aria-label="Board, described on no page"' in svg


def test_lines_to_boxes_that_are_not_there_are_left_out():
    boxes = [Box("a", 0, 0, "A"), Box("b", 0, 1, "B")]

    assert drawn(boxes, [Line("a", "b"), Line("a", "gone"), Line("a", "a")]).count('class="line') == 1


def test_a_long_title_is_cut_to_two_lines():
    assert drawn([Box("a", 0, 0, "word " * 60, "/")]).count("<text") == 2


def test_nothing_to_draw_is_an_empty_picture():
    assert drawn([]).startswith("<svg")
