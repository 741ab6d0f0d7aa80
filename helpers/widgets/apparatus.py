"""The apparatus that every text gets: the same parts, in the same order, built by the same functions."""

from __future__ import annotations

import pandas as pd

from helpers import checks, documents
from helpers.html import Fragment, bullets, card, details, inline, pairs, stack, table
from helpers.tables import Tables

RESULT = "The result (open it when you have said what a record would have to show)"


def source_card(tables: Tables, document: str) -> Fragment:
    """Return what is known of a text before it is read, and how it is known."""
    frame = documents.source_card(tables, document)
    frame.columns = ["Entry", "What is known", "How", "What that rests on"]
    return table(frame, f"Source card: {documents.labels(tables)[document]}")


def strongest_form(tables: Tables, document: str) -> Fragment:
    """Return the argument as someone who holds it would make it, sentence by sentence."""
    return _sentences(documents.slot(tables, document, "strongest form"))


def strongest_objection(tables: Tables, document: str) -> Fragment:
    """Return the strongest objection, sentence by sentence."""
    return _sentences(documents.slot(tables, document, "objection"))


def author_reply(tables: Tables, document: str) -> Fragment:
    """Return the best reply; where the text itself gives none, that is said first."""
    reply = documents.slot(tables, document, "reply")
    given = (reply["basis"] == "stated").any() or not len(reply)
    missing = None if given else "The text gives no reply to this objection."
    return stack(missing, _sentences(reply))


def open_questions(tables: Tables, document: str) -> Fragment:
    """Return the questions that the text leaves open."""
    return _sentences(documents.slot(tables, document, "open question"), ordered=True)


def _sentences(frame: pd.DataFrame, ordered: bool = False) -> Fragment:
    return bullets((inline(row.text, " ", _basis(row)) for row in frame.itertuples()), ordered)


def _basis(row) -> str:
    """Say whether the text states a sentence, and where: ``[stated, paragraphs 1 and 2]``."""
    if not row.paragraphs:
        return f"[{row.basis}]"
    about = ", on " if row.basis != "stated" else ", "
    return f"[{row.basis}{about}{documents.cited(row.paragraphs)}]"


def evidence_check(tables: Tables, document: str) -> Fragment:
    """Return the five featured checks of a text, in the order of its paragraphs."""
    return stack(*(_check(tables, row) for row in checks.featured(tables, document).itertuples()))


def _check(tables: Tables, row) -> Fragment:
    claim = tables.row("claims", claim=row.claim)
    title = f"The text says (paragraph {claim['paragraph']}): {claim['text']}"
    looked_up = pairs({"Checked as": row.kind, "What was looked up": row.question})
    if row.kind == "figure":
        return card(title, looked_up, details(RESULT, checks.figure_result(tables, row.check)))
    record = tables.row("record_checks", record_check=row.check)
    sources = checks.sources(tables, record["sources"])
    return card(title, looked_up, details(RESULT, checks.record(record)), details("Sources", sources))
