"""What a lesson shows: one module a widget, all of them a :class:`~helpers.widgets.view.View` or a fragment."""

from helpers.widgets.apparatus import (
    author_reply,
    evidence_check,
    open_questions,
    source_card,
    strongest_form,
    strongest_objection,
)
from helpers.widgets.argument_map import argument_map, patterns
from helpers.widgets.check import check
from helpers.widgets.deaths import (
    deaths_at_each_age,
    deaths_by_drug,
    disagreements,
    statements,
    twelve_months,
    young_adult_causes,
)
from helpers.widgets.passages import fragment, passages, reading_groups
from helpers.widgets.question import question
from helpers.widgets.side_by_side import side_by_side
from helpers.widgets.start import glossary, lesson_table
from helpers.widgets.vocabulary import words_that_differ

__all__ = [
    "argument_map",
    "author_reply",
    "check",
    "deaths_at_each_age",
    "deaths_by_drug",
    "disagreements",
    "evidence_check",
    "fragment",
    "glossary",
    "lesson_table",
    "open_questions",
    "passages",
    "patterns",
    "question",
    "reading_groups",
    "side_by_side",
    "source_card",
    "statements",
    "strongest_form",
    "strongest_objection",
    "twelve_months",
    "words_that_differ",
    "young_adult_causes",
]
