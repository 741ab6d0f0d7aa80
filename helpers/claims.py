"""What the texts say: claims, quoted fragments, and where each text stands on a contested question."""

from __future__ import annotations

import pandas as pd

from helpers import documents
from helpers.tables import Row, Tables

STANCES = {"supports": "▲", "opposes": "▼", "mixed": "◆", "silent": "○"}


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


def propositions(tables: Tables) -> dict[str, str]:
    """Return the contested questions: each proposition by its short name, in order."""
    rows = sorted(tables.rows("propositions"), key=lambda row: row.order)
    return {row.proposition: row.text for row in rows}


def positions(tables: Tables, proposition: str, reverse: bool = False) -> pd.DataFrame:
    """Return where every text stands on one proposition, in order of publication.

    Returns
    -------
    DataFrame
        Columns ``document``, ``label``, ``stance``, ``condition`` (empty for none), ``paragraphs`` (as in the
        table) and ``note``.

    Raises
    ------
    KeyError
        If there is no such proposition.
    """
    tables.row("propositions", proposition=proposition)
    columns = ["document", "label", "stance", "condition", "paragraphs", "note"]
    stands = {row.document: row for row in tables.rows("positions", proposition=proposition)}
    labels = documents.labels(tables)
    names = reversed(labels) if reverse else labels
    rows = [{"label": labels[name], **stands[name]} for name in names]
    return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=columns)


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
