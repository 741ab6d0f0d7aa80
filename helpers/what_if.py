"""What if: which reasons still stand when a reader accepts, doubts or rejects what they rest on.

The marks of a reader become an argumentation framework: things that attack each other, and nothing else. What then
stands is its grounded labelling: a thing is *in* if everything that attacks it is out, *out* if something that attacks
it is in, and *undecided* otherwise.

Sources: P. M. Dung, On the acceptability of arguments and its fundamental role in nonmonotonic reasoning, logic
programming and n-person games, Artificial Intelligence 77 (1995), 321-357; M. Caminada, On the issue of reinstatement
in argumentation, JELIA 2006, LNCS 4160, 111-123 (the labellings); P. Baroni and M. Giacomin, On principle-based
evaluation of extension-based argumentation semantics, Artificial Intelligence 171 (2007), 675-700 (what attacks nothing
upstream changes nothing there).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from helpers import arguments, documents, positions
from helpers.tables import Row, Tables, listed

IN, OUT, UNDECIDED = "in", "out", "undecided"
ACCEPT, DOUBT, REJECT = "accept", "doubt", "reject"
MARKS = (ACCEPT, DOUBT, REJECT)
PREMISE, WARRANT, OBJECTION = "premise", "warrant", "objection"

Node = tuple[str, ...]
REJECTED: Node = ("what the reader rejects",)
DOUBTED: Node = ("what the reader leaves open",)


def grounded(attackers: Mapping[Node, Collection[Node]], known: Mapping[Node, str] | None = None) -> dict[Node, str]:
    """Return the grounded labelling of a framework, or of the part of one that attacks nothing outside.

    Parameters
    ----------
    attackers : mapping of node to collection of nodes
        For each node, what attacks it.
    known : mapping of node to label, optional
        The labels of attackers that are no key of ``attackers``.

    Returns
    -------
    dict
        "in", "out" or "undecided" for each key of ``attackers``.
    """
    found: dict[Node, str] = {}
    targets: dict[Node, list[Node]] = {}
    unsettled: dict[Node, int] = {}
    queue = []
    for node, against in attackers.items():
        outside = [known[other] for other in set(against) if other not in attackers]
        unsettled[node] = sum(label != OUT for label in outside)
        for other in set(against):
            if other in attackers:
                targets.setdefault(other, []).append(node)
                unsettled[node] += 1
        if IN in outside:
            queue.append((node, OUT))
        elif not unsettled[node]:
            queue.append((node, IN))
    while queue:
        node, label = queue.pop()
        if node in found:
            continue
        found[node] = label
        for target in targets.get(node, ()):
            if label == IN:
                queue.append((target, OUT))
            else:
                unsettled[target] -= 1
                if not unsettled[target]:
                    queue.append((target, IN))
    return {node: found.get(node, UNDECIDED) for node in attackers}


# What can be marked -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One thing that a reader can mark.

    ``kind`` is "premise", "warrant" or "objection"; ``claims`` are the rows of ``claims`` that say it, more than one
    where claims are declared to say the same; ``against`` says what an objection concerns, and is empty otherwise.
    """

    name: str
    kind: str
    text: str
    claims: tuple[Row, ...] = ()
    against: str = ""


@dataclass(frozen=True)
class Line:
    """One line of reasoning: a reason as often as it is said.

    ``items`` names what it needs, ``target`` what it supports, ``said`` the reasons that say it.
    """

    name: str
    label: str
    document: str
    items: tuple[str, ...]
    target: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """Reasons, what they need, and what they support.

    ``targets`` gives the words for each thing that is supported. ``attacks`` are pairs: what attacks, what is
    attacked (each the name of an item, a line or a target). ``rivals`` are targets that cannot both stand.
    """

    items: dict[str, Item]
    lines: list[Line]
    targets: dict[str, str]
    attacks: tuple[tuple[str, str], ...] = ()
    rivals: tuple[str, ...] = ()


FOR, AGAINST = "for", "against"


