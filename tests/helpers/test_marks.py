"""What is written can be read, what others wrote is read or refused in one sentence, and how far readings agree."""

import json
import math
from collections import Counter
from dataclasses import FrozenInstanceError, asdict, replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import agreement, marks
from helpers.marks import FORMAT, LARGEST_FILE, LONGEST_NOTE, NO_TYPE, STATES, TYPES, VERSION, Mark, MarksError
from helpers.tables import Tables

LONGEST_MESSAGE = 200
MOST_MARKS = marks.SCHEMA["properties"]["marks"]["maxItems"]
ROOT, FIELDS = ["format", "version", "marks"], ["claim", "state", "type", "note"]
HOSTILE = "\"><script>alert('x')</script>\r\n\x00\x1b[31m\x85\u2028\u202e<img src=x onerror=alert(1)>" + "x" * 100


def a_world(*rows):
    """Claims as name, text, paragraph, first and last word; the text z appeared before the text a."""
    return Tables(
        {
            "documents": pd.DataFrame({"document": ["a", "z"], "order": [2, 1], "label": ["A", "Z"]}),
            "claims": pd.DataFrame(rows, columns=["claim", "document", "paragraph", "first_word", "last_word"]),
        }
    )


NAMES = [f"c{n}" for n in range(1, 7)]
WORLD = a_world(
    ("c1", "a", 2, 10, 12),
    ("c2", "z", 3, 5, 8),
    ("c3", "a", 1, 9, 20),
    ("c4", "z", 3, 1, 9),
    ("c5", "a", 2, 9, 9),
    ("c6", "z", 10, 1, 2),
)
IN_ORDER = ["c4", "c2", "c6", "c3", "c5", "c1"]


def by_claim(*given):
    return {mark.claim: mark for mark in given}


def content(*given):
    """What a file says, as Python values that a test can change."""
    return {"format": FORMAT, "version": VERSION, "marks": [asdict(mark) for mark in given]}


def a_file():
    return content(Mark("c1", "clear", "event", "a note"), Mark("c2", "unclear"))


def raw(value):
    return json.dumps(value).encode()


def assert_one_line(said):
    assert said.isprintable(), "a control character, a line break or half of a character"
    assert said.startswith(("The ", "Mark ")) and said.endswith(".") and not said.endswith("..")
    assert len(said) <= LONGEST_MESSAGE


def refused(data, tables=WORLD):
    """The message with which a file is refused: one sentence that may stand on a page."""
    with pytest.raises(MarksError) as problem:
        marks.parse(data, tables)
    said = str(problem.value)
    assert problem.value.args == (said,)
    assert ". " not in said
    assert_one_line(said)
    return said


# Writing and reading ---------------------------------------------------------------------------------

NOTES = [
    "😀 👩‍👩‍👧",
    "שלום \u202eabc\u202c مرحبا",
    "<b>&amp;</b><script>alert(1)</script>",
    "one\n\ntwo\n",
    "\\\"'",
    "\u2028\x85",
]
NOTES += ["\ufeffe\u0301", "\x7f", " ", "null", "{}", "x" * LONGEST_NOTE, "😀" * LONGEST_NOTE]
# Any text that a note may hold: no control character but the line break, no half of a character.
notes = st.text(st.characters(codec="utf-8", min_codepoint=32) | st.just("\n"), max_size=40) | st.sampled_from(NOTES)
one_mark = st.builds(Mark, st.sampled_from(NAMES), st.sampled_from(STATES), st.sampled_from([NO_TYPE, *TYPES]), notes)
some_marks = st.lists(one_mark, unique_by=lambda mark: mark.claim).map(lambda given: by_claim(*given))


@given(some_marks)
def test_what_is_written_is_read_as_it_was(given):
    assert marks.parse(marks.dump(given).encode(), WORLD) == given


@pytest.mark.parametrize("note", NOTES)
def test_a_note_may_hold_any_text(note):
    given = by_claim(Mark("c1", "clear", note=note))
    assert marks.parse(marks.dump(given).encode(), WORLD) == given


