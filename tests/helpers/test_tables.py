"""The reader of the tables: it hands out what was declared, or says in one sentence why it does not."""

import csv
import datetime
import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import tables

RESOURCES = {r["name"]: r for r in json.loads((tables.DATA / "datapackage.json").read_text("utf-8"))["resources"]}
DTYPES = {
    "string": "object",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
    "date": "datetime64",
}
WRONG = {"integer": "12.5", "number": "many", "date": "31/08/2024", "boolean": "yes"}
TYPES = {"integer": "whole number", "number": "a number", "date": "YYYY-MM-DD", "boolean": "true or false"}
relaxed = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """One copy of data/ for all cases; each case puts back what it changed."""
    folder = tmp_path_factory.mktemp("tables") / "data"
    folder.mkdir()
    for path in tables.DATA.iterdir():
        if path.suffix in (".csv", ".json"):
            shutil.copy(path, folder)
    return folder


@pytest.fixture
def copy(master):
    """Give a copy of data/ that a test may damage."""
    yield master
    for path in tables.DATA.iterdir():
        if path.suffix in (".csv", ".json"):
            shutil.copy(path, master)


def cells(name):
    with open(tables.DATA / RESOURCES[name]["path"], encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(rows):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def fields(name):
    return {field["name"]: field for field in RESOURCES[name]["schema"]["fields"]}


def limits(field):
    return field.get("constraints", {})


def package(kinds):
    schema = {"fields": [{"name": f"c{n}", "type": kind} for n, kind in enumerate(kinds)]}
    return json.dumps({"resources": [{"name": "made", "path": "made.csv", "schema": schema}]})


def refused(folder, *expected):
    """Load, see it refused in one sentence that holds everything expected, and return the sentence."""
    with pytest.raises(tables.TableError) as caught:
        tables.load(folder)
    message = str(caught.value)
    assert "\n" not in message and message.endswith("."), message
    assert len(message) < 1_000, "not a sentence any more"
    for part in expected:
        assert part in message, f"{part!r} is not in: {message}"
    return message


# The real tables -----------------------------------------------------------------------------------


def test_the_real_tables_load_with_the_documented_types():
    loaded = tables.load()
    assert list(loaded) == list(RESOURCES) and len(loaded) == len(RESOURCES)
    for name, frame in loaded.items():
        assert list(frame.columns) == list(fields(name)), name
        assert len(frame) == len(cells(name)) - 1, name
        for column, field in fields(name).items():
            assert str(frame[column].dtype).startswith(DTYPES[field["type"]]), (name, column)
            if field["type"] == "string":
                assert frame[column].map(type).eq(str).all(), (name, column)


def test_row_finds_one_row_or_lists_the_choices():
    loaded = tables.load()
    assert loaded.row("documents", document="pompeo")["label"] == "Pompeo"
    with pytest.raises(KeyError, match="document is one of: pompeo, ziemer"):
        loaded.row("documents", document="nobody")
    with pytest.raises(KeyError, match=r"\d+ rows of claims"):
        loaded.row("claims", document="pompeo")


# Rows ------------------------------------------------------------------------------------------------


def a_world():
    frame = pd.DataFrame(
        {"name": ["b", "a", "b"], "number": pd.array([1, 2, 2], dtype="Int64"), "note": ["x", "", "z"]}
    )
    return tables.Tables({"made": frame, "none": frame.iloc[:0]})


def test_a_cell_of_a_row_is_found_by_its_column_in_both_ways():
    row = a_world().row("made", name="a")
    assert isinstance(row, tables.Row)
    assert (row.name, row["number"], row.note) == ("a", 2, "")
    assert row == {"name": "a", "number": 2, "note": ""}
    with pytest.raises(AttributeError, match="nothing"):
        row.nothing  # noqa: B018
    with pytest.raises(KeyError, match="nothing"):
        row["nothing"]


def test_no_column_has_the_name_of_something_that_every_row_can_do():
    """A row is a dictionary, so a column such as "items" could not be read as ``row.items``."""
    assert not {column for name in RESOURCES for column in fields(name)} & set(dir(tables.Row))


def test_rows_are_those_that_fit_in_the_order_of_the_file():
    made = a_world()
    assert [row.note for row in made.rows("made")] == ["x", "", "z"]
    assert [row.note for row in made.rows("made", name="b")] == ["x", "z"]
    assert [row.note for row in made.rows("made", name="b", number=2)] == ["z"]
    assert [row.note for row in made.rows("made", number=2, name="b")] == ["z"]
    assert made.rows("made", name="c") == made.rows("none") == made.rows("none", name="b") == []
    assert made.rows("made", name="b", number=2) == made.rows("made", note="z")


def test_one_row_is_asked_for_by_all_of_its_key():
    made = a_world()
    assert made.row("made", name="b", number=1).note == "x"
    with pytest.raises(KeyError, match="2 rows of made have name 'b'; name is one of: b, a"):
        made.row("made", name="b")
    with pytest.raises(KeyError, match="0 rows of made have name 'a', number 1; name is one of: b, a"):
        made.row("made", name="a", number=1)


@pytest.mark.parametrize("name", RESOURCES)
def test_rows_and_frame_hold_the_same_cells(name):
    loaded = tables.load()
    frame, rows = loaded[name], loaded.rows(name)
    assert [list(row) for row in rows] == [list(frame.columns)] * len(frame)
    for column, cells_of in frame.items():
        for cell_of_row, value in zip((row[column] for row in rows), cells_of, strict=True):
            assert (pd.isna(cell_of_row) and pd.isna(value)) or cell_of_row == value, column
    key = RESOURCES[name]["schema"]["primaryKey"]
    assert all(len(loaded.rows(name, **{column: row[column] for column in key})) == 1 for row in rows)
    last = loaded.row(name, **{column: rows[-1][column] for column in key})
    assert str(last) == str(rows[-1])


# Damage to one table -----------------------------------------------------------------------------------


def damages(name):
    """Return ways to damage a table: the new content of its file, and what the sentence must say."""
    rows = cells(name)
    head, first, *others = rows
    lines = written(rows).encode().split(b"\n")
    bare = lines[1].replace(b'"', b"")
    key = RESOURCES[name]["schema"]["primaryKey"]
    key_value = " + ".join(first[head.index(column)] for column in key)
    long = next(place for place, field in enumerate(fields(name).values()) if field["type"] == "string")
    too_long = [*first[:long], "x" * 3_000, *first[long + 1 :]]
    size, after = len(head), f"row {len(rows) + 1}"

    def line_2(content):
        return b"\n".join([lines[0], content, *lines[2:]])

    return {
        "missing file": (None, ["is missing from the folder data"]),
        "missing column": (written([row[1:] for row in rows]), ["row 1", f"column {head[0]} is missing"]),
        "extra column": (written([[*row, "more"] for row in rows]), ["row 1", "'more'", "not declared"]),
        "duplicated column": (written([[*row, row[0]] for row in rows]), ["row 1", "once each", head[0]]),
        "columns in another order": (written([row[::-1] for row in rows]), ["row 1", ", ".join(head)]),
        "empty file": ("", ["empty", ", ".join(head)]),
        "header only": (written([head]), ["no rows"]),
        "not UTF-8": (line_2(lines[1] + b"\xff"), ["row 2", "0xff", "UTF-8"]),
        "too few cells": (written([head, first[:-1], *others]), ["row 2", f"{size - 1} cells", str(size)]),
        "too many cells": (written([*rows, [*first, ""]]), [after, f"{size + 1} cells", f"{size} columns"]),
        "line break": (
            written([head, ["one\ntwo", *first[1:]], *others]),
            ["row 2,", f"column {head[0]}", r"one\ntwo", "line break"],
        ),
        "3,000 characters": (
            written([head, too_long, *others]),
            ["row 2", f"column {head[long]}", f"'{'x' * 60}…'", "3,000 characters", "are the most"],
        ),
        "unclosed quote": (line_2(b'"' + bare), ["row 2"]),
        "text after a quote": (line_2(b'"x"y' + bare), ["row 2", "not readable as CSV"]),
        "duplicate key": (
            written([*rows, first]),
            [after, f"column {' + '.join(key)}", key_value[:60], "already in row 2", "unique"],
        ),
    }  # fmt: skip


@pytest.mark.parametrize("damage", list(damages("documents")))
@pytest.mark.parametrize("name", RESOURCES)
def test_a_damaged_table_is_refused(copy, name, damage):
    content, expected = damages(name)[damage]
    path = copy / RESOURCES[name]["path"]
    path.unlink()
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert refused(copy, *expected).startswith(path.name)


def bad_cells():
    """Return a table, a column, a value that it may not hold, and the rule broken.

    Every typed column and every list of values; of the other rules, one column of each table.
    """
    for name in RESOURCES:
        shown = set()
        for column, field in fields(name).items():
            if field["type"] != "string":
                yield name, column, WRONG[field["type"]], TYPES[field["type"]]
            for limit, value, rule in LIMITS:
                if limits(field).get(limit) not in (None, False) and limit not in shown:
                    shown |= {limit} - {"enum"}
                    choices = ", ".join(field["constraints"]["enum"]) if limit == "enum" else ""
                    value = "x" * (field["constraints"][limit] + 1) if limit == "maxLength" else value
                    yield name, column, value, f"{rule}{choices}"


LIMITS = [
    ("enum", "unheard of", "is not one of: "), ("required", "", "a value is required"),
    ("pattern", "No Such Form!", "does not have the form"), ("minimum", "-1", "below the least allowed"),
    ("maximum", "9999", "above the most allowed"), ("maxLength", "", "are the most"),
]  # fmt: skip


@pytest.mark.parametrize("name, column, value, rule", list(bad_cells()), ids=lambda part: part[:20])
def test_a_cell_that_breaks_a_rule_is_refused(copy, name, column, value, rule):
    rows = cells(name)
    rows[-1][rows[0].index(column)] = value
    (copy / RESOURCES[name]["path"]).write_text(written(rows), "utf-8")
    shown = repr(value if len(value) <= 60 else value[:60] + "…")
    refused(copy, f"{RESOURCES[name]['path']}, row {len(rows)}, column {column}: {shown}", rule)


UNIQUE = [(name, column) for name in RESOURCES for column, field in fields(name).items() if limits(field).get("unique")]


@pytest.mark.parametrize("name, column", UNIQUE)
def test_a_value_that_must_be_unique_is_not_accepted_twice(copy, name, column):
    rows = cells(name)
    place = rows[0].index(column)
    rows[2][place] = rows[1][place]
    (copy / RESOURCES[name]["path"]).write_text(written(rows), "utf-8")
    refused(copy, f"{RESOURCES[name]['path']}, row 3, column {column}", "already in row 2", "unique")


LINKS = [(name, link) for name, r in RESOURCES.items() for link in r["schema"].get("foreignKeys", [])]
LISTS = [(name, link) for name, r in RESOURCES.items() for link in r["schema"].get("lists", [])]


@pytest.mark.parametrize(
    "name, link", LINKS + LISTS, ids=lambda part: part if isinstance(part, str) else "columns"
)  # fmt: skip
def test_a_dangling_reference_is_refused(copy, name, link):
    columns = [*link["with"], link["field"]] if "with" in link else tables._columns(link["fields"])
    rows = cells(name)
    place = rows[0].index(columns[-1])
    numbers = fields(name)[columns[-1]]["type"] == "integer" or columns[-1] == "paragraphs"
    rows[1][place] = "99" if numbers else "nowhere"
    (copy / RESOURCES[name]["path"]).write_text(written(rows), "utf-8")
    value = " + ".join(rows[1][rows[0].index(column)] for column in columns)
    target = link["reference"]["resource"]
    refused(copy, f"{RESOURCES[name]['path']}, row 2, column {' + '.join(columns)}: {value!r} is not in {target}")


def test_one_bad_value_in_a_list_is_found_among_good_ones(copy):
    rows = cells("slots")
    place = rows[0].index("paragraphs")
    rows[1][place] += "; 77"
    (copy / "slots.csv").write_text(written(rows), "utf-8")
    refused(copy, "slots.csv, row 2", "pompeo + 77")


# The description of the tables ---------------------------------------------------------------------

PACKAGES = {
    "empty": "", "not JSON": "{", "a list": "[]", "a number": "7", "no tables": "{}",
    "deep nesting": "[" * 100_000,
    "tables as a number": '{"resources": 7}', "a table that is a word": '{"resources": ["documents"]}',
    "no schema": '{"resources": [{"name": "a", "path": "a.csv"}]}',
    "an unknown type": package(["c"]).replace("made", "a"),
}  # fmt: skip


@pytest.mark.parametrize("content", PACKAGES.values(), ids=PACKAGES)
def test_a_broken_description_is_refused(copy, content):
    (copy / "datapackage.json").write_text(content, "utf-8")
    (copy / "a.csv").write_text("c0\n1\n", "utf-8")
    assert refused(copy).startswith("datapackage.json")


def test_a_missing_description_is_refused(copy):
    (copy / "datapackage.json").unlink()
    refused(copy, "datapackage.json is missing")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(copy, monkeypatch):
    with open(copy / "claims.csv", "r+b") as file:
        file.truncate(tables.LARGEST_FILE + 1)
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: pytest.fail("read") if path.name == "claims.csv" else read(path)
    )
    refused(copy, "claims.csv", f"{tables.LARGEST_FILE + 1:,} bytes", f"{tables.LARGEST_FILE:,} at most")


