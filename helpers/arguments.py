"""How a text argues: its reasons, what each rests on, and what speaks against them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.tables import Tables


@dataclass(frozen=True)
class Reason:
    """One inference: premises that work together, the warrant they need, the conclusion they support.

    ``premises`` has the columns of the table ``claims``; ``conclusion`` is one row of it.
    """

    name: str
    label: str
    scheme: str
    premises: pd.DataFrame
    warrant: str
    warrant_basis: str
    conclusion: pd.Series


def reasons(tables: Tables, document: str) -> list[Reason]:
    """Return the reasons of a text, in order.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    tables.row("documents", document=document)
    frame = tables["arguments"]
    rows = frame[frame["document"] == document].sort_values("order")
    return [
        Reason(
            name=row["argument"],
            label=row["label"],
            scheme=row["scheme"],
            premises=_premises(tables, row["argument"]),
            warrant=row["warrant"],
            warrant_basis=row["warrant_basis"],
            conclusion=tables.row("claims", claim=row["conclusion"]),
        )
        for _, row in rows.iterrows()
    ]


def _premises(tables: Tables, argument: str) -> pd.DataFrame:
    links = tables["premises"]
    names = links.loc[links["argument"] == argument, "claim"]
    claims = tables["claims"]
    return claims[claims["claim"].isin(names)].sort_values(["paragraph", "first_word"]).reset_index(drop=True)


def objections(tables: Tables, document: str) -> pd.DataFrame:
    """Return the objections to a text, each with the kind that follows from its target.

    Returns
    -------
    DataFrame
        Columns ``text``, ``kind``, ``target`` (what is objected to, in words), ``basis`` and ``note``.
        The kind is ``undercut`` (the step from premises to conclusion), ``undermine`` (a premise) or
        ``rebut`` (a conclusion); it is derived here and never typed into a table.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    tables.row("documents", document=document)
    frame = tables["attacks"]
    rows = []
    for _, row in frame[frame["document"] == document].iterrows():
        if row["target_argument"]:
            reason = tables.row("arguments", argument=row["target_argument"])
            target = f"the step in the reason “{reason['label']}”"
        else:
            target = f"“{tables.row('claims', claim=row['target_claim'])['text']}”"
        rows.append((row["text"], _kind(tables, row), target, row["basis"], row["note"]))
    return pd.DataFrame(rows, columns=["text", "kind", "target", "basis", "note"])


def _kind(tables: Tables, attack: pd.Series) -> str:
    if attack["target_argument"]:
        return "undercut"
    is_premise = (tables["premises"]["claim"] == attack["target_claim"]).any()
    return "undermine" if is_premise else "rebut"
