"""What the start page shows: the lessons and the glossary."""

from __future__ import annotations

import pandas as pd

from helpers.html import Fragment, link, table
from helpers.tables import Tables


def lesson_table(tables: Tables) -> Fragment:
    """Return the lessons with their minutes and key questions; a lesson that can be read is a link."""
    frame = tables["lessons"].sort_values("order")
    ready = frame["status"] == "ready"
    titles = [
        link(f"{row.order:02d} {row.title}", f"{row.lesson}.ipynb")
        if row.status == "ready"
        else f"{row.order:02d} {row.title}"
        for row in frame.itertuples()
    ]
    shown = pd.DataFrame(
        {
            "Lesson": titles,
            "Minutes": frame["minutes"].tolist(),
            "Key question": frame["key_question"].tolist(),
            "Can be read": ["yes" if one else "not written yet" for one in ready],
        }
    )
    return table(shown, "The lessons")


def glossary(tables: Tables) -> Fragment:
    """Return the terms that the lessons use, with an example where one helps."""
    frame = tables["terms"]
    shown = pd.DataFrame({"Term": frame["term"], "Meaning": frame["meaning"], "Example": frame["example"]})
    return table(shown, "Glossary")