# What is in the cells -------------------------------------------------------------------------------


def test_markup_in_a_cell_stays_text(copy):
    markup = "<script>alert('1')</script> <b onclick=\"x\">&amp;</b> {{7*7}} =1+1"
    changed = {}
    for name, resource in RESOURCES.items():
        links = {
            column for link in resource["schema"].get("foreignKeys", []) for column in tables._columns(link["fields"])
        }
        links |= {link["field"] for link in resource["schema"].get("lists", [])} | set(resource["schema"]["primaryKey"])
        free = [
            c
            for c, f in fields(name).items()
            if f["type"] == "string" and not {"enum", "pattern", "maxLength"} & set(limits(f))
        ]
        for column in [column for column in free if column not in links][:1]:
            rows = cells(name)
            rows[1][rows[0].index(column)] = markup
            (copy / resource["path"]).write_text(written(rows), "utf-8")
            changed[name] = column
    assert len(changed) > 15
    loaded = tables.load(copy)
    assert {name: loaded[name][column].iloc[0] for name, column in changed.items()} == dict.fromkeys(changed, markup)


def test_both_kinds_of_line_ends_and_a_byte_order_mark_load(copy):
    raw = (copy / "claims.csv").read_bytes()
    (copy / "claims.csv").write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(tables.load(copy)["claims"], tables.load()["claims"])


