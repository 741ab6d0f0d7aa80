"""Makes the handouts: one or two printed pages a lesson, for a class without devices, with room to write.

Every handout has the lesson's key question, what there is to read, and the lesson's own exercises. The answers are
not on it; they stand in the teacher's guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from helpers import checks, datasets, documents, positions, teaching, widgets
from helpers.deliberation import QUESTION, SIDES
from helpers.exercises import MEANINGS, NUMBER, ONE, ORDER, SEVERAL, TAGS, WRITE, Exercise, exercise
from helpers.html import Fragment, heading, inline, paragraph, stack, strong, table
from helpers.tables import Row, Tables
from helpers.widgets.argument_map import outline
from helpers.widgets.events import dated

# These ask about the keys and menus of a machine, or about a view that paper cannot be.
NOT_ON_PAPER = {"00-keyboard", "00-one", "11-alpha"}
# What the exercises of lesson 02 on one step of a text stand below: a quoted fragment.
FRAGMENTS = {
    "02-pompeo": "pompeo-q4",
    "02-ziemer": "ziemer-q2",
    "02-generals": "mcinerney_vallely-q4",
    "02-essay": "essay-q1",
    "02-cornell": "cornell-q3",
}
CHOOSING = (ONE, SEVERAL, ORDER, TAGS)  # kinds of exercises that offer something
GUESS = "Before you look"  # how the prompt of an exercise begins that asks for a guess
FIRST_YEAR = 2013  # of the deaths that are shown: the year from which lesson 04 asks
CARD = ("title", "authors", "affiliation", "publisher", "published", "genre")
EXIT_TICKETS = {
    "start": "Write one question that you have about this series.",
    "skill": "Name one thing that you would still look up or ask, and where or of whom.",
    "document": "Choose the reason in the map that is hardest to answer, and the objection that meets exactly that "
    "reason. Write each in one sentence of your own, with paragraph numbers for the reason. Say whether the "
    "objection is ours or yours. Your own position is not asked for.",
    "data": "Choose one figure from this page. Write it in one sentence with what is counted, the number and its "
    "range, the period and the source. Then say in one sentence what it cannot show.",
    "deliberation": "Which point did you put better after you had argued the other side? Write it in one sentence, and "
    "what made it better in a second one. Your own position is not asked for.",
}


@dataclass(frozen=True)
class Handout:
    """One handout: its lesson, its file, its title, what the contents call it, and what stands on it."""

    lesson: str
    file: str
    title: str
    label: str
    body: Fragment


def all_handouts(tables: Tables) -> list[Handout]:
    """Return every handout, in the order of the lessons; a deliberation brings its packets along."""
    made = []
    for lesson in teaching.lessons(tables):
        name, title = lesson.lesson, f"{lesson.order:02d} {lesson.title}"
        made.append(Handout(name, f"handout_{name}.html", f"Handout {title}", "handout", handout(tables, lesson)))
        if lesson.kind == "document":
            sheet = f"handout_{name}_groups.html"
            made.append(Handout(name, sheet, f"Sheet for groups {title}", "sheet for groups", _groups(tables, lesson)))
        if lesson.kind == "deliberation":
            made += [
                Handout(name, f"handout_{name}_{side}.html", f"Handout {title}, {label}", label, packet)
                for side, label, packet in _packets(tables)
            ]
    return made


def _groups(tables: Tables, lesson: Row) -> Fragment:
    """Return what a class without devices needs besides the handout: map, checks, and the reply."""
    text = lesson.document
    found = [(row, _result(tables, row)) for row in checks.featured(tables, text).itertuples()]
    asked = [
        stack(
            paragraph(strong(f"{number}. Paragraph {row.paragraph}: "), tables.row("claims", claim=row.claim)["text"]),
            paragraph("Looked up: ", row.question),
        )
        for number, (row, _) in enumerate(found, start=1)
    ]
    results = [
        _together(paragraph(strong(f"Statement {number}")), result) for number, (_, result) in enumerate(found, start=1)
    ]
    return stack(
        heading("Map", 2),
        _columns(outline(tables, text)),
        heading("Evidence check: what would a record have to show?", 2),
        _columns(stack(*asked)),
        heading("Results (fold the page here until you have said it)", 2),
        _columns(stack(*results)),
        heading("Best reply to the strongest objection", 2),
        widgets.author_reply(tables, text),
    )


def _result(tables: Tables, row) -> Fragment:
    if row.kind == "figure":
        return checks.figure_result(tables, row.check)
    return checks.record(tables.row("record_checks", record_check=row.check))


def _packets(tables: Tables) -> list[tuple[str, str, Fragment]]:
    return [
        *((side, f"packet {side}", _columns(_raised(widgets.packet(tables, side)))) for side in SIDES),
        ("shared", "third packet", _raised(widgets.shared_packet(tables))),
    ]


def _raised(shown: Fragment) -> Fragment:
    """Return a view with headings one level higher: a handout has no heading between its title and the view."""
    return replace(shown, html=re.sub(r"(</?h)([3-6])>", lambda found: f"{found[1]}{int(found[2]) - 1}>", shown.html))


def _columns(shown: Fragment) -> Fragment:
    return replace(shown, html=f'<div class="two">{shown.html}</div>')


def _together(*parts: Fragment | None) -> Fragment:
    """Return parts that should not be torn apart by the end of a page."""
    shown = stack(*parts)
    return replace(shown, html=f'<div class="together">{shown.html}</div>')


def handout(tables: Tables, lesson: Row) -> Fragment:
    """Return what stands on the handout of a lesson, below its title; guesses come before what there is to read."""
    asked = _asked(tables, lesson)
    guesses, questions = (
        [
            on_paper(one, number, _fragment(tables, one))
            for number, one in asked
            if one.prompt.startswith(GUESS) is guess
        ]
        for guess in (True, False)
    )
    return stack(
        paragraph(strong("Key question. "), lesson.key_question),
        paragraph("Name, if you are asked for it: ", blank(14), " Day: ", blank(8)),
        *([heading("Before you look", 2), *guesses] if guesses else []),
        _READING[lesson.kind](tables, lesson),
        heading("Questions", 2),
        *questions,
        _together(heading("Exit ticket", 2), paragraph(EXIT_TICKETS[lesson.kind]), room(3)),
    )


# Reading -----------------------------------------------------------------------------------------------


def _start(tables: Tables, lesson: Row) -> Fragment:
    return stack(
        "Five published texts say what the United States should do about drug cartels in Mexico. They do not agree. "
        "This series does not tell you who is right. It teaches you to take an argument apart, to find what it rests "
        "on, to check its figures, to compare it with others, and to write your own assessment.",
        heading("The five texts", 2),
        _cards(tables),
    )


def _cards(tables: Tables) -> Fragment:
    cards = {name: documents.source_card(tables, name).set_index("field") for name in documents.labels(tables)}
    fields = [documents.CARD_FIELDS[name] for name in CARD]
    rows = [(field, *(_known(card.loc[field]) for card in cards.values())) for field in fields]
    date = documents.CARD_FIELDS["published"]
    rows.append(("What the date rests on", *(card.loc[date, "evidence"] for card in cards.values())))
    frame = pd.DataFrame(rows, columns=["Entry", *documents.labels(tables).values()])
    return table(frame, "Source cards; entries without a mark were seen in the file or on a page")


def _known(entry: pd.Series) -> str:
    return entry["value"] if entry["basis"] in ("seen", "not stated") else f"{entry['value']} ({entry['basis']})"


def _skill(tables: Tables, lesson: Row) -> Fragment:
    return _SKILLS[lesson.lesson](tables)


def _speakers(tables: Tables) -> Fragment:
    everybody = list(documents.labels(tables))
    return stack(
        heading("Source cards", 2),
        _cards(tables),
        heading("What happened when", 2),
        table(_between_the_texts(tables), "Events from the first text to the last"),
        heading(
            "Where they stand (fold the page here until you have guessed where texts agree that differ on force)", 2
        ),
        _stances(tables, [QUESTION, *(name for name, *_ in positions.agreements(tables, QUESTION, everybody))]),
    )


def _between_the_texts(tables: Tables) -> pd.DataFrame:
    frame = dated(tables)[["When", "What", "Source"]]
    texts = [
        place for place, what in enumerate(frame["What"]) if what.split(":")[0] in documents.labels(tables).values()
    ]
    return frame.iloc[texts[0] : texts[-1] + 1]


def _building(tables: Tables) -> Fragment:
    return stack(
        "A premise is what a reason starts from, the conclusion what it leads to, and the warrant, often not said, "
        "what connects the two. An objection undermines a premise, undercuts the step, or rebuts the conclusion.",
        heading("Patterns of reasoning", 2),
        widgets.patterns(tables),
    )


def _document(tables: Tables, lesson: Row) -> Fragment:
    text = lesson.document
    card = documents.source_card(tables, text).set_index("field")
    shown = {documents.CARD_FIELDS[name]: _known(card.loc[documents.CARD_FIELDS[name]]) for name in CARD}
    return stack(
        heading("Source card", 2),
        _dense(*(inline(strong(f"{name}: "), value) for name, value in shown.items())),
        heading("Paragraphs, in our words", 2),
        _summaries(tables, text),
        heading("Strongest form", 2),
        _sentences(tables, text, "strongest form"),
        heading("Strongest objection", 2),
        _sentences(tables, text, "objection"),
    )


def _dense(*parts: Fragment) -> Fragment:
    """Return short entries one after the other."""
    return Fragment(
        '<ul class="dense">' + "".join(f"<li>{part.html}</li>" for part in parts) + "</ul>",
        "\n".join(part.text for part in parts),
    )


def _summaries(tables: Tables, text: str) -> Fragment:
    parts = []
    for section, rows in documents.paragraphs(tables, text).groupby("section", sort=False):
        parts.append(heading(section, 3))
        parts += [paragraph(strong(f"{row.paragraph} "), row.summary) for row in rows.itertuples()]
    return _columns(stack(*parts))


def _sentences(tables: Tables, text: str, slot: str) -> Fragment:
    rows = documents.slot(tables, text, slot).itertuples()
    return _columns(paragraph(" ".join(f"{row.text} [{_where(row)}]" for row in rows)))


def _where(row) -> str:
    numbers = ", ".join(row.paragraphs)
    return numbers if row.basis == "stated" else f"{row.basis}{', on ' if numbers else ''}{numbers}"


def _data(tables: Tables, lesson: Row) -> Fragment:
    return _DATA[lesson.lesson](tables)


def _deaths(tables: Tables) -> Fragment:
    frame = datasets.overdose_deaths(tables, "synthetic_opioids")
    frame = frame[frame["year"] >= FIRST_YEAR]
    shown = pd.DataFrame(
        [("Deaths", *(f"{deaths:,}" for deaths in frame["deaths"]))], columns=["Year", *map(str, frame["year"])]
    )
    return stack(
        "A death involves every drug that its certificate names, so groups may not be added. Fentanyl is counted among "
        "synthetic opioids other than methadone (T40.4). A provisional count changes as records come in; a final count "
        "is closed. The Suicide and Crisis Lifeline answers at any hour: call or text 9-8-8.",
        heading("Deaths that involve synthetic opioids", 2),
        table(shown, f"Deaths a year in the United States, final counts. Sources: {_publishers(tables, frame)}"),
        widgets.deaths_at_each_age(tables),
        heading("A statement of Pompeo, August 2024: deaths a day", 2),
        checks.figure_result(tables, "pompeo-f1"),
        "Pompeo (paragraph 12) and Ziemer (paragraph 4) also give fentanyl overdoses the first place among causes of "
        "death at ages 18 to 45; neither names a source.",
        _together(heading("What the data settle", 2), widgets.settled(tables, "04_overdose_deaths")),
    )


def _publishers(tables: Tables, frame: pd.DataFrame) -> str:
    return "; ".join(dict.fromkeys(datasets.publisher(tables, source) for source in frame["source"]))


def _sizes(tables: Tables) -> Fragment:
    return stack(
        heading("Areas", 2),
        widgets.areas(tables),
        heading("People", 2),
        widgets.populations(tables),
        _together(heading("What the data settle", 2), widgets.settled(tables, "06_how_big_is_mexico")),
    )


def _weapons(tables: Tables) -> Fragment:
    frame = tables["trace_steps"]
    return stack(
        "Seized: taken by authorities. Submitted: sent to the US agency that traces. Traced: followed to a place. "
        "Estimated: computed for what nobody saw.",
        heading("Estimates", 2),
        widgets.flow(tables),
        heading("The guns of 2008, as known at two times", 2),
        table(_steps(frame), f"Steps of the guns of 2008. Sources: {_publishers(tables, frame)}"),
        _together(heading("What the data settle", 2), widgets.settled(tables, "08_weapons_flow")),
    )


def _steps(frame: pd.DataFrame) -> pd.DataFrame:
    guns = ["not known" if pd.isna(count) else f"{count:,.0f}" for count in frame["guns"]]
    return pd.DataFrame({"When": frame["known"], "Step": frame["step"], "Guns": guns})


def _deliberation(tables: Tables, lesson: Row) -> Fragment:
    return stack(
        heading("Where they stand", 2),
        _stances(tables, list(positions.propositions(tables))),
        heading("Deliberate", 2),
        paragraph(
            "Should the United States use, or be prepared to use, military force against criminal organizations in "
            "Mexico without the consent of Mexico's government, and under what conditions, if any? You argue a side "
            "that you are given, then the other one. Nobody is asked what they think."
        ),
        widgets.phases(tables),
    )


def _stances(tables: Tables, names: list[str]) -> Fragment:
    labels, texts = documents.labels(tables), positions.propositions(tables)
    rows = []
    for name in names:
        stands = positions.by_document(tables, name)
        rows.append((texts[name], *(positions.in_words(stands[text]) for text in labels)))
    frame = pd.DataFrame(rows, columns=["Statement", *labels.values()])
    return table(frame, "▲ supports, ▼ opposes, ◆ mixed, ○ silent: the text does not take it up")


_SKILLS: dict[str, Callable[[Tables], Fragment]] = {
    "01_who_is_speaking": _speakers,
    "02_how_an_argument_is_built": _building,
}
_DATA: dict[str, Callable[[Tables], Fragment]] = {
    "04_overdose_deaths": _deaths,
    "06_how_big_is_mexico": _sizes,
    "08_weapons_flow": _weapons,
}
_READING: dict[str, Callable[[Tables, Row], Fragment]] = {
    "start": _start, "skill": _skill, "document": _document, "data": _data, "deliberation": _deliberation,
}  # fmt: skip


# Questions ---------------------------------------------------------------------------------------------


def _asked(tables: Tables, lesson: Row) -> list[tuple[int, Exercise]]:
    rows = sorted(tables.rows("questions", lesson=lesson.lesson), key=lambda row: row.order)
    asked = [exercise(tables, row.question) for row in rows if row.question not in NOT_ON_PAPER]
    first, then = ([one for one in asked if one.prompt.startswith(GUESS) is guess] for guess in (True, False))
    return list(enumerate([*first, *then], start=1))


def _fragment(tables: Tables, one: Exercise) -> Fragment | None:
    return widgets.fragment(tables, FRAGMENTS[one.name]) if one.name in FRAGMENTS else None


def on_paper(one: Exercise, number: int, above: Fragment | None = None) -> Fragment:
    """Return an exercise to be answered with a pen; nothing on it says which answer is right.

    Parameters
    ----------
    above : Fragment, optional
        What the exercise is about.
    """
    asked = paragraph(strong(f"{number}. "), one.prompt, f" {HOW[one.kind]}".rstrip())
    return _together(above, asked, _TO_FILL_IN[one.kind](one))


HOW = {
    ONE: "Tick one.",
    SEVERAL: "Tick all that fit.",
    ORDER: "Number them.",
    TAGS: f"Write a type beside each: {', '.join(MEANINGS)}.",
    NUMBER: "",
    WRITE: "",
}


def _boxes(one: Exercise) -> Fragment:
    return _dense(*(inline(f"☐ {text}") for text in one.options["text"]))


def _gaps(one: Exercise) -> Fragment:
    return _dense(*(inline(blank(2), f" {text}") for text in one.options["text"]))


def _types(one: Exercise) -> Fragment:
    return _dense(*(inline(blank(6), f" {text}") for text in one.options["text"]))


def _number(one: Exercise) -> Fragment:
    return paragraph("Answer: ", blank(10), f" {one.unit}")


def _lines(one: Exercise) -> Fragment:
    return room(3)


_TO_FILL_IN: dict[str, Callable[[Exercise], Fragment]] = {
    ONE: _boxes, SEVERAL: _boxes, ORDER: _gaps, TAGS: _types, NUMBER: _number, WRITE: _lines,
}  # fmt: skip


def blank(width: int) -> Fragment:
    """Return a line to write on, so many letters wide."""
    return Fragment(f'<span class="blank" style="width: {width}em" aria-hidden="true"></span>', "____")


def room(lines: int) -> Fragment:
    """Return lines to write on."""
    return Fragment('<div aria-hidden="true">' + '<div class="line"></div>' * lines + "</div>", "____\n" * lines)
