"""What the teacher's guide shows: minutes, what to expect in each lesson, the answer key, standards and readings."""

from __future__ import annotations

import pandas as pd

from helpers import teaching
from helpers.html import Fragment, bullets, heading, link, pairs, paragraph, stack, strong, table
from helpers.tables import Tables, listed

READINGS = {
    "argues for a larger US security role": "Argue for a larger security role of the United States",
    "argues against US force or acting alone": "Argue against US force, or against acting alone",
    "neither": "Reports, data and other arguments",
}


def courses(tables: Tables) -> Fragment:
    """Return which lessons a course has, and their minutes."""
    frame = teaching.courses(tables)
    shown = pd.DataFrame(
        {
            "Lesson": frame["title"],
            "All of the lesson": [f"{minutes} min" for minutes in frame["minutes"]],
            "In periods of 50 minutes": [_periods(minutes) for minutes in frame["full"]],
            "In the short course": [
                f"period {row.period}, {row.short} min" if row.short else "left out" for row in frame.itertuples()
            ],
        }
    )
    return table(shown, "The lessons in two courses")


def _periods(minutes: int) -> str:
    return f"{minutes} min" if minutes <= 50 else f"{-(-minutes // 50)} periods"


def guide_to(tables: Tables, lesson: str) -> Fragment:
    """Return the guide to one lesson: purpose, minutes, what to expect, prompts and the answer key."""
    row = tables.row("lessons", lesson=lesson)
    about = {
        "Purpose": _only(tables, lesson, teaching.PURPOSE),
        "Key question": row["key_question"],
        "Students will be able to": bullets(listed(row["objectives"])),
        "Prepare": _only(tables, lesson, teaching.PREPARE),
        "Standards": ", ".join(one.standard for one in teaching.standards(tables, lesson)) or "none in particular",
    }
    return stack(
        pairs(about),
        heading("Minutes", 4),
        *_plans(tables, lesson),
        heading("Likely answers", 4),
        _with_replies(tables, lesson, teaching.LIKELY, "Asked", "What to expect"),
        heading("Misconceptions", 4),
        _with_replies(tables, lesson, teaching.MISCONCEPTION, "What students may think", "What helps"),
        heading("When it gets heated", 4),
        _with_replies(tables, lesson, teaching.HEATED, "What happens", "What helps"),
        heading("Discussion prompts", 4),
        bullets(note.text for note in teaching.notes(tables, lesson, teaching.PROMPT)),
        heading("Answer key", 4),
        answer_key(tables, lesson),
    )


def _number(tables: Tables, lesson: str) -> str:
    return f"{tables.row('lessons', lesson=lesson)['order']:02d}"


def _only(tables: Tables, lesson: str, kind: str) -> str:
    return " ".join(note.text for note in teaching.notes(tables, lesson, kind))


def _plans(tables: Tables, lesson: str) -> list[Fragment]:
    full, short = (teaching.plan(tables, lesson, course) for course in (teaching.FULL, teaching.SHORT))
    number = _number(tables, lesson)
    shown = [
        _plan(part, f"Lesson {number}, period {period}" if full["period"].nunique() > 1 else f"Lesson {number}")
        for period, part in full.groupby("period")
    ]
    if not len(short):
        return [*shown, paragraph(strong("Short course. "), "Left out.")]
    if len(short) == 1:
        only = short.iloc[0]
        return [*shown, paragraph(strong("Short course. "), f"Period {only.period}, {only.minutes} min: {only.what}")]
    return [*shown, _plan(short, f"Lesson {number} in the short course, period {short['period'].iloc[0]}")]


def _plan(frame: pd.DataFrame, caption: str) -> Fragment:
    ends = frame["minutes"].cumsum()
    whole = int(ends.iloc[-1])
    spans = [f"{end - minutes} to {end}" for end, minutes in zip(ends, frame["minutes"], strict=True)]
    shown = pd.DataFrame({"From and to": spans, "Minutes": frame["minutes"].tolist(), "What": frame["what"].tolist()})
    return table(shown, f"{caption}, {whole} minutes")


def _with_replies(tables: Tables, lesson: str, kind: str, asked: str, reply: str) -> Fragment:
    rows = [(note.text, note.reply) for note in teaching.notes(tables, lesson, kind)]
    return table(pd.DataFrame(rows, columns=[asked, reply]), f"{kind.capitalize()}, lesson {_number(tables, lesson)}")


def answer_key(tables: Tables, lesson: str) -> Fragment:
    """Return the right answers of a lesson; what each wrong choice gets stands in the lesson itself."""
    frame = teaching.answer_key(tables, lesson)
    shown = pd.DataFrame({"Exercise": frame["exercise"], "Asked": frame["asked"], "Right": frame["right"]})
    return table(shown, f"Answer key, lesson {_number(tables, lesson)}")


def reading_times(tables: Tables) -> Fragment:
    """Return how long each text takes to read, by our summaries and in the original."""
    frame = teaching.reading_times(tables)
    shown = pd.DataFrame(
        {
            "Text": frame["label"],
            "Words of the summaries": frame["summary_words"],
            "Minutes": frame["summary_minutes"],
            "Words of the original": frame["words"],
            "Minutes for the original": frame["minutes"],
        }
    )
    return table(shown, f"Reading times at {teaching.WORDS_A_MINUTE} words a minute, rounded up")


def standards(tables: Tables) -> Fragment:
    """Return the standards that the lessons serve, with what in them does."""
    numbers = {row.lesson: f"{row.order:02d}" for row in tables.rows("lessons")}
    rows = [
        (row.standard, row.framework, row.text, ", ".join(numbers[one] for one in listed(row.lessons)), row.how)
        for row in teaching.standards(tables)
    ]
    columns = ["Code", "Framework", "What it asks for, in our words", "Lessons", "How"]
    return table(pd.DataFrame(rows, columns=columns), "Standards")


def further_reading(tables: Tables) -> Fragment:
    """Return what who wants to can read besides, in groups and by year."""
    rows = sorted(tables.rows("further_reading"), key=lambda row: row.order)
    return stack(
        *(
            part
            for leaning, title in READINGS.items()
            for part in (heading(title), bullets(_reading(row) for row in rows if row.leaning == leaning))
        )
    )


def _reading(row) -> Fragment:
    return stack(
        paragraph(link(row.title, row.url), f". {row.author}. {row.publisher}, {row.year}. {row.language}."),
        paragraph(f"{row.text} Seen for this list: {row.seen_as}."),
    )