def test_listed_splits_at_semicolons():
    assert tables.listed("4; 12;; 7 ") == ["4", "12", "7"] and tables.listed("") == []


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.text(
    ",;\"'“” <&é—\u2028a1", max_size=12
)
VALUES = {
    "string": TEXTS,
    "integer": st.none() | st.integers(-(10**15) + 1, 10**15 - 1),
    "number": st.none() | st.decimals(-(10**9), 10**9, places=3).map(float),
    "date": st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)),
    "boolean": st.booleans(),
}


def cell(value):
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.3f}" if isinstance(value, float) else str(value)


@relaxed
@given(data=st.data(), kinds=st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=5))
def test_what_is_written_is_what_is_loaded(tmp_path, data, kinds):
    rows = data.draw(st.lists(st.tuples(*(VALUES[kind] for kind in kinds)), min_size=1, max_size=5))
    (tmp_path / "datapackage.json").write_text(package(kinds), "utf-8")
    text = written([[f"c{n}" for n in range(len(kinds))], *([cell(value) for value in row] for row in rows)])
    (tmp_path / "made.csv").write_bytes(text.encode())
    frame = tables.load(tmp_path)["made"]
    for (column, loaded), kind, values in zip(frame.items(), kinds, zip(*rows, strict=True), strict=True):
        assert str(loaded.dtype).startswith(DTYPES[kind]), column
        back = [None if kind != "string" and pd.isna(value) else value for value in loaded.tolist()]
        if kind == "date":
            back = [value and value.date() for value in back]
        assert back == list(values)


