"""The texts: what is known of each, its paragraphs, and the parts of the common apparatus."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from helpers.tables import Tables, listed

CARD_FIELDS = {
    "title": "Title",
    "authors": "Authors",
    "affiliation": "Who they are",
    "publisher": "Published by",
    "published": "Date",
    "url": "Address",
    "genre": "Kind of text",
    "licence": "Terms of use",
}

SLOTS = ("strongest form", "objection", "reply", "open question")


def words(text: str) -> list[str]:
    """Split a paragraph into its words, at spaces and dashes; a word has a letter or a digit.

    Places of words in the tables (``first_word``, ``last_word``, ``word``) count these from 1.
    """
    spaced = text.replace("—", " ").replace("–", " ")
    return [word for word in spaced.split() if any(character.isalnum() for character in word)]


def letters(text: str) -> str:
    """Return the letters and digits of a text alone: lower case, no accents, spaces or punctuation.

    Two copies of a paragraph agree in these even if lines are wrapped differently or quotation marks
    are straight. ``paragraphs.letters`` counts them and ``paragraphs.sha256`` is their hash.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in plain if character.isalnum())


def in_order(tables: Tables, reverse: bool = False) -> pd.DataFrame:
    """Return the rows of ``documents`` in order of publication, or in the reverse order."""
    return tables["documents"].sort_values("order", ascending=not reverse).reset_index(drop=True)


def labels(tables: Tables) -> Mapping[str, str]:
    """Return what the lessons call each text, by its short name, in order of publication."""

    def made() -> Mapping[str, str]:
        rows = sorted(tables.rows("documents"), key=lambda row: row.order)
        return MappingProxyType({row.document: row.label for row in rows})

    return tables.once("labels", made)


def judged_by(tables: Tables, document: str) -> pd.Timestamp:
    """Return the day by which a figure must have been public to count as known to a text.

    It is the latest day on which the text can have appeared; where none was found, the earliest.
    """
    text = tables.row("documents", document=document)
    return text["published_from"] if pd.isna(text["published_to"]) else text["published_to"]


def source_card(tables: Tables, document: str) -> pd.DataFrame:
    """Return one text's source card.

    Returns
    -------
    DataFrame
        One row for each field of ``CARD_FIELDS``, in that order, with the columns ``field`` (its name
        in words), ``value`` ("not stated" where nothing was found), ``basis`` (seen, inferred or not
        stated) and ``evidence``.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    text = tables.row("documents", document=document)
    rows = []
    for field, name in CARD_FIELDS.items():
        known = tables.row("provenance", document=document, field=field)
        rows.append((name, text[field], known["basis"], known["evidence"]))
    return pd.DataFrame(rows, columns=["field", "value", "basis", "evidence"])


def paragraphs(tables: Tables, document: str) -> pd.DataFrame:
    """Return the rows of ``paragraphs`` for one text, in order."""
    tables.row("documents", document=document)
    frame = tables["paragraphs"]
    return frame[frame["document"] == document].sort_values("paragraph").reset_index(drop=True)


def sections(tables: Tables, document: str) -> list[str]:
    """Return our names for the parts of a text, in order."""
    tables.row("documents", document=document)
    rows = sorted(tables.rows("paragraphs", document=document), key=lambda row: row.paragraph)
    return list(dict.fromkeys(row.section for row in rows))


def parts(tables: Tables, document: str) -> pd.DataFrame:
    """Return the parts of a text, in order.

    Returns
    -------
    DataFrame
        Columns ``section``, ``first`` and ``last`` (paragraphs) and ``words`` (of the original).
    """
    frame = paragraphs(tables, document)
    rows = [
        (name, int(group["paragraph"].min()), int(group["paragraph"].max()), int(group["words"].sum()))
        for name, group in frame.groupby("section", sort=False)
    ]
    return pd.DataFrame(rows, columns=["section", "first", "last", "words"])


def slot(tables: Tables, document: str, name: str) -> pd.DataFrame:
    """Return the sentences of one part of the apparatus, in order.

    Parameters
    ----------
    name : str
        One of ``SLOTS``.

    Returns
    -------
    DataFrame
        Columns ``text``, ``paragraphs`` (a list of numbers as text) and ``basis`` ("stated" or
        "supplied by us").

    Raises
    ------
    KeyError
        If there is no such text or no such part.
    """
    tables.row("documents", document=document)
    if name not in SLOTS:
        raise KeyError(f"There is no part {name!r}; it is one of: {', '.join(SLOTS)}.")
    frame = tables["slots"]
    frame = frame[(frame["document"] == document) & (frame["slot"] == name)].sort_values("order")
    frame = frame.assign(paragraphs=frame["paragraphs"].map(listed))
    return frame[["text", "paragraphs", "basis"]].reset_index(drop=True)


def cited(numbers: list[str]) -> str:
    """Return a reference to paragraphs in words: ``"paragraphs 4 and 12"``."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"paragraph {numbers[0]}"
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
