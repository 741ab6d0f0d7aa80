"""The figures and tables of the lesson on the size of Mexico."""

from __future__ import annotations

import pandas as pd

from helpers import charts, datasets
from helpers import outlines as drawn
from helpers.html import Fragment, details, figure, stack, table
from helpers.tables import Tables
from helpers.widgets.view import View, choose
from helpers.words import day, series

SIDE_BY_SIDE, OVERLAID = "side by side", "laid over Mexico"
OTHERS = {"Iraq": ("Iraq",), "Colombia": ("Colombia",), "Iraq and Colombia": ("Iraq", "Colombia")}
COMPARED = ("Mexico", "Iraq", "Colombia")
THEN = (("Iraq", 2007, "the year of the larger US force"), ("Colombia", 2000, "the first year of Plan Colombia"))


def areas(tables: Tables) -> Fragment:
    """Return the area of each country by definition and source; editions that agree share a row."""
    frame = datasets.areas(tables)
    compared = frame["country"].isin(COMPARED)
    return stack(
        table(_area_rows(tables, frame[compared]), "Areas by definition and source"),
        details("Other countries", table(_area_rows(tables, frame[~compared]), "Areas of other countries")),
    )


def _area_rows(tables: Tables, frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(publisher=[datasets.publisher(tables, source) for source in frame["source"]])
    same = ["country", "definition", "square_km", "publisher", "status", "standing"]
    rows = [
        (country, definition, f"{value:,.0f}", f"{publisher}: {'; '.join(editions['edition'])}", status, read,
         day(editions["released"].min()))
        for (country, definition, value, publisher, status, read), editions in frame.groupby(same, sort=False)
    ]  # fmt: skip
    heads = ["Country", "What is counted", "Square kilometers", "Source and editions", "Status", "Read"]
    return pd.DataFrame(rows, columns=[*heads, "First public by"])


def populations(tables: Tables) -> Fragment:
    """Return the population of the three countries for 2023 to 2025, by source."""
    frame = tables["population"]
    frame = frame[frame["year"].between(2023, 2025) & frame["country"].isin(COMPARED)]
    shown = pd.DataFrame(
        {
            "Country": frame["country"],
            "Year": frame["year"].astype(str),
            "People": [f"{value:,}" for value in frame["people"]],
            "Counted as": frame["counted"],
            "Source": [datasets.publisher(tables, source) for source in frame["source"]],
            "Status": frame["status"],
            "Read": frame["standing"],
            "Public by": frame["released"].map(day),
        }
    )
    return table(shown, "Populations by source, 2023 to 2025")


def true_to_scale(tables: Tables) -> View:
    """Return outlines at one scale in one projection that keeps areas; the reader picks what to lay over Mexico."""

    def render(others: str, how: str) -> Fragment:
        return outlines(tables, OTHERS[others], how == OVERLAID)

    controls = {
        "others": choose("Compare Mexico with:", list(OTHERS)),
        "how": choose("Show:", [SIDE_BY_SIDE, OVERLAID]),
    }
    return View(controls, render, outlines(tables, ("Iraq", "Colombia"), False))


def outlines(tables: Tables, others: tuple[str, ...], overlaid: bool) -> Fragment:
    """Return a picture of Mexico and other countries at one scale, side by side or laid over each other."""
    countries = ("Mexico", *others)
    size = {country: drawn.square_km(tables, country) for country in countries}
    ratios = [f"{size['Mexico'] / size[other]:.2f} times that of {other}" for other in others]
    how = "laid over each other with their middles together" if overlaid else "side by side"
    numbers = pd.DataFrame(
        {
            "Country": countries,
            "Square kilometers inside the outline": [f"{size[country]:,.0f}" for country in countries],
            "Mexico is this many times as large": [f"{size['Mexico'] / size[country]:.2f}" for country in countries],
        }
    )
    return figure(
        charts.outlines([(country, drawn.flat(tables, country)) for country in countries], overlaid),
        alt=f"The outlines of {series(countries)} at one scale, {how}. The area inside the outline of Mexico is "
        f"{series(ratios)}.",
        caption="Outlines at one scale, each in an equal-area projection around its own middle. Source: Natural Earth, "
        "1:50 million, 2019; areas computed by us. Borders are those of the source and imply no view on any dispute.",
        cannot_show="Where people live, how high the mountains are or how good the roads; lakes are not cut out.",
        numbers=numbers,
    )


def then_and_now(tables: Tables) -> Fragment:
    """Return how many times as many people Mexico has as each country had when US forces or aid were there."""
    frame = tables["population"]
    frame = frame[frame["source"] == "world_bank_2026"].set_index(["country", "year"])["people"]
    rows = []
    for country, year, when in THEN:
        now, before = frame["Mexico", 2024], frame[country, year]
        rows.append((country, f"{year}, {when}", f"{before:,}", f"{now:,}", f"{now / before:.2f}"))
        rows.append((country, "2024", f"{frame[country, 2024]:,}", f"{now:,}", f"{now / frame[country, 2024]:.2f}"))
    columns = ["Country", "Its year", "Its people", "People of Mexico, 2024", "Mexico has this many times as many"]
    caption = "Mexico in 2024 beside each country at two times (World Bank, state of March 2026)"
    return table(pd.DataFrame(rows, columns=columns), caption)


def density(tables: Tables) -> Fragment:
    """Return people per square kilometer of land, for the newest year of one source, and the share in cities."""
    people = tables["population"].query("source == 'un_wpp_2024' and year == 2024").set_index("country")["people"]
    land = tables["areas"].query("source == 'cia_2025' and definition == 'land'").set_index("country")["square_km"]
    urban = tables["urban"].query("source == 'cia_2025'").set_index("country")["percent"]
    rows = [
        (country, f"{people[country] / land[country]:,.0f}", f"{urban[country]:.1f}")
        for country in land.index
        if country in people.index and country in urban.index
    ]
    columns = ["Country", "People per square kilometer of land", "Percent in cities, by national definition"]
    return table(pd.DataFrame(rows, columns=columns), "Density and share in cities (United Nations 2024; CIA 2025)")
