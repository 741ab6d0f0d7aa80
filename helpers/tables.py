"""Read and validate every table in ``data/``; nothing else in the project reads that folder.

``data/datapackage.json`` declares each table once: its columns, their types and limits, its
key, and what refers to what (Frictionless Data Package). :func:`load` applies exactly those
declarations. A table that breaks one of them stops the loading with a single sentence that
names the file, the row, the column, the value and the rule, and no table is handed out.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pandas as pd

DATA = Path(__file__).resolve().parent.parent / "data"
LONGEST_CELL = 2_000
LARGEST_FILE = 5_000_000
_CONTROL = re.compile(r"[\x00-\x1f]")

T = TypeVar("T")


class TableError(ValueError):
    """A table cannot be used; the message is one sentence for the person who edits it."""


class Row(dict):
    """One row of a table: a cell by its column, as ``row["text"]`` or ``row.text``."""

    def __getattr__(self, column: str) -> object:
        try:
            return self[column]
        except KeyError:
            raise AttributeError(column) from None


class Tables(Mapping):
    """All tables by name, as pandas data frames with the columns that ``datapackage.json`` lists.

    Text columns hold ``str`` (an empty cell is ``""``), integer columns ``Int64``, number columns
    ``float64``, boolean columns ``bool`` and date columns ``datetime64``.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]):
        self._frames = dict(frames)
        self._indexes: dict[tuple[str, ...], dict[tuple, list[Row]]] = {}
        self._made: dict[Hashable, object] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def rows(self, table: str, **key) -> list[Row]:
        """Return the rows of ``table`` whose columns equal ``key``, in the order of the file; all without a key.

        A view looks up many rows each time it is shown, so the answers to one kind of question are kept.
        """
        kind = (table, *key)
        if kind not in self._indexes:
            frame = self[table]
            cells = zip(*(frame[column].tolist() for column in frame.columns), strict=True)
            index: dict[tuple, list[Row]] = {}
            for row in (Row(zip(frame.columns, values, strict=True)) for values in cells):
                index.setdefault(tuple(row[column] for column in key), []).append(row)
            self._indexes[kind] = index
        return self._indexes[kind].get(tuple(key.values()), [])

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, which is called once for each ``what``: the tables do not change."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]

    def row(self, table: str, **key) -> Row:
        """Return the one row of ``table`` whose columns equal ``key``.

        Raises
        ------
        KeyError
            If no row, or more than one, fits; the message lists what there is to choose from.
        """
        found = self.rows(table, **key)
        if len(found) != 1:
            column = next(iter(key))
            choices = ", ".join(map(str, dict.fromkeys(self[table][column])))
            wanted = ", ".join(f"{column} {value!r}" for column, value in key.items())
            raise KeyError(f"{len(found)} rows of {table} have {wanted}; {column} is one of: {choices}.")
        return found[0]


def load(folder: Path | str = DATA) -> Tables:
    """Read every table of ``folder`` and return them, or none of them.

    Parameters
    ----------
    folder : path
        A folder with ``datapackage.json`` and the CSV files that it names.

    Returns
    -------
    Tables
        One data frame for each table, in the order of ``datapackage.json``.

    Raises
    ------
    TableError
        At the first broken declaration, in one sentence.
    """
    folder = Path(folder)
    resources = _package(folder)
    rows = {resource["name"]: _read(folder, resource) for resource in resources}
    for resource in resources:
        _check_key(resource, rows[resource["name"]])
    for resource in resources:
        _check_references(resource, rows)
    return Tables({resource["name"]: _frame(resource, rows[resource["name"]]) for resource in resources})


def listed(cell: str) -> list[str]:
    """Split a cell that lists several values, ``"4; 12"``, into its values, ``["4", "12"]``."""
    return [part.strip() for part in cell.split(";") if part.strip()]


# Reading ---------------------------------------------------------------------------------------


