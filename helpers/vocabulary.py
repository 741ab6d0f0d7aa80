"""The words that set one text apart from the others."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from helpers.tables import Tables

LEAST = 3  # times that a word has to stand in a text


def distinct_words(tables: Tables, document: str, count: int = 8) -> pd.DataFrame:
    """Return the words whose share of a text is largest against their share of the other texts.

    Shares are per thousand words, so that long and short texts can be compared. The quotient of the two
    shares decides; half an occurrence is added to each count, so that a word which the others do not use
    can be compared too. Only words that stand in the text at least ``LEAST`` times count.

    Returns
    -------
    DataFrame
        Columns ``word``, ``times`` (in this text), ``here`` and ``elsewhere`` (per thousand words of this
        text, and of the other texts together), at most ``count`` rows.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    sizes = {row.document: row.words for row in tables.rows("documents")}
    own = int(tables.row("documents", document=document)["words"])
    others = sum(sizes.values()) - own
    everywhere = tables.once("times of each word in all texts", lambda: _times(tables))
    rows = []
    for row in tables.rows("word_counts", document=document):
        if row["count"] >= LEAST:
            elsewhere = everywhere[row.word] - row["count"]
            quotient = ((row["count"] + 0.5) / own) / ((elsewhere + 0.5) / max(others, 1))
            rows.append(
                (-quotient, row.word, row["count"], 1000 * row["count"] / own, 1000 * elsewhere / max(others, 1))
            )
    found = [row[1:] for row in sorted(rows)[:count]]
    return pd.DataFrame(found, columns=["word", "times", "here", "elsewhere"])


def _times(tables: Tables) -> Counter[str]:
    times: Counter[str] = Counter()
    for row in tables.rows("word_counts"):
        times[row.word] += row["count"]
    return times
