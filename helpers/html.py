"""Accessible, escaped HTML, and the same words as plain text.

Everything the lessons show is a :class:`Fragment`: one thing said twice, as HTML for the page and as
plain text for a terminal, a screen reader's log and the comparison of outputs. Both come from the same
call, so they cannot drift apart. Every ``str`` that goes in is escaped; only fragments are taken as HTML.

Styles are few and inline: a notebook that has not been run is cleaned by JupyterLab, which removes
``<style>``, and colours are left to the page, so that light and dark themes both stay readable.
"""

from __future__ import annotations

import base64
import html as _html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

TABLE = "border-collapse: separate; border-spacing: 0.8em 0.3em; margin: 0.4em 0; line-height: 1.4;"
LEFT = "text-align: left; vertical-align: top;"
RIGHT = "text-align: right; vertical-align: top; white-space: nowrap;"
BOX = "border: 1px solid currentColor; border-radius: 4px; padding: 0.4em 1em; margin: 0.6em 0; max-width: 46em;"
LINK = "text-decoration: underline; overflow-wrap: anywhere;"
TERM = "float: none; width: auto; font-weight: bold;"
MEANING = "float: none; width: auto; margin: 0 0 0.4em 1.2em; overflow-wrap: anywhere;"
PROSE = "max-width: 46em; margin: 0.5em 0; line-height: 1.5;"
DOTS = 144  # to an inch
COLOURS = 64  # of a picture; more than its lines, areas and letters need

# JupyterLab leaves the keys alone that are pressed in an element with this mark, so that arrows scroll a table
# and do not move to the next cell.
KEEPS_KEYS = 'data-lm-suppress-shortcuts="true"'

# A file beside this one or below: what a browser could read as another site has no match.
_RELATIVE = re.compile(r"[A-Za-z0-9_.-][A-Za-z0-9_./#-]*")


@dataclass(frozen=True)
class Fragment:
    """One thing to show: ``html`` for the page, ``text`` with every word of it."""

    html: str
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}


def escaped(text: object) -> str:
    """Return text in which no character can be read as HTML."""
    return _html.escape(str(text), quote=True)


def inline(*parts: str | Fragment) -> Fragment:
    """Join words and inline fragments without any space between them."""
    return Fragment("".join(map(_as_html, parts)), "".join(map(_as_text, parts)))


def strong(text: str) -> Fragment:
    """Emphasise a few words."""
    return Fragment(f"<strong>{escaped(text)}</strong>", text)


def link(text: str, target: str) -> Fragment:
    """Link words to a page or a file; only web and relative addresses become links."""
    if target.startswith("https://") or _RELATIVE.fullmatch(target):
        return Fragment(f'<a href="{escaped(target)}" style="{LINK}">{escaped(text)}</a>', f"{text} ({target})")
    return Fragment(escaped(text), text)


def paragraph(*parts: str | Fragment) -> Fragment:
    """Return one paragraph of prose."""
    body = inline(*parts)
    return Fragment(f'<p style="{PROSE}">{body.html}</p>', body.text)


def heading(text: str, level: int = 3) -> Fragment:
    """Return a heading; a lesson's own headings are levels 1 and 2, so views begin at 3."""
    return Fragment(f"<h{level}>{escaped(text)}</h{level}>", text)


def bullets(items: Iterable[str | Fragment], ordered: bool = False) -> Fragment:
    """Return a list; an item may itself hold paragraphs and lists."""
    items = list(items)
    tag = "ol" if ordered else "ul"
    body = "".join(f"<li>{_as_html(item)}</li>" for item in items)
    marks = [f"{number}. " if ordered else "- " for number in range(1, len(items) + 1)]
    lines = [mark + _as_text(item).replace("\n", "\n  ") for mark, item in zip(marks, items, strict=True)]
    return Fragment(f'<{tag} style="{PROSE}">{body}</{tag}>', "\n".join(lines))


def pairs(rows: Mapping[str, str | Fragment]) -> Fragment:
    """Return names with their values, as a description list."""
    body = "".join(
        f'<dt style="{TERM}">{escaped(name)}</dt><dd style="{MEANING}">{_as_html(value)}</dd>'
        for name, value in rows.items()
    )
    text = "\n".join(f"{name}: {_as_text(value)}" for name, value in rows.items())
    return Fragment(f'<dl style="{PROSE}">{body}</dl>', text)


def stack(*parts: str | Fragment) -> Fragment:
    """Put fragments below each other; a ``str`` becomes a paragraph, and nothing becomes nothing."""
    fragments = [paragraph(part) if isinstance(part, str) else part for part in parts if part]
    return Fragment(
        "\n".join(one.html for one in fragments if one.html),
        "\n".join(one.text for one in fragments if one.text),
    )


def card(title: str, *parts: str | Fragment, level: int = 3) -> Fragment:
    """Return a box with a heading."""
    body = stack(heading(title, level), *parts)
    return Fragment(f'<div style="{BOX}">{body.html}</div>', body.text)


