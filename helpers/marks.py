"""A reader's marks on claims: how the file looks, what it may hold, and how far two readers agree.

A mark describes a passage: whether a claim is clear, unclear or to be checked, and of which type it is. It never
describes a policy, and nobody's name is in the file.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import fastjsonschema
import pandas as pd

from helpers import agreement, documents
from helpers.tables import Tables

FORMAT, VERSION = "five-arguments marks", 1
STATES = ("clear", "unclear", "to be checked")
TYPES = ("statistic", "event", "attribution", "causal", "forecast", "legal", "definition", "value", "proposal")
NO_TYPE = ""
LARGEST_FILE = 2_000_000
LONGEST_NOTE = 1_000
ENOUGH = 0.67  # below this alpha, readings differ too much to build on them

SCHEMA = {
    "type": "object",
    "required": ["format", "version", "marks"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "marks": {
            "type": "array",
            "maxItems": 2_000,
            "items": {
                "type": "object",
                "required": ["claim", "state", "type", "note"],
                "additionalProperties": False,
                "properties": {
                    "claim": {"type": "string", "maxLength": 60},
                    "state": {"enum": list(STATES)},
                    "type": {"enum": [NO_TYPE, *TYPES]},
                    "note": {"type": "string", "maxLength": LONGEST_NOTE},
                },
            },
        },
    },
}


class MarksError(ValueError):
    """A file of marks cannot be used; the message is one sentence that says what and where."""


@dataclass(frozen=True)
class Mark:
    """One mark: a claim, how it reads (one of ``STATES``), its type by the reader ("" for none), and a note."""

    claim: str
    state: str
    type: str = NO_TYPE
    note: str = ""


def dump(marks: Mapping[str, Mark], with_notes: bool = True) -> str:
    """Return marks as the text of a file, in the order of the names of the claims."""
    rows = [asdict(marks[name]) for name in sorted(marks)]
    for row in rows:
        row["note"] = row["note"] if with_notes else ""
    content = {"format": FORMAT, "version": VERSION, "marks": rows}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def parse(raw: bytes, tables: Tables) -> dict[str, Mark]:
    """Return the marks of a file, by claim.

    Raises
    ------
    MarksError
        If it is anything else than a file that :func:`dump` wrote, or could have written, of claims in the tables.
    """
    if len(raw) > LARGEST_FILE:
        raise MarksError(f"The file has {len(raw):,} bytes; a file of marks has {LARGEST_FILE:,} at most.")
    content = _json(raw)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise MarksError(f"The file holds no marks: it does not name its format as {FORMAT!r}.")
    version = content.get("version")
    if type(version) is not int or version != VERSION:
        raise MarksError(f"The file is of version {_shown(version)}; this series reads version {VERSION}.")
    try:
        _is_valid()(content)
    except fastjsonschema.JsonSchemaValueException as problem:
        raise MarksError(_sentence(problem)) from None
    marks: dict[str, Mark] = {}
    for place, row in enumerate(content["marks"], start=1):
        mark = Mark(**row)
        if not tables.rows("claims", claim=mark.claim):
            raise MarksError(f"Mark {place} is on the claim {_shown(mark.claim)}, which this series does not have.")
        if mark.claim in marks:
            raise MarksError(f"Mark {place} is on the claim {mark.claim}, which has a mark already.")
        if any((ord(one) < 32 and one != "\n") or "\ud800" <= one <= "\udfff" for one in mark.note):
            raise MarksError(
                f"The note of mark {place}, on {mark.claim}, holds half of a character or one that cannot be shown."
            )
        marks[mark.claim] = mark
    return marks


def _json(raw: bytes) -> object:
    def once(pairs: list[tuple[str, object]]) -> dict:
        found: dict[str, object] = {}
        for name, value in pairs:
            if name in found:
                raise MarksError(f"The file names {_shown(name)} twice in one place, so it cannot be read safely.")
            found[name] = value
        return found

    def refuse(word: str):
        raise MarksError(f"The file holds {word}, which is no value of a mark.")

    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=refuse)
    except UnicodeDecodeError as problem:
        raise MarksError(f"The file is not text in UTF-8: byte {problem.start + 1:,} cannot be read.") from None
    except RecursionError:
        raise MarksError("The file holds lists within lists, deeper than a file of marks can be.") from None
    except MarksError:
        raise
    except json.JSONDecodeError as problem:
        raise MarksError(f"The file is not readable as JSON: {problem.msg}, line {problem.lineno}.") from None
    except ValueError:
        raise MarksError("The file holds a number that is far too long.") from None


@functools.cache
def _is_valid() -> Callable:
    return fastjsonschema.compile(SCHEMA)


def _sentence(problem: fastjsonschema.JsonSchemaValueException) -> str:
    """Say where a file departs from the schema, without the words of the file beyond what fits a line."""
    path = [part for part in problem.path if part != "data"]
    where = "The file"
    if len(path) > 1 and path[0] == "marks":
        where = f"Mark {int(path[1]) + 1}" + (f", {path[2]}" if len(path) > 2 else "")
    elif path:
        where = f"The part {path[0]!r} of the file"
    if problem.rule == "enum":
        return f"{where}: {_shown(problem.value)} is not one of: {', '.join(filter(None, problem.rule_definition))}."
    if problem.rule == "maxLength":
        return f"{where}: {len(problem.value):,} characters; {problem.rule_definition:,} are the most."
    if problem.rule == "maxItems":
        return f"{where}: {len(problem.value):,} marks; {problem.rule_definition:,} are the most."
    if problem.rule == "type":
        return f"{where}: {_shown(problem.value)} is not of the type {problem.rule_definition}."
    if problem.rule == "required":
        missing = [name for name in problem.rule_definition if name not in problem.value]
        return f"{where}: {', '.join(missing)} is missing."
    extra = [name for name in problem.value if name not in problem.definition["properties"]]
    return f"{where}: {_shown(extra[0])} does not belong there."


def _shown(value: object) -> str:
    """Return a value as it may stand in a message: quoted, on one line, not too long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


