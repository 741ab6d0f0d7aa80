"""How a text argues: its reasons, what each rests on, and what speaks against them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.tables import Row, Tables


@dataclass(frozen=True)
class Reason:
    """One inference: premises that work together, the warrant they need, the conclusion they support.

    ``premises`` are rows of the table ``claims``, in the order of the text; ``conclusion`` is one too.
    """

    name: str
    label: str
    scheme: str
    premises: tuple[Row, ...]
    warrant: str
    warrant_basis: str
    conclusion: Row


def reasons(tables: Tables, document: str) -> list[Reason]:
    """Return the reasons of a text, in order.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    tables.row("documents", document=document)
    rows = sorted(tables.rows("arguments", document=document), key=lambda row: row.order)
    return [reason(tables, row.argument) for row in rows]


def reason(tables: Tables, name: str) -> Reason:
    """Return one reason.

    Raises
    ------
    KeyError
        If there is no reason of that name.
    """
    row = tables.row("arguments", argument=name)
    return Reason(
        name=name,
        label=row.label,
        scheme=row.scheme,
        premises=_premises(tables, name),
        warrant=row.warrant,
        warrant_basis=row.warrant_basis,
        conclusion=tables.row("claims", claim=row.conclusion),
    )


def _premises(tables: Tables, argument: str) -> tuple[Row, ...]:
    rows = [tables.row("claims", claim=link.claim) for link in tables.rows("premises", argument=argument)]
    return tuple(sorted(rows, key=lambda row: (row.paragraph, row.first_word)))


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


@dataclass(frozen=True)
class Box:
    """One box of a map: how deep it stands, what it is, its words, and the paragraph of the text (0 for none)."""

    depth: int
    role: str
    text: str
    paragraph: int = 0


def argument_map(tables: Tables, document: str) -> list[Box]:
    """Return a text's map, from top to bottom.

    Conclusions stand at depth 0, the thesis first; the reasons for each at depth 1; premises and the warrant of a
    reason at depth 2. An objection stands one deeper than what it objects to. The roles are "thesis",
    "conclusion", "claim" (one that only an objection concerns), "reason", "premise", "warrant", "rebuts",
    "undermines" and "undercuts".

    Raises
    ------
    KeyError
        If there is no such text.
    """
    by_conclusion: dict[str, list[Reason]] = {}
    for reason in reasons(tables, document):
        by_conclusion.setdefault(reason.conclusion["claim"], []).append(reason)
    attacks = tables.rows("attacks", document=document)
    premises = {row.claim for group in by_conclusion.values() for one in group for row in one.premises}
    alone = [one.target_claim for one in attacks if one.target_claim and one.target_claim not in premises]
    roots = [tables.row("claims", claim=name) for name in dict.fromkeys([*by_conclusion, *alone])]
    roots.sort(
        key=lambda claim: (
            claim.importance != "thesis",
            claim.claim not in by_conclusion,
            claim.paragraph,
            claim.first_word,
        )
    )
    boxes = []
    shown: set[str] = set()  # a claim can be a premise of two reasons; what is objected to it stands once
    for claim in roots:
        role = "thesis" if claim.importance == "thesis" else "conclusion" if claim.claim in by_conclusion else "claim"
        boxes.append(Box(0, role, claim.text, claim.paragraph))
        if claim.claim not in premises:
            boxes += [Box(1, "rebuts", one.text) for one in attacks if one.target_claim == claim.claim]
        for reason in by_conclusion.get(claim.claim, []):
            boxes += _reason_boxes(reason, attacks, shown)
    return boxes


def _reason_boxes(reason: Reason, attacks: list[Row], shown: set[str]) -> list[Box]:
    boxes = [Box(1, "reason", reason.label)]
    for premise in reason.premises:
        boxes.append(Box(2, "premise", premise.text, premise.paragraph))
        if premise.claim not in shown:
            boxes += [Box(3, "undermines", one.text) for one in attacks if one.target_claim == premise.claim]
        shown.add(premise.claim)
    boxes.append(Box(2, "warrant", reason.warrant))
    boxes += [Box(3, "undercuts", one.text) for one in attacks if one.target_argument == reason.name]
    return boxes


def supports(tables: Tables, claim: str) -> list[Row]:
    """Return the rows of ``arguments`` in which a claim is a premise."""
    return [tables.row("arguments", argument=link.argument) for link in tables.rows("premises", claim=claim)]


def _kind(tables: Tables, attack: pd.Series) -> str:
    if attack["target_argument"]:
        return "undercut"
    is_premise = (tables["premises"]["claim"] == attack["target_claim"]).any()
    return "undermine" if is_premise else "rebut"
