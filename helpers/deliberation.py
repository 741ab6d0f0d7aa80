"""What a class deliberates with: packets for each side, what both sides share, and a page of one's own work."""

from __future__ import annotations

from dataclasses import dataclass

from helpers import arguments, documents, positions
from helpers.tables import Row, Tables, listed
from helpers.words import day

QUESTION = "force_without_consent"
SIDES = {"for": "supports", "against": "opposes"}
CASE, REASON, DATA_POINT, OBJECTION = "case", "reason", "data point", "objection"
PARTS = (CASE, REASON, DATA_POINT, OBJECTION)


@dataclass(frozen=True)
class Entry:
    """One entry of a packet: its part, its sentences in the order in which they are read, and where it comes from.

    ``lines`` are pairs: what a line is, and its words.
    """

    part: str
    document: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Packet:
    """What one side has in hand: which texts take it and where, and the entries."""

    side: str
    stances: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]

    @property
    def words(self) -> int:
        """The words that the packet gives to read."""
        said = [text for pair in self.stances for text in pair]
        said += [text for entry in self.entries for line in entry.lines for text in line]
        return sum(len(documents.words(text)) for text in said)

    def count(self, part: str) -> int:
        """Return how many entries of one part there are."""
        return sum(entry.part == part for entry in self.entries)


def packet(tables: Tables, side: str) -> Packet:
    """Return the packet of one side, made of the slots, reasons, checks and objections that ``packets`` lists.

    Parameters
    ----------
    side : str
        "for" or "against".

    Raises
    ------
    KeyError
        If there is no such side.
    """
    if side not in SIDES:
        raise KeyError(f"There is no side {side!r}; it is one of: {', '.join(SIDES)}.")
    stance = SIDES[side]
    labels = documents.labels(tables)
    stands = positions.by_document(tables, QUESTION)
    stances = tuple((labels[name], _stance(stands[name])) for name in labels if stands[name].stance == stance)
    rows = sorted(tables.rows("packets", packet=side), key=lambda row: (PARTS.index(row.part), row.order))
    return Packet(side, stances, tuple(_entry(tables, row) for row in rows))


def _stance(position: Row) -> str:
    condition = f" Condition: {position.condition}." if position.condition else ""
    return f"{documents.cited(listed(position.paragraphs))}. {position.note}{condition}"


def _entry(tables: Tables, row: Row) -> Entry:
    make = {CASE: _sentence, REASON: _reason, DATA_POINT: _data_point, OBJECTION: _objection}[row.part]
    return make(tables, row)


def _sentence(tables: Tables, row: Row) -> Entry:
    said = tables.row("slots", document=row.document, slot="strongest form", order=row.sentence)
    basis = f"stated, {documents.cited(listed(said.paragraphs))}" if said.basis == "stated" else said.basis
    return Entry(CASE, row.document, ((f"[{basis}]", said.text),))


def _reason(tables: Tables, row: Row) -> Entry:
    reason = arguments.reason(tables, row.argument)
    premises = [(f"Premise (paragraph {one.paragraph})", one.text) for one in reason.premises]
    return Entry(
        REASON,
        row.document,
        (
            ("Reason", reason.label),
            *premises,
            (f"Warrant ({reason.warrant_basis})", reason.warrant),
            (f"So (paragraph {reason.conclusion.paragraph})", reason.conclusion.text),
        ),
    )


def _data_point(tables: Tables, row: Row) -> Entry:
    """Return a claim that was looked up, with all that was looked up about it: one result may cover a part only."""
    first = tables.row("record_checks", record_check=row.record_check)
    claim = tables.row("claims", claim=first.claim)
    others = [check for check in tables.rows("record_checks", claim=first.claim) if check != first]
    lines = [(f"The text says (paragraph {claim.paragraph})", claim.text)]
    for check in (first, *others):
        lines += [("Looked up", check.question), (f"As of {day(check.as_of)}", f"{check.result}.")]
    return Entry(DATA_POINT, row.document, tuple(lines))


def _objection(tables: Tables, row: Row) -> Entry:
    attack = tables.row("attacks", attack=row.attack)
    return Entry(OBJECTION, row.document, ((f"[{attack.basis}]", attack.text),))


def shared(tables: Tables) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the positions that texts of both sides share.

    Returns
    -------
    list of tuple
        The question in words, the stance that is shared, and for every text its label with its own stance on the
        question, the paragraphs and the condition, those that do not share it too.
    """
    labels = documents.labels(tables)
    texts = positions.propositions(tables)
    found = []
    for name, stance, _, _ in positions.agreements(tables, QUESTION, list(labels)):
        stands = positions.by_document(tables, name)
        rows = [(labels[text], _stand(stands[text])) for text in labels]
        found.append((texts[name], stance, rows))
    return found


def open_questions(tables: Tables) -> list[str]:
    """Return, in words, on what a text of one side and a text of the other stand against each other."""
    labels = documents.labels(tables)
    sides = positions.by_document(tables, QUESTION)
    found = []
    for name, text in positions.propositions(tables).items():
        stands = positions.by_document(tables, name)
        pairs = {(sides[one].stance, stands[one].stance) for one in labels}
        across = [
            {("supports", here), ("opposes", there)} for here, there in (SIDES.values(), reversed(SIDES.values()))
        ]
        if name != QUESTION and any(pair <= pairs for pair in across):
            found.append(text)
    return found


def _stand(position: Row) -> str:
    stance = positions.named(position.stance)
    if position.stance == "silent":
        return stance
    condition = f"; condition: {position.condition}" if position.condition else ""
    return f"{stance}, {documents.cited(listed(position.paragraphs))}{condition}"
