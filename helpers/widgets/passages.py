"""Read a text paragraph by paragraph: our summaries, and the claims in each paragraph."""

from __future__ import annotations

import pandas as pd

from helpers import checks, documents
from helpers.html import Fragment, bullets, details, heading, inline, paragraph, stack, strong, table
from helpers.tables import Row, Tables
from helpers.widgets.view import View, choose

WHOLE = "the whole text"
SUPPORTED = ("statistic", "event", "attribution", "causal")


def passages(tables: Tables, document: str) -> View:
    """Return a text to read, part by part.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    parts = documents.sections(tables, document)
    types = sorted({row.type for row in tables.rows("claims", document=document)})

    def render(part: str, kind: str) -> Fragment:
        return passage(tables, document, part, kind)

    controls = {
        "part": choose("Part of the text:", [WHOLE, *parts]),
        "kind": choose("Claims to show:", ["every kind", *types, "no claims"]),
    }
    return View(controls, render, passage(tables, document))


def passage(tables: Tables, document: str, part: str = WHOLE, kind: str = "every kind") -> Fragment:
    """Return the paragraphs of one part with their claims.

    Parameters
    ----------
    part : str
        A name from :func:`helpers.documents.sections`, or ``"the whole text"``.
    kind : str
        A type of claim, ``"every kind"`` or ``"no claims"``.
    """
    blocks = []
    for section in [part] if part != WHOLE else documents.sections(tables, document):
        blocks.append(heading(section))
        for row in tables.rows("paragraphs", document=document, section=section):
            summary = row.summary or "The summary of this paragraph is not written yet."
            blocks.append(paragraph(strong(f"{row.paragraph} "), summary))
            said = tables.rows("claims", document=document, paragraph=row.paragraph)
            if here := [claim for claim in said if kind in ("every kind", claim.type)]:
                blocks.append(_claims(tables, row.paragraph, here))
    return stack(*blocks)


def _claims(tables: Tables, number: int, rows: list[Row]) -> Fragment:
    items = [stack(inline(row.text, f" ({_about(row)})"), checks.on_claim(tables, row.claim)) for row in rows]
    return details(f"Claims in paragraph {number}: {len(items)}", bullets(items))


def _about(claim: Row) -> str:
    """Say the kind of a claim and, where it can be shown to be so or not, what the text offers for it."""
    support = f"; support in this text: {claim.evidence_offered}" if claim.type in SUPPORTED else ""
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
    shared = parts["words"].iloc[0] + parts["words"].iloc[-1]
    frame = pd.DataFrame(
        {
            "Part": parts["section"],
            "Paragraphs": [f"{first} to {last}" for first, last in zip(parts["first"], parts["last"], strict=True)],
            "Words of the original": parts["words"],
            "Read by": ["everybody" if place in (0, end) else f"group {place}" for place in range(len(parts))],
            "Words for a reader in this group": [
                "see the groups" if place in (0, end) else f"{words + shared:,}"
                for place, words in enumerate(parts["words"])
            ],
        }
    )
    return table(frame, f"Sharing the reading of {documents.labels(tables)[document]}")
