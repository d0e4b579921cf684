"""The plan of the house: what imports what."""

from graphlib import TopologicalSorter

import grimp


def test_no_file_imports_one_that_imports_it_again():
    graph = grimp.build_graph("trellis", cache_dir=None)
    imports = {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}
    assert len(imports) > 1000

    TopologicalSorter(imports).prepare()  # raises CycleError, which names the files of the circle
