"""Write an assessment, and make a page of it to print."""

from __future__ import annotations

import ipywidgets

from helpers import page, reader
from helpers.html import Fragment, bullets, inline, paragraph, stack, strong
from helpers.marks import MarksError
from helpers.reader import ReaderError
from helpers.tables import Tables
from helpers.widgets.view import WIDE, Group, Press, View

PARTS = {
    "Claim": "What does this assessment recommend, in one sentence?",
    "Evidence": "What does it rest on? For each text: kind, date, paragraph, how it was checked; then the warrant.",
    "Counterclaim": "What would someone say who recommends something else, in the strongest form?",
    "Answer": "What do you answer to it?",
    "What would change my mind": "What could one learn that would count against this claim, so that it is given up?",
}
LONGEST_PART = 10_000
PRIVACY = (
    "What you write here is kept nowhere until you make the page, and is gone when you close the lesson. The page "
    "lies in the folder my_work on this machine and has no name on it. Your notes on claims come on it only if you "
    "tick that."
)


def my_page(tables: Tables) -> View:
    """Return room to write in, and a button that makes a page of what was written."""

    def render(written: tuple) -> Fragment:
        parts, own, with_notes, said = written
        if not said:
            return paragraph("No page is made yet. ", PRIVACY)
        return stack(paragraph(said), page.work(tables, dict(parts), own, with_notes, level=3) if parts else None)

    return View({"written": _Desk(tables)}, render, _on_paper())


class _Desk(Group):
    """Room for each part; ``value`` is what stood there when the page was made, the marks, and what to say."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._parts = {
            title: ipywidgets.Textarea(
                description=f"{title}:", placeholder=asked, style=WIDE, layout={"width": "min(100%, 46em)"}
            )
            for title, asked in PARTS.items()
        }
        self._notes = ipywidgets.Checkbox(
            description="Put my notes on claims on the page", indent=False, style=WIDE, layout={"width": "auto"}
        )
        button = Press("Make my page", lambda n: n)
        super().__init__([*self._parts.values(), self._notes, button], value=((), (), False, ""))
        button.observe(lambda change: self._make(), names="value")

    def _make(self) -> None:
        parts = tuple((title, box.value) for title, box in self._parts.items())
        for title, text in parts:
            if len(text) > LONGEST_PART:
                said = f"{title} has {len(text):,} characters; {LONGEST_PART:,} are the most. No page was made."
                self.value = ((), (), False, said)
                return
        try:
            kept = reader.load_marks(self._tables)
            own = tuple(kept[name] for name in sorted(kept))
            body = page.work(self._tables, dict(parts), own, self._notes.value)
            path = reader.save(reader.PAGE, page.whole(body))
        except (ReaderError, MarksError) as problem:
            self.value = ((), (), False, f"No page was made. {problem}")
            return
        said = f"Made: {reader.in_words(path)}. Open it from the list of files on the left, and print it from there."
        self.value = (parts, own, self._notes.value, said)


def _on_paper() -> Fragment:
    asked = bullets(inline(strong(f"{title}. "), question) for title, question in PARTS.items())
    return stack(paragraph(strong("On paper. "), "Write five short paragraphs."), asked, paragraph(PRIVACY))