def _package(folder: Path) -> list[dict]:
    text = _text(folder / "datapackage.json")
    try:
        resources = json.loads(text)["resources"]
        for resource in resources:
            resource["name"], resource["path"]
            for field in resource["schema"]["fields"]:
                field["name"], _PARSERS[field["type"]]
        return resources
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise TableError(
            f"datapackage.json does not describe the tables: {type(problem).__name__}, {problem}."
        ) from None


def _text(path: Path) -> str:
    """Return the text of a file, refusing what is missing, too large or not UTF-8."""
    try:
        size = path.stat().st_size
    except OSError:
        raise TableError(f"{path.name} is missing from the folder {path.parent.name}.") from None
    if size > LARGEST_FILE:
        raise TableError(f"{path.name} has {size:,} bytes; a table may have {LARGEST_FILE:,} at most.")
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = raw.count(b"\n", 0, problem.start) + 1
        raise TableError(
            f"{path.name}, row {row}: the byte 0x{raw[problem.start]:02x} is not UTF-8 text; "
            "save the file with the encoding UTF-8."
        ) from None


def _read(folder: Path, resource: dict) -> list[dict]:
    """Return the rows of one table as dictionaries of typed values, each with its ``row`` number."""
    file = resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    text = _text(folder / file)
    if not text.strip():
        raise TableError(f"{file} is empty; its first row must name the columns {', '.join(names)}.")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    begins = 1  # the row in which the record begins: a quote that is not closed may end it much later
    try:
        _check_header(file, next(lines), names)
        begins = lines.line_num + 1
        for cells in lines:
            place = f"{file}, row {begins}"
            if cells and len(cells) != len(names):
                raise TableError(f"{place}: {len(cells)} cells where there are {len(names)} columns.")
            if cells:
                row = {field["name"]: _value(place, field, cell) for field, cell in zip(fields, cells, strict=True)}
                rows.append({"row": begins, "cells": row})
            begins = lines.line_num + 1
    except csv.Error as problem:
        raise TableError(f"{file}, row {begins}: not readable as CSV ({problem}).") from None
    if not rows:
        raise TableError(f"{file} has a header and no rows.")
    return rows


def _check_header(file: str, header: list[str], names: list[str]) -> None:
    if header == names:
        return
    for missing in (name for name in names if name not in header):
        raise TableError(f"{file}, row 1: the column {missing} is missing.")
    for extra in (name for name in header if name not in names):
        raise TableError(f"{file}, row 1: the column {_shown(extra)} is not declared in datapackage.json.")
    raise TableError(f"{file}, row 1: the columns must stand once each, in the order {', '.join(names)}.")


# One cell --------------------------------------------------------------------------------------


def _value(place: str, field: dict, cell: str):
    """Return the cell as the declared type, or raise the sentence that says what is wrong."""

    def refuse(rule: str):
        raise TableError(f"{place}, column {field['name']}: {_shown(cell)} {rule}.")

    limits = field.get("constraints", {})
    if len(cell) > limits.get("maxLength", LONGEST_CELL):
        refuse(f"has {len(cell):,} characters; {limits.get('maxLength', LONGEST_CELL):,} are the most")
    if _CONTROL.search(cell):
        refuse("holds a control character or a line break")
    if cell == "":
        if limits.get("required") or field["type"] == "boolean":
            refuse("is not allowed: a value is required")
        return "" if field["type"] == "string" else None
    try:
        value = _PARSERS[field["type"]](cell)
    except ValueError:
        refuse(f"is not {_TYPE_NAMES[field['type']]}")
    if "enum" in limits and cell not in map(str, limits["enum"]):
        refuse(f"is not one of: {', '.join(map(str, limits['enum']))}")
    if "pattern" in limits and not re.fullmatch(limits["pattern"], cell):
        refuse(f"does not have the form {limits['pattern']}")
    if "minimum" in limits and value < limits["minimum"]:
        refuse(f"is below the least allowed, {limits['minimum']}")
    if "maximum" in limits and value > limits["maximum"]:
        refuse(f"is above the most allowed, {limits['maximum']}")
    return value


