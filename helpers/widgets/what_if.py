"""What if a premise is accepted, doubted or rejected: which reasons still stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ipywidgets
import pandas as pd

from helpers import comparison, documents, positions
from helpers import what_if as labelling
from helpers.html import Fragment, bullets, details, heading, inline, paragraph, stack, strong, table
from helpers.tables import Row, Tables, listed
from helpers.what_if import ACCEPT, AGAINST, DOUBT, FOR, IN, MARKS, OBJECTION, OUT, REJECT, Case, Item, Line, Outcome
from helpers.widgets.view import Group, Press, View, choose, number

NOTHING = "nothing yet"
STANDS = {IN: "stands", OUT: "does not stand", labelling.UNDECIDED: "is open"}
MARKED = {ACCEPT: "accepted", DOUBT: "doubted", REJECT: "rejected", None: "no mark"}
METHOD = (
    "A reason stands if you accept everything that it needs, its warrant included. It does not stand if you reject one "
    "of these things, or accept an objection to it. Otherwise it is open. An objection counts once you mark it. A "
    "conclusion is supported if a reason for it stands and you reject every objection to the conclusion itself, or "
    "leave it unmarked; on a question, no reason of the other side may stand or be open."
)
LIMITS = (
    "This says what follows from your marks. It does not say whether a conclusion is right: one that no reason "
    "supports can still be right, and one that a reason supports can be wrong. How many reasons a map shows is our "
    "choice. Some lead to an aim and not yet to a means; they count on a question because their text builds its stance "
    "on them. Nothing here is kept or sent."
)


def what_if(tables: Tables) -> View:
    """Return the reasons of a text, or on a question, to be marked; live, nothing is chosen or marked at first."""

    def render(marks: tuple, times: int) -> Fragment:
        about, item, marked = marks
        return followed(tables, about, dict(marked), times, item)

    controls = {
        "marks": _Marking(tables),
        "times": number("Say each reason this many times:", 1, 1, 9),
    }
    return View(controls, render, _on_paper(tables))


class _Marking(Group):
    """What to mark, and buttons that mark it and go on to the next; ``value`` is what about, which item, the marks."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._marks: dict[str, str] = {}
        self._about = choose("About:", [(NOTHING, NOTHING), *subjects(tables)])
        self._item = choose("To mark:", [("choose above what it is about", "")])
        buttons = [Press(f"{mark.capitalize()} this", lambda n, mark=mark: (mark, n)) for mark in MARKS]
        buttons += [Press("Take this mark back", lambda n: ("", n)), Press("Take all marks back", lambda n: ("all", n))]
        for button in buttons:
            button.observe(self._on_button, names="value")
        self._about.observe(self._on_about, names="value")
        self._item.observe(self._on_item, names="value")
        row = ipywidgets.HBox(buttons, layout={"flex_flow": "row wrap"})
        super().__init__([self._about, self._item, row], value=(NOTHING, "", ()))

    def _on_about(self, change) -> None:
        self._marks.clear()
        case = case_of(self._tables, self._about.value)
        options = [(_option(self._tables, item), name) for name, item in case.items.items()] if case else []
        with self._item.hold_trait_notifications():
            self._item.options = options or [("choose above what it is about", "")]
        self._publish()

    def _on_item(self, change) -> None:
        self._publish()

    def _on_button(self, change) -> None:
        mark, _ = change["new"]
        names = [name for _, name in self._item.options]
        if mark == "all":
            self._marks.clear()
        elif self._item.value:
            self._marks.pop(self._item.value, None)
            if mark:
                self._marks[self._item.value] = mark
                place = names.index(self._item.value)
                self._item.value = names[min(place + 1, len(names) - 1)]
        self._publish()

    def _publish(self) -> None:
        self.value = (self._about.value, self._item.value, tuple(sorted(self._marks.items())))


def subjects(tables: Tables) -> list[tuple[str, str]]:
    """Return what can be marked, as words and a name: each text, then each question on which texts give reasons."""
    texts = [(f"The reasons of {label}", name) for name, label in documents.labels(tables).items()]
    questions = [(f"Question: {text}", name) for name, text in labelling.questions(tables).items()]
    return [*texts, *questions]


def case_of(tables: Tables, about: str) -> Case | None:
    """Return the case of a text or a question; nothing for ``"nothing yet"``."""
    if about == NOTHING:
        return None
    if about in documents.labels(tables):
        return labelling.of_document(tables, about)
    return labelling.of_proposition(tables, about)


