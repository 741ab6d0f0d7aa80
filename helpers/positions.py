"""Where the texts stand on contested questions, and where that crosses what they recommend."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from helpers import documents
from helpers.tables import Row, Tables

STANCES = {"supports": "▲", "opposes": "▼", "mixed": "◆", "silent": "○"}
SIDES = ("supports", "opposes")
LISTED, DIVIDED, AGREED, SILENT = "as listed", "most divided first", "most agreed first", "most silent first"
SORTS = (LISTED, DIVIDED, AGREED, SILENT)


def propositions(tables: Tables) -> dict[str, str]:
    """Return the contested questions: each proposition by its short name, in order."""
    rows = sorted(tables.rows("propositions"), key=lambda row: row.order)
    return {row.proposition: row.text for row in rows}


def positions(tables: Tables, proposition: str, reverse: bool = False) -> pd.DataFrame:
    """Return where every text stands on one proposition, in order of publication.

    Returns
    -------
    DataFrame
        Columns ``document``, ``label``, ``stance``, ``basis`` ("stated" or "inferred"), ``condition`` (empty for
        none), ``paragraphs`` and ``claims`` (as in the table) and ``note``.

    Raises
    ------
    KeyError
        If there is no such proposition.
    """
    tables.row("propositions", proposition=proposition)
    columns = ["document", "label", "stance", "basis", "condition", "paragraphs", "claims", "note"]
    stands = by_document(tables, proposition)
    labels = documents.labels(tables)
    names = reversed(labels) if reverse else labels
    rows = [{"label": labels[name], **stands[name]} for name in names]
    return pd.DataFrame([[row[column] for column in columns] for row in rows], columns=columns)


def by_document(tables: Tables, proposition: str) -> dict[str, Row]:
    """Return the rows of ``positions`` on one proposition, by text."""
    return {row.document: row for row in tables.rows("positions", proposition=proposition)}


def divides(tables: Tables, proposition: str) -> bool:
    """Say whether at least one text supports a proposition and at least one opposes it."""
    return {row.stance for row in by_document(tables, proposition).values()} >= set(SIDES)


def in_words(position: Row) -> str:
    """Return where a text stands as a shape and words: ``"▲ supports, under a condition"``."""
    marks = [", inferred" if position.basis == "inferred" else "", ", under a condition" if position.condition else ""]
    return named(position.stance) + "".join(marks)


def named(stance: str) -> str:
    """Return a stance as a shape and a word: ``"▲ supports"``."""
    return f"{STANCES[stance]}\u00a0{stance}"


def ordered(tables: Tables, texts: Collection[str], by: str = LISTED) -> list[str]:
    """Return the propositions in an order that depends on where some texts stand.

    A question is the more divided, the more pairs of texts there are of which one supports and one opposes it; the
    more agreed, the more pairs of which both support or both oppose it; the more silent, the more texts do not take
    it up. Questions that are equal in this stay in the order of the table.

    Parameters
    ----------
    by : str
        One of ``SORTS``.
    """
    names = list(propositions(tables))
    if by == LISTED:
        return names
    stands = {name: [row.stance for row in tables.rows("positions", proposition=name) if row.document in texts]
              for name in names}  # fmt: skip
    counts = {
        DIVIDED: lambda stances: stances.count("supports") * stances.count("opposes"),
        AGREED: lambda stances: sum(stances.count(side) * (stances.count(side) - 1) // 2 for side in SIDES),
        SILENT: lambda stances: stances.count("silent"),
    }[by]
    return sorted(names, key=lambda name: -counts(stands[name]))


def agreements(tables: Tables, divide: str, texts: Sequence[str]) -> list[tuple[str, str, list[str], list[str]]]:
    """Return on what texts agree although they differ on one question.

    Parameters
    ----------
    divide : str
        The proposition that divides the texts into those that support and those that oppose it.
    texts : sequence of str
        The texts to look at, in order.

    Returns
    -------
    list of tuple
        Another proposition, the stance that is shared, the texts that share it and support ``divide``, and those
        that share it and oppose ``divide``; at least one of each. In the order of the propositions.
    """
    dividing = by_document(tables, divide)
    found = []
    for name in propositions(tables):
        stands = by_document(tables, name)
        for stance in SIDES:
            shared = [text for text in texts if stands[text].stance == stance]
            sides = [[text for text in shared if dividing[text].stance == side] for side in SIDES]
            if all(sides):
                found.append((name, stance, *sides))
    return found


def disagreements(tables: Tables, divide: str, texts: Sequence[str]) -> list[tuple[str, str, list[str], list[str]]]:
    """Return on what texts differ although they agree on one question.

    Returns
    -------
    list of tuple
        Another proposition, the stance on ``divide`` that is shared, the texts that share it and support the other
        proposition, and those that share it and oppose it; at least one of each. In the order of the propositions.
    """
    dividing = by_document(tables, divide)
    found = []
    for name in propositions(tables):
        stands = by_document(tables, name)
        for stance in SIDES:
            together = [text for text in texts if dividing[text].stance == stance]
            sides = [[text for text in together if stands[text].stance == side] for side in SIDES]
            if all(sides):
                found.append((name, stance, *sides))
    return found