def details(summary: str, *parts: str | Fragment) -> Fragment:
    """Return something the reader opens; it works from the keyboard and without JavaScript."""
    body = stack(*parts)
    opening = f'<summary style="cursor: pointer; padding: 0.3em 0;" {KEEPS_KEYS}>{escaped(summary)}</summary>'
    return Fragment(f"<details>{opening}{body.html}</details>", f"{summary}\n{body.text}")


def columns(*cards: Fragment) -> Fragment:
    """Put cards side by side where there is room, and below each other on a phone."""
    cells = "".join(f'<div style="flex: 1 1 11em; min-width: 0;">{one.html}</div>' for one in cards)
    return Fragment(f'<div style="display: flex; flex-wrap: wrap; gap: 0 1em;">{cells}</div>', stack(*cards).text)


def table(frame: pd.DataFrame, caption: str) -> Fragment:
    """Return a table whose first column names its rows.

    Parameters
    ----------
    frame : DataFrame
        Any columns; the column names are the headers. Integers get thousands separators (so
        a year is given as text), missing values read "not stated". A cell may be a :class:`Fragment`.
    caption : str
        What the table shows; required, because it is the name a screen reader announces.
    """
    sides = [RIGHT if pd.api.types.is_numeric_dtype(frame[name]) else LEFT for name in frame.columns]
    cells = zip(*(frame[name].tolist() for name in frame.columns), strict=True)
    rows = [[_cell(value) for value in row] for row in cells]
    head = "".join(
        f'<th scope="col" style="{side}">{escaped(name)}</th>' for name, side in zip(frame.columns, sides, strict=True)
    )
    body = "\n".join(_row(row, sides) for row in rows)
    title = f'<caption style="text-align: left; font-weight: bold; padding-left: 0.8em;">{escaped(caption)}</caption>'
    lines = [caption, " | ".join(map(str, frame.columns))]
    lines += [" | ".join(cell.text.replace("\n", " / ") for cell in row) for row in rows]
    return Fragment(
        f'<div style="overflow-x: auto;" tabindex="0" {KEEPS_KEYS} role="region" aria-label="{escaped(caption)}">'
        f'<table style="{TABLE}">{title}'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>",
        "\n".join(lines),
    )


def _row(cells: Sequence[Fragment], sides: Sequence[str]) -> str:
    first, *rest = (cell.html for cell in cells)
    named = f'<th scope="row" style="{sides[0]} font-weight: normal;">{first}</th>'
    return (
        "<tr>"
        + named
        + "".join(f'<td style="{side}">{cell}</td>' for cell, side in zip(rest, sides[1:], strict=True))
        + "</tr>"
    )


def figure(picture: Figure, *, alt: str, caption: str, cannot_show: str, numbers: pd.DataFrame) -> Fragment:
    """Return a chart with everything a reader needs who does not see it.

    Parameters
    ----------
    picture : matplotlib Figure
        Drawn on a white ground, so that it reads the same in light and dark themes.
    alt : str
        The finding, in words; it takes the picture's place.
    caption : str
        What is drawn, with source and vintage; always visible.
    cannot_show : str
        What a reader might read into the chart that it does not show.
    numbers : DataFrame
        The values behind the chart, opened on demand.
    """
    image = base64.b64encode(_png(picture)).decode("ascii")
    notes = stack(
        paragraph(strong("Figure. "), caption),
        paragraph(strong("What it cannot show. "), cannot_show),
        details("The numbers behind this chart", table(numbers, "The numbers behind this chart")),
    )
    return Fragment(
        f'<figure style="margin: 0.6em 0; max-width: 46em;"><img src="data:image/png;base64,{image}" '
        f'alt="{escaped(alt)}" style="max-width: 100%; height: auto; background: white;">'
        f"<figcaption>{notes.html}</figcaption></figure>",
        f"Picture: {alt}\n{notes.text}",
    )


def _png(picture: Figure) -> bytes:
    """Draw a picture in few colours: lessons store their pictures, and this makes them four times smaller."""
    drawn, target = io.BytesIO(), io.BytesIO()
    picture.savefig(drawn, format="rgba", dpi=DOTS, facecolor="white")
    size = tuple(int(inches * DOTS) for inches in picture.get_size_inches())
    image = Image.frombytes("RGBA", size, drawn.getvalue()).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(target, format="png")
    return target.getvalue()


def _cell(value: object) -> Fragment:
    if isinstance(value, Fragment):
        return value
    if value is None or value is pd.NA or value != value:
        return inline("not stated")
    is_whole = hasattr(value, "__index__") and not isinstance(value, bool)
    return inline(f"{int(value):,}" if is_whole else str(value))


def _as_html(part: str | Fragment) -> str:
    return part.html if isinstance(part, Fragment) else escaped(part)


def _as_text(part: str | Fragment) -> str:
    return part.text if isinstance(part, Fragment) else str(part)