@given(some_marks)
def test_without_notes_no_note_is_left_and_no_mark_is_lost(given):
    written = marks.dump(given, with_notes=False)
    assert marks.parse(written.encode(), WORLD) == {name: replace(mark, note="") for name, mark in given.items()}
    assert written == marks.dump({name: replace(mark, note="other") for name, mark in given.items()}, with_notes=False)


@given(some_marks, st.booleans())
def test_a_file_says_nothing_but_its_format_and_the_marks_so_no_name_and_no_path(given, with_notes):
    expected = content(*(replace(mark, note=mark.note if with_notes else "") for mark in given.values()))
    expected["marks"].sort(key=lambda row: row["claim"])
    written = marks.dump(given, with_notes)
    assert json.loads(written, object_pairs_hook=list) == json.loads(json.dumps(expected), object_pairs_hook=list)
    assert written.endswith("}\n")


@given(some_marks, st.randoms())
def test_the_same_marks_give_the_same_file_in_whatever_order_they_were_made(given, random):
    names = list(given)
    random.shuffle(names)
    assert marks.dump({name: given[name] for name in names}) == marks.dump(given)


def test_a_file_can_be_read_by_a_person():
    written = marks.dump(by_claim(Mark("c1", "clear", note="é😀 مرحبا"), Mark("c2", "unclear")))
    assert "é😀 مرحبا" in written
    assert len(written.splitlines()) > len(FIELDS) * 2


def test_no_marks_are_a_file_too():
    assert marks.parse(marks.dump({}).encode(), WORLD) == {}


@pytest.mark.parametrize("character", ["x", "😀"])
def test_every_claim_of_the_tables_may_carry_the_longest_note(tables, character):
    names = tables["claims"]["claim"]
    given = by_claim(*(Mark(name, STATES[-1], TYPES[2], character * LONGEST_NOTE) for name in names))
    assert marks.parse(marks.dump(given).encode(), tables) == given


def test_the_types_are_those_of_the_tables(tables):
    assert set(tables["claims"]["type"]) <= set(TYPES)


def test_a_mark_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Mark("c1", "clear").state = "unclear"


def test_a_file_may_begin_with_a_byte_order_mark_and_have_any_line_ends_and_spaces():
    given = by_claim(Mark("c1", "clear", note="one\ntwo"))
    written = marks.dump(given)
    for data in (written.encode("utf-8-sig"), written.replace("\n", "\r\n").encode(), raw(content(*given.values()))):
        assert marks.parse(data, WORLD) == given


# Files that hold something else ----------------------------------------------------------------------

