"""Read a text paragraph by paragraph: our summaries, and the claims in each paragraph."""

from __future__ import annotations

import pandas as pd

from helpers import checks, claims, documents, originals, reader
from helpers.html import Fragment, bullets, columns, details, heading, inline, paragraph, stack, strong, table
from helpers.originals import NO_COPY
from helpers.tables import Row, Tables
from helpers.widgets.view import View, choose

WHOLE = "the whole text"


def passages(tables: Tables, document: str) -> View:
    """Return a text to read, part by part.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    parts = documents.sections(tables, document)
    types = sorted({row.type for row in tables.rows("claims", document=document)})
    own = reader.own_copies(tables)

    def render(part: str, kind: str) -> Fragment:
        return passage(tables, document, part, kind, own)

    controls = {
        "part": choose("Part of the text:", [WHOLE, *parts]),
        "kind": choose("Claims to show:", ["every kind", *types, "no claims"]),
    }
    return View(controls, render, passage(tables, document))


def passage(
    tables: Tables, document: str, part: str = WHOLE, kind: str = "every kind", own: originals.Own = NO_COPY
) -> Fragment:
    """Return the paragraphs of one part with their claims.

    Parameters
    ----------
    part : str
        A name from :func:`helpers.documents.sections`, or ``"the whole text"``.
    kind : str
        A type of claim, ``"every kind"`` or ``"no claims"``.
    own : mapping of (text, number) to str
        Paragraphs of the reader's own copies; each is shown beside its summary, with its claims marked.
    """
    blocks = []
    for section in [part] if part != WHOLE else documents.sections(tables, document):
        blocks.append(heading(section))
        for row in tables.rows("paragraphs", document=document, section=section):
            summary = row.summary or "The summary of this paragraph is not written yet."
            ours = paragraph(strong(f"{row.paragraph} "), summary)
            said = tables.rows("claims", document=document, paragraph=row.paragraph)
            here = [claim for claim in said if kind in ("every kind", claim.type)]
            original = _original(own.get((document, row.paragraph)), here)
            blocks.append(columns(ours, original) if original else ours)
            if here:
                blocks.append(_claims(tables, row.paragraph, here))
    return stack(*blocks)


def _original(words: str | None, here: list[Row]) -> Fragment | None:
    """Return a paragraph of the reader's copy; the numbers in it are those of the claims in the list below it."""
    if words is None:
        return None
    return paragraph(strong("Your copy: "), originals.marked(words, [(one.first_word, one.last_word) for one in here]))


def _claims(tables: Tables, number: int, rows: list[Row]) -> Fragment:
    items = [stack(inline(row.text, f" ({_about(row)})"), checks.on_claim(tables, row.claim)) for row in rows]
    return details(f"Claims in paragraph {number}: {len(items)}", bullets(items, ordered=True))


def _about(claim: Row) -> str:
    """Say the kind of a claim and, where it can be shown to be so or not, what the text offers for it."""
    support = f"; support in this text: {claim.evidence_offered}" if claim.type in claims.CAN_BE_SUPPORTED else ""
    return f"{claim.type}{support}"


def fragment(tables: Tables, quote: str) -> Fragment:
    """Return a quoted fragment with its place.

    Raises
    ------
    KeyError
        If there is no such quotation.
    """
    row = tables.row("quotes", quote=quote)
    label = documents.labels(tables)[row.document]
    return paragraph(strong(f"“{row.text}”"), f" ({label}, paragraph {row.paragraph})")


def reading_groups(tables: Tables, document: str) -> Fragment:
    """Return how a class can share a long text: everybody reads its first and last part, each group one between.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    parts = documents.parts(tables, document)
    end = len(parts) - 1
    frame = documents.paragraphs(tables, document)
    words = frame["summary"].map(lambda summary: len(summary.split()))
    ours = words.groupby(frame["section"], sort=False).sum().tolist()
    shared = parts["words"].iloc[0] + parts["words"].iloc[-1]
    frame = pd.DataFrame(
        {
            "Part": parts["section"],
            "Paragraphs": [f"{first} to {last}" for first, last in zip(parts["first"], parts["last"], strict=True)],
            "Words of the original": parts["words"],
            "Words of the summaries": ours,
            "Read by": ["everybody" if place in (0, end) else f"group {place}" for place in range(len(parts))],
            "Words for a reader in this group": [
                "see the groups" if place in (0, end) else f"{words + shared:,}"
                for place, words in enumerate(parts["words"])
            ],
        }
    )
    return table(frame, f"Sharing the reading of {documents.labels(tables)[document]}")