def of_document(tables: Tables, document: str) -> Case:
    """Return the case of one text: its reasons, their conclusions, and the objections that meet them.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    reasons = arguments.reasons(tables, document)
    conclusions = {reason.conclusion.claim: reason.conclusion.text for reason in reasons}
    items, lines = _lines(tables, reasons, {reason.name: reason.conclusion.claim for reason in reasons})
    by_reason = {name: line.name for line in lines for name in line.said}
    attacks = []
    for row in tables.rows("attacks", document=document):
        names = [by_reason.get(row.target_argument)]
        if row.target_claim:  # a claim can be a conclusion and also say what a premise says; both are met
            names = [row.target_claim, _item_name(tables, row.target_claim)]
        met = [name for name in dict.fromkeys(names) if name in {*items, *conclusions, *by_reason.values()}]
        if met:
            against = next((line.label for line in lines if line.name == met[0]), "")
            about = f"the step in “{against}”" if against else _words_of(met[0], items, conclusions)
            items[row.attack] = Item(row.attack, OBJECTION, row.text, against=about)
            attacks += [(row.attack, target) for target in met]
    return Case(items, lines, conclusions, tuple(attacks))


def of_proposition(tables: Tables, proposition: str, texts: Collection[str] | None = None) -> Case:
    """Return the case on a contested question: the reasons of the texts that support it and of those that oppose it.

    Parameters
    ----------
    texts : collection of str, optional
        The texts to look at; all by default.

    Raises
    ------
    KeyError
        If there is no such proposition.
    """
    tables.row("propositions", proposition=proposition)
    stands = positions.by_document(tables, proposition)
    side = {"supports": FOR, "opposes": AGAINST}
    reasons, targets = [], {}
    for document in documents.labels(tables):
        stance = stands[document].stance
        if stance not in side or (texts is not None and document not in texts):
            continue
        bearing = {row.argument for row in tables.rows("arguments", document=document)
                   if proposition in listed(row.propositions)}  # fmt: skip
        for reason in arguments.reasons(tables, document):
            if reason.name in bearing:
                reasons.append(reason)
                targets[reason.name] = side[stance]
    items, lines = _lines(tables, reasons, targets)
    return Case(items, lines, {FOR: "for it", AGAINST: "against it"}, rivals=(FOR, AGAINST))


def questions(tables: Tables) -> dict[str, str]:
    """Return the contested questions on which reasons of at least two texts bear, by short name."""
    found = {}
    for name, text in positions.propositions(tables).items():
        said = [reason for line in of_proposition(tables, name).lines for reason in line.said]
        if len({tables.row("arguments", argument=reason).document for reason in said}) > 1:
            found[name] = text
    return found


def _lines(
    tables: Tables, reasons: Iterable[arguments.Reason], targets: Mapping[str, str]
) -> tuple[dict[str, Item], list[Line]]:
    """Return what reasons need and the reasons, with what is said more than once as one."""
    items: dict[str, Item] = {}
    lines: dict[tuple, Line] = {}
    for reason in reasons:
        needs = []
        for row in reason.premises:
            name = _item_name(tables, row.claim)
            before = items[name].claims if name in items else ()
            if row not in before:
                text = tables.row("shared_points", point=name).text if before else row.text
                items[name] = Item(name, PREMISE, text, (*before, row))
            needs.append(name)
        warrant = f"warrant of {reason.name}"
        needs = list(dict.fromkeys(needs))
        same = (targets[reason.name], frozenset(needs), reason.warrant)
        if same in lines:
            before = lines[same]
            lines[same] = Line(
                before.name, before.label, before.document, before.items, before.target, (*before.said, reason.name)
            )
            continue
        items[warrant] = Item(warrant, WARRANT, reason.warrant)
        lines[same] = Line(
            reason.name,
            reason.label,
            reason.conclusion.document,
            (*needs, warrant),
            targets[reason.name],
            (reason.name,),
        )
    return items, list(lines.values())


def _item_name(tables: Tables, claim: str) -> str:
    """Return what stands for a claim: the point that it makes, if that is all it says and others say it too."""
    for row in tables.rows("same_point", claim=claim):
        if row.extent == "the whole claim":
            whole = [one for one in tables.rows("same_point", point=row.point) if one.extent == row.extent]
            if len(whole) > 1:
                return row.point
    return claim


def _words_of(target: str, items: Mapping[str, Item], conclusions: Mapping[str, str]) -> str:
    return f"“{items[target].text if target in items else conclusions[target]}”"


# What follows from the marks --------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One mark that would change a target: which item, which mark, and what the target would then be."""

    item: str
    mark: str
    target: str
    label: str


