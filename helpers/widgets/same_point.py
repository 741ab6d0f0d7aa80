"""One point that several texts make, and what each builds on it."""

from __future__ import annotations

from helpers import arguments, checks, claims, documents, originals, reader
from helpers.html import Fragment, bullets, card, columns, details, heading, pairs, paragraph, stack
from helpers.originals import NO_COPY
from helpers.tables import Row, Tables, listed
from helpers.widgets.view import ORDERS, View, choose

NO_POINT = "no point yet"


def same_point(tables: Tables) -> View:
    """Return the points that several texts make; live, none is chosen at first, and the static view has all."""
    points, own = claims.points(tables), reader.own_copies(tables)

    def render(point: str, order: str) -> Fragment:
        return uses(tables, point, ORDERS[order], own)

    controls = {
        "point": choose("Point:", [(NO_POINT, NO_POINT), *((text, name) for name, text in points.items())]),
        "order": choose("Order:", list(ORDERS)),
    }
    every = [details(text, uses(tables, name)) for name, text in points.items()]
    static = stack(*every) if every else paragraph("No point stands in more than one text.")
    return View(controls, render, static)


def uses(tables: Tables, point: str, newest_first: bool = False, own: originals.Own = NO_COPY) -> Fragment:
    """Return what each text says on one point and builds on it, and how the point was checked.

    Parameters
    ----------
    point : str
        A point by its short name, or ``"no point yet"``.
    own : mapping of (text, number) to str
        Paragraphs of the reader's own copies; each claim can be opened in them.
    """
    if point == NO_POINT:
        return paragraph("No point is chosen yet. First guess: can two texts use one fact for different ends?")
    order = list(documents.in_order(tables, newest_first)["document"])
    links = sorted(
        tables.rows("same_point", point=point),
        key=lambda link: order.index(tables.row("claims", claim=link.claim).document),
    )
    said = [(link, tables.row("claims", claim=link.claim)) for link in links]
    return stack(
        heading(claims.points(tables)[point]),
        columns(*(_use(tables, link, claim, own) for link, claim in said)),
        heading("The check", 4),
        *_checked(tables, [claim for _, claim in said]),
    )


def _use(tables: Tables, link: Row, claim: Row, own: originals.Own) -> Fragment:
    reasons = [f"{row.label}: {tables.row('claims', claim=row.conclusion).text}"
               for row in arguments.supports(tables, claim.claim)]  # fmt: skip
    about = {
        "It says": f"{claim.text} (paragraph {claim.paragraph}; {claim.type}; this point is {link.extent})",
        "It builds on it": f"{link.use} ({documents.cited(listed(link.paragraphs))}; in our words)",
        "In the map it supports": bullets(reasons) if reasons else "no reason uses it as a premise",
    }
    return card(documents.labels(tables)[claim.document], pairs(about), originals.in_the_copy(own, claim), level=4)


def _checked(tables: Tables, rows: list[Row]) -> list[Fragment]:
    labels = documents.labels(tables)
    shown, without = [], []
    for row in rows:
        result = checks.results_on_claim(tables, row.claim)
        if result:
            shown.append(stack(paragraph(f"Held against a record, in the words of {labels[row.document]}:"), result))
        else:
            without.append(f"{labels[row.document]}, paragraph {row.paragraph}")
    if not shown:
        return [paragraph("No text's wording of this point was held against a record.")]
    if without:
        shown.append(paragraph(f"Not held against a record by itself: the wording of {'; '.join(without)}."))
    return shown
