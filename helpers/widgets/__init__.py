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
from helpers.widgets.class_steps import class_steps
from helpers.widgets.deaths import (
    deaths_at_each_age,
    deaths_by_drug,
    disagreements,
    dispensing,
    explanations,
    seizures,
    statements,
    study_effects,
    twelve_months,
    young_adult_causes,
)
from helpers.widgets.deliberation import models, packet, phases, roles, rubric, shared_packet
from helpers.widgets.events import timeline
from helpers.widgets.for_teachers import courses, further_reading, guide_to, reading_times, standards
from helpers.widgets.my_marks import my_marks
from helpers.widgets.my_page import my_page
from helpers.widgets.my_progress import my_progress
from helpers.widgets.my_texts import my_texts
from helpers.widgets.passages import fragment, passages, reading_groups
from helpers.widgets.question import question
from helpers.widgets.same_point import same_point
from helpers.widgets.side_by_side import side_by_side
from helpers.widgets.sizes import areas, density, populations, then_and_now, true_to_scale
from helpers.widgets.source_cards import source_cards
from helpers.widgets.start import glossary, lesson_table
from helpers.widgets.task import reply, settled, task
from helpers.widgets.vocabulary import words_that_differ
from helpers.widgets.weapons import bounds, fermi, flow, homicides, shares, traced
from helpers.widgets.what_if import what_if
from helpers.widgets.where_they_stand import where_they_stand

__all__ = [
    "areas",
    "argument_map",
    "author_reply",
    "bounds",
    "check",
    "class_steps",
    "courses",
    "deaths_at_each_age",
    "deaths_by_drug",
    "density",
    "disagreements",
    "dispensing",
    "evidence_check",
    "explanations",
    "fermi",
    "flow",
    "fragment",
    "further_reading",
    "glossary",
    "guide_to",
    "homicides",
    "lesson_table",
    "models",
    "my_marks",
    "my_page",
    "my_progress",
    "my_texts",
    "open_questions",
    "packet",
    "passages",
    "patterns",
    "phases",
    "populations",
    "question",
    "reading_groups",
    "reading_times",
    "reply",
    "roles",
    "rubric",
    "same_point",
    "seizures",
    "settled",
    "shared_packet",
    "shares",
    "side_by_side",
    "source_card",
    "source_cards",
    "standards",
    "statements",
    "strongest_form",
    "strongest_objection",
    "study_effects",
    "task",
    "then_and_now",
    "timeline",
    "traced",
    "true_to_scale",
    "twelve_months",
    "what_if",
    "where_they_stand",
    "words_that_differ",
    "young_adult_causes",
]
