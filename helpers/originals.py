"""A reader's own copy of a text: its paragraphs are recognised in whatever file they come in.

The texts are in copyright and not part of the project. It knows of each paragraph how many letters and digits it has
and the hash of these alone, so that line wraps, quotation marks, hyphens at line ends, page headers between
paragraphs and menus around them do not matter.
"""

from __future__ import annotations

import bisect
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from helpers import documents
from helpers.html import Fragment, details, inline
from helpers.tables import Row, Tables

LARGEST_FILE = 2_000_000  # bytes
SUFFIXES = (".txt", ".html", ".htm")
NOT_PROSE = {"script", "style", "template", "noscript", "svg", "iframe", "object", "title"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul",
}  # fmt: skip
_TAG = re.compile(r"<[a-zA-Z/!?]")
_NAME = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_MARKUP = re.compile(r"<!doctype html|<html|<body|<p[ >]|<div[ >]", re.IGNORECASE)

Own = Mapping[tuple[str, int], str]
"""The paragraphs of a reader's copies, by text and number."""
NO_COPY: Own = MappingProxyType({})


class OriginalsError(ValueError):
    """A file or a pasted text cannot be used; the message is one sentence."""


def prose(raw: str, name: str = "") -> str:
    """Return the words of a file: of a page in HTML what a reader sees, of anything else all of it.

    Nothing in the file is run or loaded.

    Parameters
    ----------
    raw : str
        The file as text.
    name : str
        Its name; without one, a text that looks like HTML is taken for it.

    Raises
    ------
    OriginalsError
        If it is too large, empty, or no text.
    """
    what = f"The file {PurePath(name).name}" if name else "What was pasted"
    size = len(raw.encode("utf-8", "surrogatepass"))
    if size > LARGEST_FILE:
        raise OriginalsError(too_large(what, size))
    if "\0" in raw or raw.count("\ufffd") > len(raw) / 20:
        raise OriginalsError(f"{what} is not text; save the page or the document as text (.txt) or as HTML first.")
    if PurePath(name).suffix.lower() in (".html", ".htm") or (not name and _MARKUP.search(raw)):
        raw = _seen(raw)
    if not any(one.isalnum() for one in raw):
        raise OriginalsError(f"{what} holds no words.")
    return raw


def too_large(what: str, size: int) -> str:
    """Return the sentence on something that has too many bytes to be read."""
    return f"{what} has {size:,} bytes; {LARGEST_FILE:,} are the most, and nothing was read."


def _seen(markup: str) -> str:
    """Return what a reader of a page sees, in one pass over it.

    The parsers that were tried take minutes for some pages of this size that were made to that end. This one looks at
    every character once: it takes tags away, with the words of those that hold none for a reader.
    """
    seen, place, hidden = [], 0, None
    while (opening := markup.find("<", place)) >= 0:
        if not hidden:
            seen.append(markup[place:opening])
        if not _TAG.match(markup, opening):
            seen.append("" if hidden else "<")
            place = opening + 1
            continue
        comment = markup.startswith("<!--", opening)
        closing = markup.find("-->" if comment else ">", opening)
        if closing < 0:
            place = len(markup)
            break
        tag = _NAME.match(markup, opening, closing)
        name = tag[0].lower() if tag and not comment else ""
        if hidden:
            hidden = None if name == f"</{hidden}" else hidden
        elif name.strip("<") in NOT_PROSE:
            hidden = name.strip("<")
        if name.strip("</") in BLOCKS:
            seen.append("\n")
        place = closing + (3 if comment else 1)
    if not hidden:
        seen.append(markup[place:])
    return html.unescape("".join(seen))


def recognise(tables: Tables, text: str) -> dict[tuple[str, int], str]:
    """Return the paragraphs of the texts that a text holds, as they stand in it, by text and number.

    A window as long as the letters of a paragraph slides over the letters of the text, from the beginning of a word to
    the end of one; where the hash is the paragraph's, it is found.
    """
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in documents.letters(character):
            letters.append(letter)
            places.append(place)
    stream = "".join(letters)
    starts, ends = [], bytearray(len(stream) + 1)
    for number, place in enumerate(places):
        if number == 0 or places[number - 1] < place - 1:
            starts.append(number)
        if number + 1 == len(places) or places[number + 1] > place + 1:
            ends[number + 1] = 1
    found = {}
    for row in tables["paragraphs"].itertuples():
        length, wanted = row.letters, bytes.fromhex(row.sha256)
        last = bisect.bisect_right(starts, len(stream) - length)
        for start in [start for start in starts[:last] if ends[start + length]]:
            end = start + length
            if hashlib.sha256(stream[start:end].encode()).digest() == wanted:
                found[row.document, int(row.paragraph)] = _passage(text, places[start], places[end - 1])
                break
    return found