ELSE = {
    "empty": (b"", "JSON"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "JSON"),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbf{}", "JSON"),
    "spaces": (b" \n" * 50, "JSON"),
    "zeros": (bytes(1000), "JSON"),
    "words": (b"I find this clear.", "JSON"),
    "a directory listing": (
        b"total 8\ndrwxr-xr-x 2 me me 4096 Nov 23 00:31 .\n-rw-r--r-- 1 me me 7 Nov 23 marks\n",
        "JSON",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02", "byte 1 "),
    "a packed file": (b"PK\x03\x04\x14\x00\x06\x00", "JSON"),
    "a table": (WORLD["claims"].to_csv(index=False).encode(), "JSON"),
    "a page": (f"<!doctype html><html>{HOSTILE}</html>".encode(), "JSON"),
    "a script": (b"__import__('os').system('true')", "JSON"),
    "UTF-16": (marks.dump({}).encode("utf-16"), "byte 1 "),
    "UTF-16 without a mark": (marks.dump({}).encode("utf-16-le"), "JSON"),
    "UTF-32": (marks.dump({}).encode("utf-32"), "byte 1 "),
    "Latin-1": (marks.dump(by_claim(Mark("c1", "clear", note="é"))).encode("latin-1"), "UTF-8"),
    "half of a character, as bytes": (
        marks.dump(by_claim(Mark("c1", "clear", note="\ud800"))).encode("utf-8", "surrogatepass"),
        "UTF-8",
    ),
    "cut off": (raw(a_file())[:-1], "JSON"),
    "two files in one": (raw(a_file()) * 2, "JSON"),
    "a comma too many": (raw(a_file())[:-1] + b",}", "JSON"),
    "a comment": (b"// marks\n" + raw(a_file()), "JSON"),
    "a control character that is not escaped": (raw(a_file()).replace(b"a note", b"a\nnote"), "JSON"),
    "an escape that is none": (raw(a_file()).replace(b"a note", b"\\x41"), "JSON"),
    **{f"no object: {value!r}": (raw(value), FORMAT) for value in ([], [a_file()], FORMAT, 1, 1.5, True, None, "")},
    "an empty object": (b"{}", FORMAT),
}


@pytest.mark.parametrize("name", ELSE)
def test_what_is_no_file_of_marks_is_refused_in_one_sentence(name):
    data, reason = ELSE[name]
    assert reason in refused(data)


@pytest.mark.parametrize("half", ["\\ud800", "\\udfff", "a\\ud83d b", "\\ude00\\ud83d"])
@pytest.mark.parametrize("field", FIELDS)
def test_half_of_a_character_is_refused_because_no_file_can_hold_it(field, half):
    value = content(Mark("c1", "clear"))
    value["marks"][0][field] = "HALF"
    assert "mark 1" in refused(raw(value).replace(b"HALF", half.encode())).lower()


def test_both_halves_of_a_character_are_a_character():
    data = raw(content(Mark("c1", "clear", note="😀")))
    assert b"\\ud83d\\ude00" in data
    assert marks.parse(data, WORLD)["c1"].note == "😀"


# The format and its version --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["other", "", FORMAT.upper(), FORMAT + " ", FORMAT + "\n", None, 1, True, [FORMAT], {}, HOSTILE]
)
def test_another_format_is_refused(name):
    assert FORMAT in refused(raw(a_file() | {"format": name}))


@pytest.mark.parametrize("version", [2, 0, -1, "1", True, 1.0, None, [1], {"1": 1}, 10**40, "", False])
def test_another_version_is_refused_and_named(version):
    said = refused(raw(a_file() | {"version": version}))
    assert f"version {version!r};" in said
    assert said.endswith(f" version {VERSION}.")


def test_a_file_of_a_later_version_is_refused_for_its_version_whatever_else_it_holds():
    assert "version 2;" in refused(raw({"format": FORMAT, "version": 2, "readings": [], "marks": "elsewhere"}))


# The schema ------------------------------------------------------------------------------------------


def test_the_file_that_is_changed_in_these_tests_is_right():
    assert marks.parse(raw(a_file()), WORLD) == by_claim(Mark("c1", "clear", "event", "a note"), Mark("c2", "unclear"))


@pytest.mark.parametrize("field", ROOT)
def test_a_part_that_is_missing_is_refused(field):
    value = a_file()
    del value[field]
    assert {"format": FORMAT, "version": "version None;", "marks": "marks is missing"}[field] in refused(raw(value))


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_missing_is_refused_and_named(field):
    value = a_file()
    del value["marks"][1][field]
    assert refused(raw(value)) == f"Mark 2: {field} is missing."


def test_all_fields_that_are_missing_are_named():
    said = refused(raw(a_file() | {"marks": [{}]}))
    assert said.startswith("Mark 1: ") and all(field in said for field in FIELDS)


@pytest.mark.parametrize("name", ["name", "__class__", "", "Claim", "claim ", "marks", "path"])
@pytest.mark.parametrize("value", [None, "x", {"a": [1]}])
def test_a_field_too_many_is_refused_and_named(name, value):
    changed = a_file()
    changed["marks"][1][name] = value
    assert refused(raw(changed)) == f"Mark 2: {name!r} does not belong there."


@pytest.mark.parametrize("name", ["name", "__class__", "", "Marks", "author", "claim"])
@pytest.mark.parametrize("value", [None, "x", {"a": [1]}])
def test_a_part_too_many_is_refused_and_named(name, value):
    assert refused(raw(a_file() | {name: value})) == f"The file: {name!r} does not belong there."