# How far two readings agree ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """How far two readings agree in one field.

    ``both`` counts the claims on which both readings have a value; ``alpha`` is Krippendorff's alpha over these
    (``nan`` where it cannot be computed); ``differences`` has the columns ``claim``, ``one`` and ``other``.
    """

    field: str
    both: int
    alpha: float
    differences: pd.DataFrame


def compare(tables: Tables, one: Mapping[str, str], other: Mapping[str, str], field: str) -> Comparison:
    """Compare two readings, each a value by claim; a claim without a value in one of them is left out.

    The differences stand in the order of the texts.
    """
    names = [name for name in one if one[name] and other.get(name)]
    order = list(documents.labels(tables))

    def place(name: str) -> tuple:
        row = tables.row("claims", claim=name)
        return order.index(row.document), row.paragraph, row.first_word, row.last_word, name

    names.sort(key=place)
    rows = [(name, one[name], other[name]) for name in names if one[name] != other[name]]
    alpha = agreement.alpha((one[name], other[name]) for name in names)
    return Comparison(field, len(names), alpha, pd.DataFrame(rows, columns=["claim", "one", "other"]))


def in_words(comparison: Comparison) -> str:
    """Say how far two readings agree: alpha with the number of claims, and what it allows to say."""
    if not comparison.both:
        return f"{comparison.field}: no claim has a value in both readings yet, so there is nothing to compare."
    claims = "1 claim has" if comparison.both == 1 else f"{comparison.both} claims have"
    differ = len(comparison.differences)
    counted = f"{comparison.field}: {claims} a value in both readings; they differ on {differ or 'none'}."
    if comparison.alpha != comparison.alpha:
        return f"{counted} Alpha cannot be computed, because only one value was given."
    meaning = (
        "The readings differ: talk about the claims below before you build on them."
        if comparison.alpha < ENOUGH
        else "The readings agree well enough to build on them."
    )
    few = " With so few claims, a single difference moves alpha far." if comparison.both < 20 else ""
    return f"{counted} Alpha is {comparison.alpha:.2f} for n = {comparison.both}. {meaning}{few}"
