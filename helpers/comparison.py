"""What several texts say on one topic: a theme, or a contested question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from helpers import claims, documents, positions
from helpers.tables import Row, Tables, listed

THEMES = {
    "border": "the border",
    "drugs": "drugs",
    "cartels": "the cartels",
    "mexico": "Mexico and relations with it",
    "force": "military force",
    "law": "law",
    "politics": "politics in the United States",
    "china": "China",
    "weapons": "weapons",
    "treatment": "health and treatment",
    "trade": "trade",
    "region": "Latin America and the world",
}
THEME = "theme "  # stands before the name of a theme, since a question can have the same name
ALL = "all"
LOOKED_UP, NOT_LOOKED_UP = "looked up", "not looked up"
CHECKED = (ALL, LOOKED_UP, NOT_LOOKED_UP)
SHARED, OWN = "shares a point with another text", "shares no point with another text"
SHARING = (ALL, SHARED, OWN)


@dataclass(frozen=True)
class Said:
    """What one text says on a topic.

    ``position`` is its row of ``positions``, or ``None`` where the topic is a theme. ``claims`` are rows of
    ``claims`` that passed the filters, in the order of the text, and ``without_filters`` counts them all.
    """

    document: str
    position: Row | None
    claims: list[Row]
    without_filters: int


def topics(tables: Tables) -> dict[str, str]:
    """Return what can be compared, by short name: the themes first, then the contested questions."""
    themes = {THEME + name: words for name, words in THEMES.items()}
    return {**themes, **positions.propositions(tables)}


def said(
    tables: Tables,
    texts: Collection[str],
    topic: str,
    kind: str = ALL,
    checked: str = ALL,
    sharing: str = ALL,
    reverse: bool = False,
) -> list[Said]:
    """Return what some texts say on a topic, in order of publication.

    Parameters
    ----------
    topic : str
        A key of :func:`topics`.
    kind : str
        A type of claim, or ``"all"``.
    checked, sharing : str
        One of ``CHECKED`` and one of ``SHARING``.

    Raises
    ------
    KeyError
        If there is no such topic.
    """
    if topic not in topics(tables):
        raise KeyError(f"There is no topic {topic!r}; it is one of: {', '.join(topics(tables))}.")
    is_theme = topic.startswith(THEME)
    found = []
    for document in documents.in_order(tables, reverse)["document"]:
        if document not in texts:
            continue
        if is_theme:
            position, rows = None, tables.rows("claims", document=document, theme=topic.removeprefix(THEME))
        else:
            position = positions.by_document(tables, topic)[document]
            rows = [tables.row("claims", claim=name) for name in listed(position.claims)]
        rows = sorted(rows, key=lambda row: (row.paragraph, row.first_word))
        kept = [row for row in rows if _passes(tables, row, kind, checked, sharing)]
        found.append(Said(document, position, kept, len(rows)))
    return found


def _passes(tables: Tables, claim: Row, kind: str, checked: str, sharing: str) -> bool:
    if kind not in (ALL, claim.type):
        return False
    if checked != ALL and is_looked_up(tables, claim.claim) != (checked == LOOKED_UP):
        return False
    return sharing == ALL or bool(claims.same_point(tables, claim.claim)) == (sharing == SHARED)


def is_looked_up(tables: Tables, claim: str) -> bool:
    """Say whether a claim was held against a record or a table of figures."""
    return bool(tables.rows("record_checks", claim=claim) or tables.rows("figure_checks", claim=claim))


@dataclass(frozen=True)
class Answer:
    """A claim of another text that speaks against a claim; ``note`` says how, in our words."""

    claim: Row
    note: str


def answers(tables: Tables, claim: str, texts: Collection[str]) -> list[Answer]:
    """Return what other texts say against a claim, in order of publication; only some texts are looked at."""
    order = list(documents.labels(tables))
    found = [
        Answer(tables.row("claims", claim=row.source_claim), row.note)
        for row in tables.rows("answers", target_claim=claim)
    ]
    found = [one for one in found if one.claim.document in texts]
    return sorted(found, key=lambda one: (order.index(one.claim.document), one.claim.paragraph, one.claim.first_word))
