"""The reader's own marks on claims, beside the reference annotation or a partner's marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ipywidgets
import pandas as pd

from helpers import claims, documents, marks, originals, reader
from helpers.html import Fragment, details, heading, paragraph, stack, strong, table
from helpers.marks import NO_TYPE, STATES, TYPES, Mark, MarksError
from helpers.originals import NO_COPY
from helpers.reader import ReaderError
from helpers.tables import Row, Tables
from helpers.widgets.from_file import FromFile
from helpers.widgets.view import WIDE, Group, Press, View, choose

NO_TEXT, NO_CLAIM = "no text yet", ""
ALONE, REFERENCE, PARTNER = "my marks alone", "the reference annotation", "a partner's marks"
NOT_SAID = "not said"
RULES = (
    "A mark describes a passage: whether you find it clear or unclear, or want to check it, and what type of claim it "
    "is. It never describes what you think of a policy. Your marks and notes stay in the folder my_work on this "
    "machine. A file for a partner holds your marks; it holds your notes only if you tick that, and never a name."
)


def my_marks(tables: Tables) -> View:
    """Return what a reader marks with; live, it begins with the marks that are kept, and no text is chosen."""
    copies = reader.own_copies(tables)

    def render(marking: tuple, beside: str, partner: tuple, export: str) -> Fragment:
        text, claim, own, said = marking
        others, trouble = partner
        return stack(
            paragraph(said) if said else None,
            reading(tables, text, claim, own, copies),
            beside_it(tables, own, beside, others, trouble),
            paragraph(export) if export else None,
        )

    controls = {
        "marking": _Marking(tables),
        "beside": choose("Beside it:", [ALONE, REFERENCE, PARTNER]),
        "partner": _Partner(tables),
        "export": _Export(tables),
    }
    return View(controls, render, _on_paper())


class _Marking(Group):
    """A claim, what the reader says of it, and a button that keeps it.

    ``value`` is the text, the claim, all marks that are kept, and what there is to say about the last step.
    """

    def __init__(self, tables: Tables):
        self._tables = tables
        labels = documents.labels(tables)
        self._text = choose("Text:", [(NO_TEXT, NO_TEXT), *((label, name) for name, label in labels.items())])
        self._claim = choose("Claim:", [("choose a text first", NO_CLAIM)])
        self._state = ipywidgets.RadioButtons(
            options=STATES, value=None, description="I find it:", style=WIDE, layout={"width": "auto"}
        )
        self._type = choose("Its type, as I see it:", [(NOT_SAID, NO_TYPE), *((one, one) for one in TYPES)])
        self._note = ipywidgets.Textarea(description="Note:", style=WIDE, layout={"width": "min(100%, 40em)"})
        keep, remove = Press("Keep this mark", lambda n: n), Press("Take this mark back", lambda n: n)
        self._marks, said = _loaded(tables)
        super().__init__(
            [self._text, self._claim, self._state, self._type, self._note, keep, remove],
            value=(NO_TEXT, NO_CLAIM, _frozen(self._marks), said),
        )
        self._text.observe(self._on_text, names="value")
        self._claim.observe(lambda change: self._show(), names="value")
        keep.observe(lambda change: self._keep(), names="value")
        remove.observe(lambda change: self._remove(), names="value")

    def _on_text(self, change) -> None:
        rows = () if self._text.value == NO_TEXT else claims.claims(self._tables, self._text.value).itertuples()
        options = [(f"{row.paragraph}: {row.text}", row.claim) for row in rows]
        self._claim.options = options or [("choose a text first", NO_CLAIM)]
        self._show()

    def _show(self, said: str = "") -> None:
        """Set the controls to the mark that is kept for the claim, and publish what there is."""
        mark = self._marks.get(self._claim.value)
        self._state.value = mark.state if mark else None
        self._type.value = mark.type if mark else NO_TYPE
        self._note.value = mark.note if mark else ""
        self.value = (self._text.value, self._claim.value, _frozen(self._marks), said)

    def _keep(self) -> None:
        if not self._claim.value:
            return self._say("No claim is chosen yet, so there is nothing to keep.")
        if self._state.value is None:
            return self._say("Say first whether you find the claim clear, unclear or to be checked.")
        note = self._note.value
        if len(note) > marks.LONGEST_NOTE:
            return self._say(f"The note has {len(note):,} characters; {marks.LONGEST_NOTE:,} are the most. Not kept.")
        note = "".join(one if ord(one) >= 32 or one == "\n" else " " for one in note)
        note = note.encode("utf-8", "replace").decode("utf-8")  # half a character cannot be written
        mark = Mark(self._claim.value, self._state.value, self._type.value, note)
        try:
            self._marks = reader.keep_mark(self._tables, mark)
        except (ReaderError, MarksError) as problem:
            return self._say(str(problem))
        names = [name for _, name in self._claim.options]
        place = names.index(mark.claim)
        said = f"Kept: {mark.state}." if place + 1 == len(names) else f"Kept: {mark.state}. Here is the next claim."
        # Going on shows the next claim; the words about the last step come after.
        self._claim.value = names[min(place + 1, len(names) - 1)]
        self._show(said)

    def _remove(self) -> None:
        if not self._claim.value:
            return self._say("No claim is chosen yet, so there is nothing to take back.")
        try:
            self._marks = reader.remove_mark(self._tables, self._claim.value)
        except (ReaderError, MarksError) as problem:
            return self._say(str(problem))
        self._show("Taken back.")

    def _say(self, said: str) -> None:
        self.value = (self._text.value, self._claim.value, _frozen(self._marks), said)


class _Partner(Group):
    """A file of a partner; ``value`` is the marks in it, and what is wrong with it."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._file = FromFile(
            description="A partner's file of marks:", accept=".json", largest=marks.LARGEST_FILE, chosen={}
        )
        super().__init__([self._file], value=((), ""))
        self._file.observe(self._on_file, names="chosen")

    def _on_file(self, change) -> None:
        size, content = self._file.chosen.get("size"), self._file.chosen.get("content")
        if not isinstance(size, int) or not isinstance(content, str):
            return
        try:
            if size > marks.LARGEST_FILE:
                raise MarksError(f"The file has {size:,} bytes; a file of marks has {marks.LARGEST_FILE:,} at most.")
            found = marks.parse(content.encode("utf-8", "surrogatepass"), self._tables)
        except MarksError as problem:
            # What was read before stays.
            self.value = (self.value[0], str(problem))
        else:
            self.value = (_frozen(found), "")


