"""What happened around the texts: dated events that they speak of, with the days by which they are judged."""

from __future__ import annotations

import math

import pandas as pd

from helpers import datasets, documents
from helpers.html import Fragment, table
from helpers.tables import Tables
from helpers.words import day


def timeline(tables: Tables) -> Fragment:
    """Return the dated events that the texts speak of, in order, with the day by which each text is judged."""
    return table(dated(tables), "Events that the texts speak of, and the texts")


def dated(tables: Tables) -> pd.DataFrame:
    """Return the events and the texts in the order of their days.

    Returns
    -------
    DataFrame
        Columns ``When``, ``What``, ``Status``, ``Read`` and ``Source``, in words.
    """
    events = [
        (row.happened, _what(row), row.status, row.standing, datasets.publisher(tables, row.source))
        for row in tables["events"].itertuples()
    ]
    texts = [
        (documents.judged_by(tables, document), f"{label}: the text is judged by what was public on this day",
         "see its source card", "see its source card", "see its source card")
        for document, label in documents.labels(tables).items()
    ]  # fmt: skip
    rows = sorted([*events, *texts], key=lambda row: row[0])
    frame = pd.DataFrame(rows, columns=["When", "What", "Status", "Read", "Source"])
    return frame.assign(When=frame["When"].map(day))


def _what(row) -> str:
    if math.isnan(row.number):
        return row.what
    return f"{row.subject[:1].upper()}{row.subject[1:]}: {row.number:,.10g} {row.unit}, {row.what}"