VALUES = [None, True, False, 0, 1, -1, 1.5, "", "other", [], {}, ["clear"], {"claim": "c1"}, [[]], [None]]
MAY_BE = {"version": [1], "marks": [[]], "type": [""], "note": ["", "other"]}


def wrong(places):
    return [
        (place, value) for place in places for value in VALUES if repr(value) not in map(repr, MAY_BE.get(place, []))
    ]


@pytest.mark.parametrize(("field", "value"), wrong(FIELDS))
def test_a_field_of_another_type_or_value_is_refused_with_its_place(field, value):
    changed = a_file()
    changed["marks"][1][field] = value
    said = refused(raw(changed))
    known = isinstance(value, str) and field == "claim"
    assert said.startswith("Mark 2 is on the claim " if known else f"Mark 2, {field}: ")
    assert repr(value) in said


@pytest.mark.parametrize(("field", "value"), wrong(ROOT))
def test_a_part_of_another_type_or_value_is_refused(field, value):
    said = refused(raw(a_file() | {field: value}))
    assert ("Mark 1: " if value in (["clear"], [[]], [None]) and field == "marks" else field) in said


@pytest.mark.parametrize("value", [value for value in VALUES if not isinstance(value, dict)], ids=repr)
def test_a_mark_that_is_no_object_is_refused_with_its_place(value):
    assert (
        refused(raw(a_file() | {"marks": [*a_file()["marks"], value]}))
        == f"Mark 3: {value!r} is not of the type object."
    )


@pytest.mark.parametrize(("field", "allowed"), [("state", STATES), ("type", TYPES)])
@pytest.mark.parametrize(
    "change", [str.upper, str.title, lambda word: word + " ", lambda word: word[:-1], lambda word: [word]]
)
def test_a_word_that_is_almost_right_is_refused_with_those_that_may_stand(field, allowed, change):
    value = a_file()
    value["marks"][0][field] = change(allowed[0])
    said = refused(raw(value))
    assert all(word in said for word in allowed)


@pytest.mark.parametrize("character", ["x", "😀", "\n"])
def test_a_note_may_have_so_many_characters_and_no_more(character):
    value = content(Mark("c1", "clear", note=character * LONGEST_NOTE))
    assert marks.parse(raw(value), WORLD)["c1"].note == character * LONGEST_NOTE
    value["marks"][0]["note"] += character
    assert f" {LONGEST_NOTE + 1:,} characters; {LONGEST_NOTE:,} " in refused(raw(value))


def test_the_name_of_a_claim_has_a_length_too():
    value = a_file()
    value["marks"][1]["claim"] = "c" * 61
    assert "61 characters" in refused(raw(value))


@pytest.mark.parametrize("number", [*range(10), *range(11, 32)])
def test_a_note_with_a_control_character_is_refused_with_its_place(number):
    value = a_file()
    value["marks"][0]["note"] = f"a{chr(number)}b"
    assert "note of mark 1, on c1," in refused(raw(value))


# Claims ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["c7", "C1", "c1 ", " c1", "c1\n", "", "1", "claim", "a", "../c1", "c1\x00"])
def test_a_claim_that_the_tables_do_not_have_is_refused_with_its_place(name):
    value = a_file()
    value["marks"][1]["claim"] = name
    assert refused(raw(value)).startswith(f"Mark 2 is on the claim {name!r},")


@pytest.mark.parametrize("state", STATES)
def test_a_claim_with_two_marks_is_refused_with_its_place(state):
    value = a_file()
    value["marks"].append(asdict(Mark("c1", state, note="later")))
    assert refused(raw(value)) == "Mark 3 is on the claim c1, which has a mark already."


# Duplicates in JSON ----------------------------------------------------------------------------------