def test_an_empty_cell_is_never_read_as_false(tmp_path):
    (tmp_path / "datapackage.json").write_text(package(["string", "boolean"]), "utf-8")
    (tmp_path / "made.csv").write_text("c0,c1\na,\nb,true\n", "utf-8")
    refused(tmp_path, "made.csv, row 2, column c1: ''")


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_a_date_beyond_what_pandas_can_hold_is_refused_or_loaded(tmp_path, date):
    (tmp_path / "datapackage.json").write_text(package(["date"]), "utf-8")
    (tmp_path / "made.csv").write_text(f"c0\n{date}\n", "utf-8")
    try:
        assert str(tables.load(tmp_path)["made"]["c0"].iloc[0].date()) == date
    except tables.TableError as problem:
        assert re.match(rf"made\.csv, row 2, column c0: '{date}' .*\.$", str(problem))


@relaxed
@given(data=st.data(), name=st.sampled_from([*RESOURCES, "datapackage"]))
def test_arbitrary_bytes_load_or_are_refused(copy, data, name):
    path = copy / (RESOURCES[name]["path"] if name in RESOURCES else "datapackage.json")
    whole = (tables.DATA / path.name).read_bytes()
    content = data.draw(st.binary(max_size=200))
    if name in RESOURCES and data.draw(st.booleans()):  # in the midst of the real file
        place = data.draw(st.integers(0, len(whole)))
        content = whole[:place] + content + whole[place + data.draw(st.integers(0, 50)) :]
    path.write_bytes(content)
    try:
        assert len(tables.load(copy)) == len(RESOURCES)
    except tables.TableError as problem:
        assert "\n" not in str(problem) and str(problem).endswith(".")
    finally:
        path.write_bytes(whole)
