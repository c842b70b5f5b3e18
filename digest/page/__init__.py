"""One incident's story on one page that needs nothing but itself: gather → lay out → render.

`compose` asks the store, `holding`, `sight` and `marks` make facts of it, `timescale`, `packing` and `chart` say where they stand, `render`
writes them down. Where things stand is decided here, in Python: the page's script only moves between them and shows them.
"""