TWICE = [
    *(
        (name, json.dumps(value)[:-1] + f', "{name}": {json.dumps(value[name])}}}')
        for value in [a_file()]
        for name in ROOT
    ),
    *(
        (name, raw(a_file()).decode().replace("{" + mark, "{" + f'"{name}": {json.dumps(value[name])}, ' + mark))
        for value in a_file()["marks"]
        for mark in [json.dumps(value)[1:-1]]
        for name in FIELDS
    ),
    ("x", '{"x": 1, "x": 1}'),
    ("x", raw(a_file() | {"other": "HERE"}).decode().replace('"HERE"', '{"x": 1, "x": 2}')),
    ("x", raw(a_file() | {"other": "HERE"}).decode().replace('"HERE"', '[[{"a": {"x": [], "y": 0, "x": []}}]]')),
    ("x", raw(a_file()).decode().replace('"a note"', '{"x": 1, "\\u0078": 1}')),
    ("", '{"": 1, "": 1}'),
]


@pytest.mark.parametrize(("name", "text"), TWICE)
def test_a_name_that_stands_twice_in_one_place_is_refused(name, text):
    assert refused(text.encode()).startswith(f"The file names {name!r} twice ")


# Numbers ---------------------------------------------------------------------------------------------

PLACES = ["the whole", *ROOT, "a mark", *FIELDS, "a part too many", "a field too many"]


def with_text(place, text):
    """A file in which a text, which need not be JSON, stands in one place."""
    value = a_file()
    if place in ROOT:
        value[place] = "HERE"
    elif place in FIELDS:
        value["marks"][0][place] = "HERE"
    elif place == "a part too many":
        value["other"] = "HERE"
    elif place == "a field too many":
        value["marks"][0]["other"] = ["HERE"]
    else:
        value = "HERE" if place == "the whole" else value | {"marks": ["HERE"]}
    return json.dumps(value).replace('"HERE"', text).encode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_wherever_it_stands(place, word):
    assert refused(with_text(place, word)).startswith(f"The file holds {word},")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_ten_thousand_digits_is_refused_wherever_it_stands(place, sign):
    assert "far too long" in refused(with_text(place, sign + "9" * 10_000))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", ["0." + "1" * 10_000, "1e9999", "-1e-9999", "1" * 4_000, "-0", "1E1"])
def test_no_number_is_a_mark(place, number):
    refused(with_text(place, number))


# Huge and deep files ---------------------------------------------------------------------------------


class Sealed(bytes):
    """Bytes that must not be looked into."""

    def decode(self, *_, **__):
        raise AssertionError("a file that is too large was decoded")


@pytest.mark.parametrize(
    "data",
    [
        b" " * (LARGEST_FILE + 1),
        raw(content(*(Mark("c1", "clear") for _ in range(100_000)))),
        raw(content(Mark("c1", "clear", note="x" * (LARGEST_FILE + 1_000_000)))),
        b"[" * (LARGEST_FILE + 1),
        b"9" * (LARGEST_FILE + 1),
    ],
    ids=["spaces", "100,000 marks", "a note of a million characters and more", "lists", "digits"],
)
def test_a_file_that_is_too_large_is_refused_before_it_is_decoded(data):
    assert refused(Sealed(data)) == f"The file has {len(data):,} bytes; a file of marks has {LARGEST_FILE:,} at most."


def test_a_file_may_have_so_many_bytes():
    data = raw(a_file())
    assert len(marks.parse(data + b" " * (LARGEST_FILE - len(data)), WORLD)) == len(a_file()["marks"])


@pytest.fixture
def any_size(monkeypatch):
    """No limit of bytes, to see what stands behind it."""
    monkeypatch.setattr(marks, "LARGEST_FILE", 10**9)


def test_a_note_of_a_million_characters_is_refused_whatever_a_file_may_have(any_size):
    assert "1,000,000 characters" in refused(raw(content(Mark("c1", "clear", note="x" * 1_000_000))))


def test_a_hundred_thousand_marks_are_refused_whatever_a_file_may_have(any_size):
    assert "100,000 marks" in refused(raw(content(*(Mark("c1", "clear") for _ in range(100_000)))))


