"""Read a text paragraph by paragraph: our summaries, and the claims in each paragraph."""

from __future__ import annotations

from helpers import claims, documents
from helpers.html import Fragment, bullets, details, heading, inline, paragraph, stack, strong
from helpers.tables import Tables
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
    types = sorted(set(claims.claims(tables, document)["type"]))

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
    said = claims.claims(tables, document)
    if kind != "every kind":
        said = said[said["type"] == kind]
    frame = documents.paragraphs(tables, document)
    sections = [part] if part != WHOLE else documents.sections(tables, document)
    blocks = []
    for section in sections:
        blocks.append(heading(section))
        for row in frame[frame["section"] == section].itertuples():
            summary = row.summary or "The summary of this paragraph is not written yet."
            blocks.append(paragraph(strong(f"{row.paragraph} "), summary))
            here = said[said["paragraph"] == row.paragraph]
            if len(here):
                blocks.append(_claims(row.paragraph, here))
    return stack(*blocks)


def _claims(number: int, frame) -> Fragment:
    items = [
        inline(row.text, f" ({row.type}; evidence offered: {row.evidence_offered}; words {row.first_word} to {row.last_word})")
        for row in frame.itertuples()
    ]
    return details(f"Claims in paragraph {number}: {len(items)}", bullets(items))