def _passage(text: str, first: int, last: int) -> str:
    """Return a passage on one line, with the marks that stand at its ends and words joined that a line end divides."""
    while first and not text[first - 1].isspace():
        first -= 1
    while last + 1 < len(text) and not text[last + 1].isspace():
        last += 1
    whole = text[first : last + 1].replace("\u00ad", "")
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])-[ \t]*\r?\n\s*(?=[a-z])", "", whole))


# What is kept ------------------------------------------------------------------------------------------


def as_file(own: Own, document: str) -> str:
    """Return the paragraphs of one text as the text of a file, a blank line between them."""
    return "\n\n".join(own[key] for key in sorted(own) if key[0] == document) + "\n"


def found_in_words(tables: Tables, own: Own) -> list[tuple[str, int, int, str]]:
    """Return of each text its label, how many paragraphs are there, how many it has, and which are missing."""
    rows = []
    for document, label in documents.labels(tables).items():
        numbers = documents.paragraphs(tables, document)["paragraph"].astype(int).tolist()
        missing = [number for number in numbers if (document, number) not in own]
        rows.append((label, len(numbers) - len(missing), len(numbers), _spans(missing) if own else "all"))
    return rows


def _spans(numbers: Sequence[int]) -> str:
    """Return numbers in words: ``"1 to 3, 7"``; ``"none"`` for none."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    return ", ".join(" to ".join(map(str, span)) for span in spans) or "none"


# What is shown -----------------------------------------------------------------------------------------


def marked(passage: str, spans: Sequence[tuple[int, int]]) -> Fragment:
    """Return a paragraph of a reader's copy with the words of claims highlighted.

    Parameters
    ----------
    passage : str
        The paragraph.
    spans : sequence of (first word, last word)
        Of each claim, counted from 1 as :func:`helpers.documents.words` counts. The mark ends with the number of
        its claim in this sequence.
    """
    pieces = _pieces(passage)
    words = [place for place, piece in enumerate(pieces) if any(one.isalnum() for one in piece)]
    begins, ends = {}, {}
    for number, (first, last) in enumerate(spans, start=1):
        if 1 <= first <= last <= len(words):
            begins.setdefault(words[first - 1], []).append(number)
            ends.setdefault(words[last - 1], []).append(number)
    shown: list[Fragment] = []
    marking, run = set(), ""
    for place, piece in enumerate(pieces):
        if place in begins and not marking and run:
            shown, run = [*shown, inline(run)], ""
        marking |= set(begins.get(place, ()))
        run += piece
        for number in ends.get(place, ()):
            shown, run = [*shown, _highlighted(run), inline(f" [{number}]")], ""
            marking.discard(number)
    return inline(*shown, run)


def _pieces(passage: str) -> list[str]:
    """Split a passage into words and what stands between them; joined, they are the passage."""
    return [piece for piece in re.split(r"(\s+|[—–])", passage) if piece]


def _highlighted(words: str) -> Fragment:
    plain = inline(words)
    if not words:
        return plain
    return Fragment(f'<mark style="padding: 0.1em 0; text-decoration: underline;">{plain.html}</mark>', plain.text)


def words_of(own: Own, claim: Row) -> str | None:
    """Return the words of a claim (a row of ``claims``) in a reader's copy, or nothing where it does not have them."""
    pieces = _pieces(own.get((claim.document, claim.paragraph), ""))
    words = [place for place, piece in enumerate(pieces) if any(one.isalnum() for one in piece)]
    if not 1 <= claim.first_word <= claim.last_word <= len(words):
        return None
    return "".join(pieces[words[claim.first_word - 1] : words[claim.last_word - 1] + 1])


def in_the_copy(own: Own, claim: Row) -> Fragment | None:
    """Return the words of a claim in a reader's copy, to open, or nothing where it does not have them."""
    words = words_of(own, claim)
    return details("In your copy", words) if words else None