def test_there_may_be_so_many_marks_and_no_more(any_size):
    names = [f"c{n}" for n in range(MOST_MARKS + 1)]
    world = a_world(*((name, "a", n, 1, 1) for n, name in enumerate(names)))
    assert len(marks.parse(raw(content(*(Mark(name, "clear") for name in names[:-1]))), world)) == MOST_MARKS
    assert f" {len(names):,} marks;" in refused(raw(content(*(Mark(name, "clear") for name in names))), world)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}"), ('[{"":', "}]"), ("[", ""), ('{"a":', "")])
def test_a_hundred_thousand_levels_are_refused_wherever_they_stand(any_size, place, begin, end):
    assert "lists within lists" in refused(with_text(place, begin * 100_000 + "1" + end * 100_000))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}")])
def test_no_depth_is_too_deep_for_a_sentence(place, begin, end):
    for depth in [*range(1, 20), *range(850, 1_010, 2), 1_500, 3_000, 9_000, 10_500]:
        refused(with_text(place, begin * depth + "1" + end * depth))


@pytest.mark.parametrize("place", ["the whole", "note"])
def test_a_file_of_very_many_names_is_refused(place):
    data = with_text(place, "{" + ",".join(f'"{n:x}":1' for n in range(19_000)) + "}")
    assert len(data) < LARGEST_FILE
    assert "twice" not in refused(data)


# Hostile words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", [HOSTILE, "<b>", "\n", "\r", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\ud800", "'\"\n"]
)
@pytest.mark.parametrize("place", [*ROOT, "claim", "state", "type", "name of a part", "name of a field", "name twice"])
def test_no_word_of_a_file_breaks_the_line_of_the_message(place, bad):
    value = a_file()
    if place in ROOT:
        value[place] = bad
    elif place in FIELDS:
        value["marks"][0][place] = bad
    elif place == "name of a part":
        value[bad] = bad
    elif place == "name of a field":
        value["marks"][0][bad] = bad
    name = json.dumps(bad)
    refused(f"{{{name}: 1, {name}: 1}}".encode() if place == "name twice" else raw(value))


def test_a_note_with_a_page_in_it_is_refused_for_its_control_characters_without_being_repeated():
    said = refused(raw(content(Mark("c1", "clear", note=HOSTILE))))
    assert "script" not in said


def test_a_hostile_word_is_shown_as_far_as_it_fits():
    said = refused(raw(content(Mark("c1", "<b>" + "x" * 1_000))))
    assert "'<b>xxx" in said and "…" in said


# Anything at all -------------------------------------------------------------------------------------

any_text = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from([*ROOT, *FIELDS, *STATES, "c1"])
any_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4),
    max_leaves=12,
)
any_mark = st.fixed_dictionaries(
    {
        "claim": st.sampled_from(NAMES) | any_value,
        "state": st.sampled_from(STATES) | any_value,
        "type": st.sampled_from(["", *TYPES]) | any_value,
        "note": any_text | any_value,
    }
)


@st.composite
def changed_files(draw):
    """A right file with one change: a byte, a name, a value or the end."""
    given = draw(some_marks)
    change = draw(st.sampled_from(["byte", "more", "less", "end", "name", "value"]))
    if change in ("name", "value"):
        value = content(*given.values())
        where = draw(st.sampled_from([value, *value["marks"]]))
        name = draw(st.sampled_from(list(where)))
        if change == "value":
            where[name] = draw(any_value)
        else:
            where[draw(any_text)] = where.pop(name)
        return raw(value)
    data = bytearray(marks.dump(given).encode())
    place = draw(st.integers(0, len(data) - 1))
    if change == "byte":
        data[place] ^= draw(st.integers(1, 255))
    elif change == "more":
        data[place:place] = draw(st.binary(min_size=1, max_size=4))
    else:
        del data[place : place + 1 if change == "less" else None]
    return bytes(data)


def assert_read_or_refused(data):
    """A file is refused in one line, or gives marks that can be written and are then read as they were."""
    try:
        found = marks.parse(data, WORLD)
    except MarksError as problem:
        assert_one_line(str(problem))
    else:
        assert all(isinstance(mark, Mark) and mark.claim == name for name, mark in found.items())
        assert marks.parse(marks.dump(found).encode(), WORLD) == found