def followed(tables: Tables, about: str, marks: Mapping[str, str], times: int = 1, item: str = "") -> Fragment:
    """Return what follows from a reader's marks.

    Parameters
    ----------
    about : str
        A text or a proposition by its short name, or ``"nothing yet"``.
    marks : mapping of str to str
        "accept", "doubt" or "reject", by the name of an item; names that the case does not have are left out.
    times : int
        How often each reason is said.
    item : str
        The item that the reader looks at; its words are shown.
    """
    case = case_of(tables, about)
    if not case:
        return paragraph("Nothing is chosen yet. Choose a text or a question, and then mark what the reasons need.")
    marks = {name: mark for name, mark in marks.items() if name in case.items}
    outcome = labelling.outcome(case, marks, times)
    looked_at = case.items.get(item)
    question = f"The question: {positions.propositions(tables)[about]}" if case.rivals else None
    return stack(
        question,
        _looked_at(tables, looked_at, marks) if looked_at else None,
        heading("What follows from your marks"),
        *_reasons(tables, case, outcome),
        *(_target(tables, case, outcome, target) for target in _supported_by_a_line(case)),
        *_without_reasons(tables, about, case),
        _said_often(case, times) if times > 1 else None,
        heading("What one change would do"),
        _changes(tables, case, outcome, marks),
        details("Your marks", _marks_table(tables, case, outcome, marks)),
        paragraph(strong("How this is found. "), METHOD),
        paragraph(strong("Limits. "), LIMITS),
    )


def _looked_at(tables: Tables, item: Item, marks: Mapping[str, str]) -> Fragment:
    return paragraph(strong(f"To mark ({_kind(tables, item)}): "), f"{item.text} Now: {MARKED[marks.get(item.name)]}.")


def _kind(tables: Tables, item: Item) -> str:
    if item.kind == OBJECTION:
        return f"objection, ours, to {item.against}"
    if not item.claims:
        return item.kind
    labels = documents.labels(tables)
    said = "; ".join(f"{labels[row.document]}, paragraph {row.paragraph}" for row in item.claims)
    return f"{item.kind}, {said}"


def _option(tables: Tables, item: Item) -> str:
    return f"{item.kind.capitalize()}: {item.text}"


def _reasons(tables: Tables, case: Case, outcome: Outcome) -> list[Fragment]:
    shown = []
    for label in (IN, labelling.UNDECIDED, OUT):
        lines = [line for line in case.lines if outcome.lines[line.name] == label]
        names = "; ".join(_name(tables, line) for line in lines) or "none"
        shown.append(paragraph(strong(f"{TITLES[label]} "), names))
    return shown


TITLES = {
    IN: "Reasons that stand:",
    labelling.UNDECIDED: "Reasons that are open:",
    OUT: "Reasons that do not stand:",
}


def _name(tables: Tables, line: Line) -> str:
    return f"“{line.label}” ({documents.labels(tables)[line.document]})"


def _target(tables: Tables, case: Case, outcome: Outcome, target: str) -> Fragment:
    standing = [line for line in case.lines if line.target == target and outcome.lines[line.name] == IN]
    needs = [
        stack(inline(_name(tables, line)), bullets(case.items[name].text for name in line.items)) for line in standing
    ]
    label = outcome.targets[target]
    rests = "It rests on:" if label == IN else "Reasons that lead to it and stand:"
    met = [name for name, other in case.attacks if other == target and outcome.items[name] != OUT]
    rivals = [other for other in case.rivals if other != target and outcome.targets[other] != OUT]
    return stack(
        paragraph(_called(case, target), f" {SUPPORTED[label]} by your marks.", f" {rests}" if needs else ""),
        bullets(needs) if needs else None,
        "An objection that you accept or doubt speaks against the conclusion itself." if needs and met else None,
        "Reasons of the other side stand or are open too, so the question is left open."
        if needs and rivals and label != IN
        else None,
    )


def _supported_by_a_line(case: Case) -> list[str]:
    """Return the targets for which the case has a reason at all."""
    return [target for target in case.targets if any(line.target == target for line in case.lines)]


def _without_reasons(tables: Tables, about: str, case: Case) -> list[Fragment]:
    """Say, for a side of a question on which no map has a reason, which claims speak for it all the same."""
    shown = []
    for side in case.rivals:
        if side in _supported_by_a_line(case):
            continue
        words = case.targets[side]
        rows = _answered(tables, about, other_side="supports" if side == AGAINST else "opposes")
        found = [inline(f"{_said_by(tables, one.claim)} (in our words: {one.note})") for one in rows]
        nothing = f"No reason on the maps speaks {words}, so nothing is said here on how far that side is supported."
        raised = " These claims could be raised against the other side; that they answer it is put together by us."
        shown.append(stack(paragraph(nothing, raised), bullets(found)) if found else paragraph(nothing))
    return shown


