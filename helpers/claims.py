"""What the texts say: claims, quoted fragments, and the points that several texts make."""

from __future__ import annotations

import pandas as pd

from helpers import documents
from helpers.tables import Row, Tables

VOICES = {
    "author": "the author's own",
    "reported": "reported from others",
    "granted": "granted to another view",
}
CAN_BE_SUPPORTED = ("statistic", "event", "attribution", "causal")


def claims(tables: Tables, document: str, paragraph: int | None = None) -> pd.DataFrame:
    """Return the claims of a text, or of one of its paragraphs, in the order of the text."""
    tables.row("documents", document=document)
    frame = tables["claims"]
    frame = frame[frame["document"] == document]
    if paragraph is not None:
        frame = frame[frame["paragraph"] == paragraph]
    return frame.sort_values(["paragraph", "first_word"]).reset_index(drop=True)


def quote(tables: Tables, name: str) -> str:
    """Return a quoted fragment in quotation marks."""
    return f"“{tables.row('quotes', quote=name)['text']}”"


def points(tables: Tables) -> dict[str, str]:
    """Return what claims of several texts say, by short name, in order; a point of one text alone is left out."""
    found = {}
    for row in sorted(tables.rows("shared_points"), key=lambda row: row.order):
        said = [tables.row("claims", claim=link.claim) for link in tables.rows("same_point", point=row.point)]
        if len({claim.document for claim in said}) > 1:
            found[row.point] = row.text
    return found


def same_point(tables: Tables, claim: str) -> list[tuple[str, list[Row]]]:
    """Return the points that a claim makes and other texts make too, each with the claims of the others.

    The claims stand in order of publication, those of one text in its order.
    """
    own = tables.row("claims", claim=claim).document
    order = list(documents.labels(tables))
    found = []
    for link in tables.rows("same_point", claim=claim):
        others = [tables.row("claims", claim=row.claim) for row in tables.rows("same_point", point=link.point)]
        others = [one for one in others if one.document != own]
        others.sort(key=lambda one: (order.index(one.document), one.paragraph, one.first_word))
        if others:
            found.append((tables.row("shared_points", point=link.point).text, others))
    return found
