"""A file of the reader, chosen in the page."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class FromFile(anywidget.AnyWidget):
    """A file of the reader as text; one that is too large is refused before it is read.

    ``chosen`` has ``name``, ``size`` in bytes and ``content``, which is empty where the file is too large.
    """

    _esm = Path(__file__).with_name("from_file.js")
    description = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)
    largest = traitlets.Int().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