def _answered(tables: Tables, proposition: str, other_side: str) -> list[comparison.Answer]:
    """Return the claims of other texts that speak against what one side says on a question, each once."""
    labels = documents.labels(tables)
    stands = positions.by_document(tables, proposition)
    on_it = [text for text in labels if stands[text].stance == other_side]
    said = [name for text in on_it for name in listed(stands[text].claims)]
    others = [text for text in labels if text not in on_it]
    found = {}
    for answer in (one for name in said for one in comparison.answers(tables, name, others)):
        found.setdefault(answer.claim.claim, answer)
    return list(found.values())


def _said_by(tables: Tables, claim: Row) -> str:
    return f"{documents.labels(tables)[claim.document]}, paragraph {claim.paragraph}: {claim.text}"


SUPPORTED = {IN: "is supported", OUT: "is not supported", labelling.UNDECIDED: "is open"}


def _called(case: Case, target: str) -> str:
    words = case.targets[target]
    return f"The case {words}" if target in (FOR, AGAINST) else f"The conclusion “{words.rstrip('.')}”"


def _said_often(case: Case, times: int) -> Fragment:
    return paragraph(
        f"Each reason is now said {times} times, {times * len(case.lines)} in all. The result is the same as if each "
        "were said once: what is said again needs the same things."
    )


def _changes(tables: Tables, case: Case, outcome: Outcome, marks: Mapping[str, str]) -> Fragment:
    if not marks:
        return paragraph("Nothing is marked yet.")
    if not outcome.changes:
        return paragraph("No single mark would change whether a conclusion is supported; it takes two or more.")
    shown = []
    for target in _supported_by_a_line(case):
        what = "that case" if target in (FOR, AGAINST) else "the conclusion"
        effects: dict[str, list[str]] = {}
        for change in outcome.changes:
            if change.target == target:
                effects.setdefault(change.item, []).append(f"{IF_YOU[change.mark]}, {what} {SUPPORTED[change.label]}")
        items = [
            f"{case.items[name].kind.capitalize()} ({MARKED[marks.get(name)]} now): “{case.items[name].text}” "
            f"{'; '.join(found).capitalize()}."
            for name, found in effects.items()
        ]
        if items:
            now = SUPPORTED[outcome.targets[target]]
            begins = f"{_called(case, target)} {now} now. Each of these marks alone would change that:"
            shown.append(stack(paragraph(begins), bullets(items)))
    return stack(*shown)


IF_YOU = {ACCEPT: "if you accept it", DOUBT: "if you doubt it", REJECT: "if you reject it"}


def _marks_table(tables: Tables, case: Case, outcome: Outcome, marks: Mapping[str, str]) -> Fragment:
    rows = [
        (item.text, _kind(tables, item), MARKED[marks.get(name)], _so(item, outcome.items[name]))
        for name, item in case.items.items()
    ]
    return table(pd.DataFrame(rows, columns=["What", "Kind", "Your mark", "So it"]), "Your marks")


def _so(item: Item, label: str) -> str:
    if item.kind == OBJECTION:
        return {IN: "counts", OUT: "is set aside", labelling.UNDECIDED: "leaves open what it concerns"}[label]
    return STANDS[label]


def _on_paper(tables: Tables) -> Fragment:
    """Return every case as a form to mark by hand."""
    forms = [details(words, _form(tables, name, case_of(tables, name))) for words, name in subjects(tables)]
    by_hand = "Write accept, doubt or reject beside each line. "
    return stack(
        paragraph(strong("On paper. "), by_hand, METHOD),
        *forms,
        paragraph(strong("Limits. "), LIMITS),
    )


def _form(tables: Tables, about: str, case: Case) -> Fragment:
    shown = []
    for line in case.lines:
        target = case.targets[line.target]
        needs = _items(tables, (case.items[name] for name in line.items))
        leads = f" speaks {target}" if line.target in (FOR, AGAINST) else f" leads to: {target}"
        shown.append(stack(paragraph(strong(_name(tables, line)), leads), needs))
    objections = [item for item in case.items.values() if item.kind == OBJECTION]
    if objections:
        shown.append(stack(paragraph(strong("Objections")), _items(tables, objections)))
    return stack(*shown, *_without_reasons(tables, about, case))


def _items(tables: Tables, items: Iterable[Item]) -> Fragment:
    return bullets(f"{item.text} [{_kind(tables, item)}]" for item in items)
