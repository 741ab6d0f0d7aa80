"""A page of the reader's own work, to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers import documents
from helpers.html import Fragment, escaped, heading, paragraph, stack, table
from helpers.marks import Mark
from helpers.tables import Tables

TITLE = "My assessment"
NOTHING_WRITTEN = "Nothing is written here yet."
STYLE = """
body { max-width: 44em; margin: 2em auto; padding: 0 1em; font: 1rem/1.5 system-ui, sans-serif; }
.written { white-space: pre-wrap; overflow-wrap: anywhere; }
table { font-size: 0.9rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 11pt; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
}
"""


def work(
    tables: Tables, parts: Mapping[str, str], marks: Sequence[Mark] = (), with_notes: bool = False, level: int = 1
) -> Fragment:
    """Return what the reader has written, and the marks, without a name.

    Parameters
    ----------
    parts : mapping of str to str
        What was written under each heading.
    marks : sequence of Mark
        The reader's marks; none leaves the table out.
    with_notes : bool
        Whether the notes on the marks are shown.
    level : int
        The level of the first heading; the others stand one below.
    """
    written = [stack(heading(title, level + 1), _written(text)) for title, text in parts.items()]
    shown = _marks(tables, marks, with_notes, level + 1) if marks else None
    return stack(heading(TITLE, level), *written, shown)


def _written(text: str) -> Fragment:
    words = text.strip().encode("utf-8", "replace").decode("utf-8")  # half a character cannot be written
    if not words:
        return paragraph(NOTHING_WRITTEN)
    return Fragment(f'<p class="written" style="white-space: pre-wrap;">{escaped(words)}</p>', words)


def _marks(tables: Tables, marks: Sequence[Mark], with_notes: bool, level: int) -> Fragment:
    labels = documents.labels(tables)
    rows = []
    for mark in marks:
        row = tables.row("claims", claim=mark.claim)
        said = f"{labels[row.document]}, paragraph {row.paragraph}: {row.text}"
        rows.append((said, mark.state, mark.type or "not said", *([mark.note or "none"] if with_notes else [])))
    columns = ["Claim", "I find it", "Its type, as I see it", *(["Note"] if with_notes else [])]
    return stack(heading("My marks", level), table(pd.DataFrame(rows, columns=columns), "My marks"))


def whole(body: Fragment) -> str:
    """Return a fragment as a page of its own that needs nothing else."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{TITLE}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body.html}\n</main>\n"
        "</body>\n</html>\n"
    )