@dataclass(frozen=True)
class Outcome:
    """What follows from a reader's marks: a label for each line and each target, and which marks would change it."""

    lines: dict[str, str]
    targets: dict[str, str]
    items: dict[str, str]
    changes: list[Change]


def outcome(case: Case, marks: Mapping[str, str], times: int = 1) -> Outcome:
    """Return what follows from a reader's marks.

    A premise or a warrant without a mark is open. An objection counts once it is marked accept or doubt.

    Parameters
    ----------
    marks : mapping of str to str
        "accept", "doubt" or "reject", by the name of an item.
    times : int
        How often each reason is said; whatever it is, the labels are the same.
    """
    attackers = framework(case, marks, times)
    labels = grounded(attackers)
    forward: dict[Node, list[Node]] = {}
    for node, against in attackers.items():
        for other in against:
            forward.setdefault(other, []).append(node)
    changes = []
    for name, item in case.items.items():
        node = ("item", name)
        downstream = _reachable(forward, node)
        ends = [target for target in case.targets if ("target", target) in downstream]
        for mark in MARKS if ends else ():
            if mark == marks.get(name):
                continue
            part = {one: attackers[one] for one in downstream}
            part[node] = _against_item(case, item, mark)
            new = grounded(part, labels)
            for target in ends:
                if new["target", target] != labels["target", target]:
                    changes.append(Change(name, mark, target, new["target", target]))
    return Outcome(
        {line.name: labels["line", line.name, "1"] for line in case.lines},
        {target: labels["target", target] for target in case.targets},
        {name: labels["item", name] for name in case.items},
        changes,
    )


def framework(case: Case, marks: Mapping[str, str], times: int = 1) -> dict[Node, set[Node]]:
    """Return the argumentation framework of a case and a reader's marks: for each node, what attacks it.

    A reason is attacked by the lack of each thing that it needs, and this lack by the thing itself. A target is
    attacked by the lack of any reason for it. Of two rivals, each attacks the other.
    """
    attackers: dict[Node, set[Node]] = {REJECTED: set(), DOUBTED: {DOUBTED}}
    for name, item in case.items.items():
        attackers["item", name] = set(_against_item(case, item, marks.get(name)))
        attackers["lack", name] = {("item", name)}
    for target in case.targets:
        attackers["target", target] = {("no reason", target)}
        attackers["no reason", target] = set()
    for line in case.lines:
        for n in range(1, times + 1):
            node = ("line", line.name, str(n))
            attackers[node] = {("lack", name) for name in line.items}
            attackers[node] |= {("item", attack) for attack, target in case.attacks if target == line.name}
            attackers["no reason", line.target].add(node)
    for attack, target in case.attacks:
        if target in case.targets:
            attackers["target", target].add(("item", attack))
    for rival in case.rivals:
        attackers["target", rival] |= {("target", other) for other in case.rivals if other != rival}
    return attackers


def _against_item(case: Case, item: Item, mark: str | None) -> set[Node]:
    unmarked = REJECTED if item.kind == OBJECTION else DOUBTED
    by_mark = {ACCEPT: set(), DOUBT: {DOUBTED}, REJECT: {REJECTED}, None: {unmarked}}[mark]
    return by_mark | {("item", attack) for attack, target in case.attacks if target == item.name}


def _reachable(forward: Mapping[Node, Collection[Node]], start: Node) -> set[Node]:
    found, stack = {start}, [start]
    while stack:
        for node in forward.get(stack.pop(), ()):
            if node not in found:
                found.add(node)
                stack.append(node)
    return found
