"""How far two independent readings of the same texts agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from helpers import documents
from helpers.tables import Row, Tables

FIELDS = ("type", "voice", "importance")
OVERLAP = 0.5  # of the words that either of two annotations covers


def matched(tables: Tables, document: str) -> list[tuple[Row, Row]]:
    """Return the claims that both passes over a text marked, each as the row of pass A and that of pass B.

    Two annotations are of the same claim if they stand in one paragraph and share at least half of the
    words that either covers. The pairs that share most are taken first, and each annotation once.
    """
    tables.row("documents", document=document)
    first, second = (tables.rows("annotations", document=document, **{"pass": one}) for one in "AB")
    pairs = [(_overlap(a, b), a, b) for a in first for b in second if _overlap(a, b) >= OVERLAP]
    pairs.sort(key=lambda pair: (-pair[0], pair[1].paragraph, pair[1].first_word, pair[2].first_word))
    taken: set[int] = set()
    found = []
    for _, a, b in pairs:
        if not {id(a), id(b)} & taken:
            taken |= {id(a), id(b)}
            found.append((a, b))
    return sorted(found, key=lambda pair: (pair[0].paragraph, pair[0].first_word))


def _overlap(a: Row, b: Row) -> float:
    """Return the share of the words covered by either that both cover."""
    if a.paragraph != b.paragraph:
        return 0.0
    both = min(a.last_word, b.last_word) - max(a.first_word, b.first_word) + 1
    either = max(a.last_word, b.last_word) - min(a.first_word, b.first_word) + 1
    return max(0, both) / either


def alpha(units: Iterable[Sequence[object]]) -> float:
    """Return Krippendorff's alpha for names: 1 is full agreement, 0 what chance would give.

    Parameters
    ----------
    units : iterable of sequences
        For each thing that was judged, the judgements of those who judged it; ``None`` for nobody's.
        Things with fewer than two judgements say nothing about agreement and are left out.

    Returns
    -------
    float
        ``nan`` if nothing was judged twice, or if everything was given one and the same name.

    Notes
    -----
    Observed over expected disagreement in the matrix of coincidences; K. Krippendorff, Content Analysis,
    3rd edition (2013), chapter 12, for nominal data.
    """
    coincidences: Counter[tuple[object, object]] = Counter()
    for unit in units:
        values = [value for value in unit if value is not None]
        if len(values) < 2:
            continue
        for place, one in enumerate(values):
            for other in values[:place] + values[place + 1 :]:
                coincidences[one, other] += 1 / (len(values) - 1)
    totals: Counter[object] = Counter()
    for (one, _), count in coincidences.items():
        totals[one] += count
    n = sum(totals.values())
    expected = n * n - sum(count * count for count in totals.values())
    if not expected:
        return float("nan")
    observed = sum(count for (one, other), count in coincidences.items() if one != other)
    return 1 - (n - 1) * observed / expected


def agreement(tables: Tables) -> pd.DataFrame:
    """Return how far the two passes agree, for each text and for all.

    Returns
    -------
    DataFrame
        Columns ``text``, ``first`` and ``second`` (claims in each pass), ``both`` (claims that both marked)
        and alpha for each of ``FIELDS`` over these.
    """
    rows, everything = [], []
    counted = {"first": 0, "second": 0}
    for document, label in documents.labels(tables).items():
        pairs = matched(tables, document)
        everything += pairs
        sizes = {
            name: len(tables.rows("annotations", document=document, **{"pass": one}))
            for name, one in (("first", "A"), ("second", "B"))
        }
        counted = {name: counted[name] + size for name, size in sizes.items()}
        rows.append({"text": label, **sizes, "both": len(pairs), **_alphas(pairs)})
    rows.append({"text": "all texts", **counted, "both": len(everything), **_alphas(everything)})
    return pd.DataFrame(rows)


def _alphas(pairs: list[tuple[Row, Row]]) -> dict[str, float]:
    return {field: alpha((a[field], b[field]) for a, b in pairs) for field in FIELDS}