def _integer(cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", cell):
        raise ValueError
    return int(cell)


def _number(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", cell):
        raise ValueError
    return float(cell)


def _date(cell: str) -> datetime.date:
    if not re.fullmatch(r"(1[7-9]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError
    return datetime.date.fromisoformat(cell)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError
    return cell == "true"


_PARSERS = {"string": str, "integer": _integer, "number": _number, "date": _date, "boolean": _boolean}
_TYPE_NAMES = {
    "integer": "a whole number",
    "number": "a number",
    "date": "a date from 1700 to 2199 written YYYY-MM-DD",
    "boolean": "true or false",
}


def _shown(value) -> str:
    """Return a value as it may stand in a message: quoted, on one line, not too long."""
    text = str(value)
    return repr(text if len(text) <= 60 else text[:60] + "…")


# Across rows and tables --------------------------------------------------------------------------


def _check_key(resource: dict, rows: list[dict]) -> None:
    fields = resource["schema"]["fields"]
    keys = [[field["name"]] for field in fields if field.get("constraints", {}).get("unique")]
    key = _columns(resource["schema"].get("primaryKey", []))
    for columns in [key, *keys] if key else keys:
        _check_unique(resource, rows, columns)


def _check_unique(resource: dict, rows: list[dict], columns: list[str]) -> None:
    seen: dict[tuple, int] = {}
    for row in rows:
        key = tuple(row["cells"][column] for column in columns)
        if key in seen:
            raise TableError(
                f"{resource['path']}, row {row['row']}, column {' + '.join(columns)}: "
                f"{_shown(_joined(key))} is already in row {seen[key]} and must be unique."
            )
        seen[key] = row["row"]


def _check_references(resource: dict, rows: Mapping[str, list[dict]]) -> None:
    """Check the foreign keys, and the cells that list several values of another table.

    A list is declared under ``lists`` in the schema, as ``{"field", "with", "reference"}``: each value
    in the cell, after the columns named by ``with``, must be a key of the referenced table. (Table
    Schema has no word for this.)
    """
    schema = resource["schema"]
    for link in schema.get("foreignKeys", []):
        columns = _columns(link["fields"])
        known = _known(link["reference"], resource, rows)
        for row in rows[resource["name"]]:
            key = tuple(row["cells"][column] for column in columns)
            if "" not in key and None not in key and key not in known:
                _dangling(resource, row, columns, key, link["reference"])
    for link in schema.get("lists", []):
        known = {tuple(map(str, key)) for key in _known(link["reference"], resource, rows)}
        fixed = link.get("with", [])
        for row in rows[resource["name"]]:
            for value in listed(row["cells"][link["field"]]):
                key = (*(str(row["cells"][column]) for column in fixed), value)
                if key not in known:
                    _dangling(resource, row, [*fixed, link["field"]], key, link["reference"])


def _known(reference: dict, resource: dict, rows: Mapping[str, list[dict]]) -> set[tuple]:
    target = reference["resource"] or resource["name"]
    columns = _columns(reference["fields"])
    return {tuple(row["cells"][column] for column in columns) for row in rows[target]}


def _dangling(resource: dict, row: dict, columns: list[str], key: tuple, reference: dict):
    target = reference["resource"] or resource["name"]
    raise TableError(
        f"{resource['path']}, row {row['row']}, column {' + '.join(columns)}: {_shown(_joined(key))} "
        f"is not in {target} ({' + '.join(_columns(reference['fields']))})."
    )


def _columns(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _joined(key: tuple) -> str:
    return " + ".join(map(str, key))


def _frame(resource: dict, rows: list[dict]) -> pd.DataFrame:
    columns = {field["name"]: _COLUMNS[field["type"]] for field in resource["schema"]["fields"]}
    return pd.DataFrame({name: column([row["cells"][name] for row in rows]) for name, column in columns.items()})


_COLUMNS = {
    "string": lambda values: pd.Series(values, dtype=object),
    "integer": lambda values: pd.Series(values, dtype="Int64"),
    "number": lambda values: pd.Series(values, dtype="float64"),
    "date": lambda values: pd.to_datetime(pd.Series(values, dtype=object)),
    "boolean": lambda values: pd.Series(values, dtype=bool),
}