class _Export(Group):
    """A file for a partner; ``value`` says what was written."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._notes = ipywidgets.Checkbox(
            description="Put my notes into the file too", indent=False, style=WIDE, layout={"width": "auto"}
        )
        button = Press("Make a file for a partner", lambda n: n)
        super().__init__([self._notes, button], value="")
        button.observe(lambda change: self._export(change["new"]), names="value")

    def _export(self, number: int) -> None:
        try:
            path = reader.export_marks(self._tables, self._notes.value)
        except (ReaderError, MarksError) as problem:
            self.value = str(problem)
            return
        notes = "with your notes" if self._notes.value else "without your notes"
        self.value = f"Written, {notes}: {reader.in_words(path)}. You find it in the list of files on the left."


def _loaded(tables: Tables) -> tuple[dict[str, Mark], str]:
    try:
        return reader.load_marks(tables), ""
    except (ReaderError, MarksError) as problem:
        return {}, f"The marks that were kept cannot be used, and will be set aside, not lost: {problem}"


def _frozen(kept: Mapping[str, Mark]) -> tuple[Mark, ...]:
    return tuple(kept[name] for name in sorted(kept))


# What is shown ----------------------------------------------------------------------------------------


def reading(tables: Tables, text: str, claim: str, own: Iterable[Mark], copies: originals.Own = NO_COPY) -> Fragment:
    """Return the claim to mark, with its paragraph and the marks so far of its text."""
    if text == NO_TEXT:
        return stack(paragraph("No text is chosen yet. Choose one, and mark claim after claim."), paragraph(RULES))
    if not claim:
        return paragraph("This text has no claims yet.")
    row = tables.row("claims", claim=claim)
    where = tables.row("paragraphs", document=row.document, paragraph=row.paragraph)
    said = claims.claims(tables, text)["claim"].tolist()
    marked = [mark for mark in own if mark.claim in said]
    return stack(
        paragraph(strong(f"To mark (paragraph {row.paragraph}): "), row.text),
        paragraph(strong("The paragraph, in our words: "), where.summary or "not written yet"),
        _passage(copies, row),
        paragraph(f"Marked in this text: {len(marked)} of {len(said)} claims."),
    )


def _passage(copies: originals.Own, claim: Row) -> Fragment | None:
    words = copies.get((claim.document, claim.paragraph))
    if words is None:
        return None
    span = (claim.first_word, claim.last_word)
    return paragraph(strong("The paragraph in your copy: "), originals.marked(words, [span]))


def beside_it(
    tables: Tables, own: Sequence[Mark], beside: str, partner: Sequence[Mark] = (), trouble: str = ""
) -> Fragment | None:
    """Return the reader's marks beside another reading.

    Parameters
    ----------
    beside : str
        "my marks alone", "the reference annotation" or "a partner's marks".
    partner : sequence of Mark
        The marks in a partner's file.
    trouble : str
        What is wrong with the file that was chosen last; it is shown first.
    """
    trouble = paragraph(strong("That file was not used. "), trouble) if trouble else None
    if beside == ALONE:
        return stack(trouble, _own_table(tables, own) if own else None)
    if not own:
        return stack(trouble, paragraph("You have no marks yet, so there is nothing to compare."))
    if beside == REFERENCE:
        types = {mark.claim: tables.row("claims", claim=mark.claim).type for mark in own}
        return stack(
            trouble,
            heading("Beside the reference annotation"),
            paragraph("The reference says of which type a claim is; it was made by automated passes and can be wrong."),
            _compared(tables, _by(own, "type"), types, "Type", "Reference"),
        )
    if not partner:
        return stack(trouble, paragraph("No partner's file has been read yet. Choose one below the marks."))
    return stack(
        trouble,
        heading("Beside a partner's marks"),
        _compared(tables, _by(own, "state"), _by(partner, "state"), "How it reads", "Partner"),
        _compared(tables, _by(own, "type"), _by(partner, "type"), "Type", "Partner"),
        _notes(tables, partner),
    )


def _by(kept: Iterable[Mark], field: str) -> dict[str, str]:
    return {mark.claim: getattr(mark, field) for mark in kept}


def _compared(tables: Tables, own: Mapping[str, str], other: Mapping[str, str], field: str, whose: str) -> Fragment:
    comparison = marks.compare(tables, own, other, field)
    rows = [(_said(tables, row.claim), row.one, row.other) for row in comparison.differences.itertuples()]
    frame = pd.DataFrame(rows, columns=["Claim", "You", whose])
    return stack(
        paragraph(marks.in_words(comparison)),
        table(frame, f"{field}: where the readings differ") if rows else None,
    )


def _notes(tables: Tables, partner: Sequence[Mark]) -> Fragment | None:
    rows = [(_said(tables, mark.claim), mark.state, mark.note) for mark in partner if mark.note]
    frame = pd.DataFrame(rows, columns=["Claim", "Mark", "Note"])
    return details("The partner's notes", table(frame, "The partner's notes")) if rows else None


def _own_table(tables: Tables, own: Iterable[Mark]) -> Fragment:
    order = list(documents.labels(tables))

    def place(mark: Mark) -> tuple:
        row = tables.row("claims", claim=mark.claim)
        return order.index(row.document), row.paragraph, row.first_word

    rows = [
        (_said(tables, mark.claim), mark.state, mark.type or NOT_SAID, mark.note or "none")
        for mark in sorted(own, key=place)
    ]
    frame = pd.DataFrame(rows, columns=["Claim", "I find it", "Its type, as I see it", "Note"])
    return details(f"Marks so far: {len(rows)}", table(frame, "My marks"))


def _said(tables: Tables, claim: str) -> str:
    row = tables.row("claims", claim=claim)
    return f"{documents.labels(tables)[row.document]}, paragraph {row.paragraph}: {row.text}"


def _on_paper() -> Fragment:
    return stack(
        paragraph(
            strong("On paper. "),
            "Choose ten claims of one text; its lesson lists them under Read. Write for each: clear, unclear or to be "
            "checked, and its type as you see it. Let a partner do the same, and compare. Then open the claims in the "
            "lesson: the reference type stands there.",
        ),
        paragraph(RULES),
    )