@settings(max_examples=150)
@given(st.binary() | st.text().map(str.encode) | st.text(alphabet='[]{}",:0e-tn\\u ', max_size=30).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    assert_read_or_refused(data)


@settings(max_examples=150)
@example({"marks": []})
@given(any_value)
def test_any_json_is_read_or_refused(value):
    assert_read_or_refused(raw(value))
    assert_read_or_refused(raw(a_file() | {"marks": value}))
    assert_read_or_refused(raw(a_file() | {"marks": [value]}))


@settings(max_examples=150)
@example([asdict(Mark("c1", "clear", note="\ud800"))])
@given(st.lists(any_mark, max_size=3))
def test_any_marks_are_read_or_refused(rows):
    assert_read_or_refused(raw(a_file() | {"marks": rows}))


@settings(max_examples=250)
@given(changed_files())
def test_a_right_file_with_any_one_change_is_read_or_refused(data):
    assert_read_or_refused(data)


# How far two readings agree --------------------------------------------------------------------------

LARGE = a_world(*((f"c{n}", "az"[n % 2], n % 5 + 1, n, n) for n in range(40)))
readings = st.lists(st.tuples(*[st.sampled_from(["", None, *"abc", *"ab"])] * 2), max_size=40).map(
    lambda pairs: [{f"c{n}": pair[side] for n, pair in enumerate(pairs) if pair[side] is not None} for side in (0, 1)]
)


def nominal_alpha(pairs):
    """One less observed over expected disagreement, for two readers and names, with nothing missing."""
    pairs = list(pairs)
    if not pairs:
        return math.nan
    n = 2 * len(pairs)
    counts = Counter(value for pair in pairs for value in pair)
    observed = Fraction(sum(one != other for one, other in pairs), len(pairs))
    expected = 1 - Fraction(sum(count * (count - 1) for count in counts.values()), n * (n - 1))
    return float(1 - observed / expected) if expected else math.nan


def about(value):
    return pytest.approx(value, nan_ok=True, abs=1e-9)


@settings(max_examples=150)
@given(readings)
def test_a_comparison_counts_what_both_say_and_how_far_they_agree(both):
    one, other = both
    common = [name for name in one if one[name] and other.get(name)]
    pairs = [(one[name], other[name]) for name in common]
    found = marks.compare(LARGE, one, other, "Type")
    assert (found.field, found.both) == ("Type", len(common))
    assert found.alpha == about(nominal_alpha(pairs))
    assert found.alpha == about(agreement.alpha(pairs))
    assert found.differences.columns.tolist() == ["claim", "one", "other"]
    assert sorted(found.differences.itertuples(index=False, name=None)) == sorted(
        (name, one[name], other[name]) for name in common if one[name] != other[name]
    )


@given(readings)
def test_who_comes_first_changes_only_the_columns(both):
    one, other = both
    there, back = marks.compare(LARGE, one, other, "Type"), marks.compare(LARGE, other, one, "Type")
    assert (there.both, there.alpha) == (back.both, about(back.alpha))
    assert there.differences.values.tolist() == back.differences[["claim", "other", "one"]].values.tolist()


@given(st.permutations(NAMES), st.permutations(NAMES), st.sets(st.sampled_from(NAMES)))
def test_differences_stand_in_the_order_of_the_texts(first, second, alike):
    one = {name: "a" for name in first}
    other = {name: "a" if name in alike else "b" for name in second}
    found = marks.compare(WORLD, one, other, "Type").differences
    assert found["claim"].tolist() == [name for name in IN_ORDER if name not in alike]
    assert set(found["one"]) <= {"a"} and set(found["other"]) <= {"b"}


def test_differences_stand_in_the_order_of_the_real_texts(tables):
    one = {name: "mine" for name in sorted(tables["claims"]["claim"], reverse=True)}
    found = marks.compare(tables, one, dict.fromkeys(one, "yours"), "Type").differences[["claim"]]
    rows = found.merge(tables["claims"]).merge(tables["documents"][["document", "order"]])
    places = list(rows[["order", "paragraph", "first_word"]].itertuples(index=False, name=None))
    assert len(places) == len(one)
    assert places == sorted(places)


def test_claims_that_begin_with_the_same_word_stand_in_one_order_whatever_was_marked_first():
    world = a_world(("c1", "a", 1, 1, 9), ("c2", "a", 1, 1, 4))
    found = [
        marks.compare(world, dict.fromkeys(names, "a"), dict.fromkeys(names, "b"), "Type").differences["claim"].tolist()
        for names in (["c1", "c2"], ["c2", "c1"])
    ]
    assert found[0] == found[1]


def test_marks_can_be_compared_with_the_reference(tables):
    reference = dict(zip(tables["claims"]["claim"], tables["claims"]["type"], strict=True))
    found = marks.compare(tables, reference, reference, "Type")
    assert (found.both, found.alpha, len(found.differences)) == (len(reference), 1, 0)


NOTHING = [
    ({}, {}),
    ({"c1": "a"}, {}),
    ({"c1": "a"}, {"c2": "a"}),
    ({"c1": ""}, {"c1": "a"}),
    ({"c1": "a"}, {"c1": ""}),
]


@pytest.mark.parametrize(("one", "other"), NOTHING)
def test_with_no_claim_in_common_there_is_nothing_to_compare(one, other):
    found = marks.compare(WORLD, one, other, "Type")
    assert (found.both, len(found.differences)) == (0, 0)
    assert math.isnan(found.alpha)
    said = marks.in_words(found)
    assert said.startswith("Type: no claim ") and "nothing to compare" in said
    assert "nan" not in said and "lpha" not in said


# In words --------------------------------------------------------------------------------------------

DIFFER, AGREE, FEW = "The readings differ", "agree well enough", "so few claims"


def words(both=30, alpha=0.5, differences=3):
    frame = pd.DataFrame([("c1", "a", "b")] * differences, columns=["claim", "one", "other"])
    return marks.in_words(marks.Comparison("Type", both, alpha, frame))


@example(0.67)
@example(math.nextafter(0.67, 0))
@example(1.0)
@example(0.0)
@example(-1.0)
@given(st.floats(-1, 1))
def test_below_an_alpha_of_0_67_readings_differ_and_from_there_on_they_agree(alpha):
    said = words(alpha=alpha)
    assert (DIFFER in said) == (alpha < 0.67)
    assert (AGREE in said) == (alpha >= 0.67)


@given(st.integers(1, 2_000), st.floats(-1, 1), st.integers(1, 40))
def test_alpha_is_said_with_the_number_of_claims_and_of_differences(both, alpha, differences):
    said = words(both, alpha, differences)
    shown, number = said.partition("Alpha is ")[2].split(". ")[0].split(" for n = ")
    assert float(shown) == pytest.approx(alpha, abs=0.0051)
    assert int(number) == both
    assert said.startswith(f"Type: {both} claim{'s have' if both > 1 else ' has'} ")
    assert f" differ on {differences}. " in said
    assert said.isprintable() and said.endswith(".")


@pytest.mark.parametrize(("both", "few"), [(1, True), (19, True), (20, False), (200, False)])
def test_with_fewer_than_twenty_claims_it_is_said_that_they_are_few(both, few):
    assert (FEW in words(both, 0.5)) == (FEW in words(both, 0.9)) == few


def test_no_difference_is_said_in_a_word():
    assert "differ on none." in words(alpha=1.0, differences=0)


@pytest.mark.parametrize("size", [1, 2, 40])
def test_where_only_one_value_was_given_alpha_cannot_be_computed(size):
    one = {f"c{n}": "a" for n in range(size)}
    found = marks.compare(LARGE, one, dict(one), "Type")
    assert math.isnan(found.alpha)
    said = marks.in_words(found)
    assert "cannot be computed" in said and "differ on none." in said
    assert "nan" not in said and DIFFER not in said and AGREE not in said and FEW not in said


@given(readings)
def test_any_two_readings_can_be_put_into_words(both):
    found = marks.compare(LARGE, *both, "How it reads")
    said = marks.in_words(found)
    assert said.startswith("How it reads: ") and said.endswith(".") and "nan" not in said
    assert (DIFFER in said) == (found.alpha < 0.67)
