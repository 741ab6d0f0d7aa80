"""What was looked up on the statements of a text: figures against data, and statements against a record."""

from __future__ import annotations

import re

import pandas as pd

from helpers import figures, leading_cause
from helpers.html import Fragment, bullets, details, inline, link, paragraph, stack, strong
from helpers.tables import Tables, listed
from helpers.words import day

LARGEST_CAUSE = "largest cause"
READ_AS = {
    "full table": "we read the whole table",
    "full text": "we read the whole text",
    "excerpt": "we read part of it",
    "copy in a public repository": "we read a copy",
    "report by others": "we saw it quoted by others",
}


def featured(tables: Tables, document: str) -> pd.DataFrame:
    """Return the featured checks of a text, by the rule in ``data/README.md``, in the order of its paragraphs.

    Returns
    -------
    DataFrame
        Columns ``check``, ``claim``, ``kind`` ("figure", or the kind of a record check), ``question``
        and ``paragraph``.
    """
    tables.row("documents", document=document)
    of_figures = tables["figure_checks"].assign(kind="figure").rename(columns={"figure_check": "check"})
    of_records = tables["record_checks"].rename(columns={"record_check": "check"})
    shown = ["check", "claim", "kind", "question", "featured"]
    both = pd.concat([of_figures[shown], of_records[shown]], ignore_index=True)
    claim = tables["claims"][["claim", "document", "paragraph", "first_word"]]
    both = both.merge(claim, on="claim").sort_values(["paragraph", "first_word"])
    both = both[both["featured"] & (both["document"] == document)]
    return both[["check", "claim", "kind", "question", "paragraph"]].reset_index(drop=True)


def figure_result(tables: Tables, name: str) -> Fragment:
    """Return the two results of a figure check, as its words are taken in the table."""

    def result() -> Fragment:
        check = figures.figure_check(tables, name)
        if check.method == LARGEST_CAUSE:
            return leading_cause.sentence(check, leading_cause.listed_by_rule(tables, check))
        return figures.sentence(check, figures.listed_by_rule(tables, check), check.stretch)

    return tables.once(("result of a figure check", name), result)


def on_claim(tables: Tables, claim: str) -> Fragment | None:
    """Return what a record says on a claim, or nothing where it was not held against one.

    A check that is featured is only announced: its result stands under "Evidence check".
    """
    shown = [
        _announced() if row.featured else stack(inline("Looked up: ", row.question), record(row))
        for row in tables.rows("record_checks", claim=claim)
    ]
    shown += [
        _announced()
        if row.featured
        else stack(inline("Looked up: ", row.question), figure_result(tables, row.figure_check))
        for row in tables.rows("figure_checks", claim=claim)
    ]
    return stack(*shown) if shown else None


def results_on_claim(tables: Tables, claim: str) -> Fragment | None:
    """Return how a claim came out wherever it was held against a record, to open; nothing where it was not."""
    shown = [
        details(f"Looked up: {row.question} As of {day(row.as_of)}: {row.result}", record(row))
        for row in tables.rows("record_checks", claim=claim)
    ]
    shown += [
        details(f"Looked up: {row.question} A range of figures", figure_result(tables, row.figure_check))
        for row in tables.rows("figure_checks", claim=claim)
    ]
    return stack(*shown) if shown else None


def _announced() -> Fragment:
    return paragraph("Checked below, under Evidence check.")


def record(row) -> Fragment:
    """Return the result of a record check, and below it what the record says, a sentence to a line."""
    sentences = re.split(r"(?<!Mr\.)(?<=\.) (?=[A-Z])", row.record)
    return stack(
        paragraph(strong(f"As of {day(row.as_of)}: {row.result}.")),
        bullets(sentences),
        paragraph(strong("Public later: "), row.since),
    )


def sources(tables: Tables, names: str) -> Fragment:
    """Return the sources that a cell lists, with what was read of each."""
    items = []
    for name in listed(names):
        row = tables.row("sources", source=name)
        where = "" if row["url"] == "not stated" else inline(". ", link(row["url"], row["url"]))
        items.append(
            inline(f"{row['publisher']}, {row['title']}, {row['published']} ({READ_AS[row['read_as']]})", where)
        )
    return bullets(items)
