"""Other worlds for tests and timings: the tables of the project with something missing, or with fifty texts."""

import functools
import json

import pandas as pd

from helpers.tables import DATA, Tables, listed


@functools.cache
def links():
    """What refers to what: a table, its columns, whether the last is a list, another table, and its columns."""
    found = []
    for table in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        for kind, name in (("foreignKeys", "fields"), ("lists", "field")):
            for link in table["schema"].get(kind, []):
                columns, others = ([one] if isinstance(one, str) else one
                                   for one in (link[name], link["reference"]["fields"]))  # fmt: skip
                columns = [*link.get("with", []), *columns]
                found.append((table["name"], columns, kind == "lists", link["reference"]["resource"], others))
    return found


def consistent(frames):
    """Tables without what refers to nothing, and then without what refers to that, until all refers to something."""
    frames, before = dict(frames), None
    while before != (sizes := {name: len(frame) for name, frame in frames.items()}):
        before = sizes
        for table, columns, is_list, other, names in links():
            known = {tuple(map(str, key)) for key in frames[other][names].itertuples(index=False)}
            keys = [tuple(map(str, key)) for key in frames[table][columns].itertuples(index=False)]
            if is_list:
                left = ["; ".join(one for one in listed(key[-1]) if (*key[:-1], one) in known) for key in keys]
                frames[table] = frames[table].assign(**{columns[-1]: left})
            else:
                frames[table] = frames[table].loc[[key in known or "" in key or "<NA>" in key for key in keys]]
    return Tables(frames)


# What a text has: the columns that name it, or something of it.
OWNED = {"document", "claim", "source_claim", "target_claim", "conclusion", "argument", "target_argument", "attack"}
OWNED |= {"answer", "quote", "words", "figure_check", "record_check", "claims"}
OBSERVED = {"areas", "polls", "population", "territory", "travel", "urban", "weapon_traces", "weapons_flow"}


def fiftyfold(tables, times=10):
    """Every text again and again, with all that belongs to it, under other names and later in order."""
    return manyfold(tables, belonging_to("documents"), OWNED, times)


def with_more_claims(tables, times=10):
    """Every claim again and again in its text, with all that belongs to it, under other names."""
    return manyfold(tables, belonging_to("claims"), OWNED - {"document", "quote", "words"}, times)


def with_more_interpretations(tables, times=10):
    """Every observation again and again, each time from another source: so many more readings of each figure."""
    return manyfold(tables, OBSERVED | {"sources"}, {"source", "publisher", "work", "who", "pollster"}, times)


def belonging_to(table):
    """Return a table and those that refer to it, or to one that does; what belongs to no text is left out."""
    owned = {table}
    for _ in range(4):
        owned |= {one for one, _, _, other, _ in links() if other in owned} - {"lessons"}
    return owned


def manyfold(tables, owned, columns, times):
    """Return tables in which the rows of some are there many times; names in these columns get a number.

    The first of each keeps its name.
    """
    frames = dict(tables)
    for table in owned:
        named = [one for one in frames[table] if one in columns and frames[table][one].dtype == object]
        parts = [tables[table]]
        for n in range(1, times):
            part = tables[table].copy()
            for column in named:
                part[column] = part[column].map(lambda cell, n=n: "; ".join(f"{one}-n{n}" for one in listed(cell)))
            if table == "documents":
                part = part.assign(label=part["label"] + f" {n + 1}", order=part["order"] + n * len(part))
            parts.append(part)
        frames[table] = pd.concat(parts, ignore_index=True)
    return Tables(frames)
