"""What the texts say: claims, quoted fragments, and where each text stands on a contested question."""

from __future__ import annotations

import pandas as pd

from helpers.documents import in_order
from helpers.tables import Tables

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
    frame = tables["propositions"].sort_values("order")
    return dict(zip(frame["proposition"], frame["text"], strict=True))


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
    frame = tables["positions"]
    frame = in_order(tables, reverse)[["document", "label"]].merge(
        frame[frame["proposition"] == proposition], on="document", how="left"
    )
    return frame[["document", "label", "stance", "condition", "paragraphs", "note"]]
