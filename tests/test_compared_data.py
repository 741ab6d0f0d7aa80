"""What the comparison and the deliberation are made of agrees with itself and treats every text alike."""

import re
from itertools import combinations, permutations

import pytest

from helpers import documents
from helpers.tables import listed

LONGEST_NOTE = 30
SIDES = {"supports", "opposes"}
CALLS_FOR = {"case": "sentence", "reason": "argument", "data point": "record_check", "objection": "attack"}
CRITERIA = ["source", "structure", "evidence", "fairness"]
LEVELS = ["beginning", "developing", "secure", "strong"]
NOT_GRADED = re.compile(
    r"\b(positions?|opinions?|recommend\w*|stances?|sides? taken|agree\w*|conclusions?|convictions?|beliefs?)\b",
    re.IGNORECASE,
)


def places(tables):
    """The text and the paragraph of every claim, by its name."""
    frame = tables["claims"]
    return dict(zip(frame["claim"], zip(frame["document"], frame["paragraph"], strict=True), strict=True))


def in_file(frame):
    return frame.to_dict("records")


def words(*texts):
    return sum(len(documents.words(text)) for text in texts)


def assert_numbered(orders):
    assert sorted(orders) == list(range(1, len(orders) + 1))


# Reading mentions of paragraphs ----------------------------------------------------------------------

MENTION = re.compile(r"\b[Pp]aragraphs? (\d+(?:(?:, | and |, and | to |–)\d+)*)")


def numbers_of(mention):
    """The numbers in "4", "4 and 12", "4, 6 and 12", "4 to 6" or "4–6"."""
    found = []
    for part in re.split(r", and |, | and ", mention):
        first, *last = map(int, re.split(" to |–", part))
        found += range(first, last[0] + 1) if last else [first]
    return found


def names_of(tables):
    """What a text may be called: each word of its label that no other label has."""
    found = {}
    for row in in_file(tables["documents"]):
        for word in re.findall(r"[^\W\d_]+", row["label"]):
            if word != "and":
                found.setdefault(word, set()).add(row["document"])
    return {word: texts.pop() for word, texts in found.items() if len(texts) == 1}


def mentions(text, names):
    """The paragraphs that a text cites: pairs of the text that was named last before, or nothing, and a number."""
    found, named = [], None
    for token in re.finditer(rf"{MENTION.pattern}|\b(?P<name>{'|'.join(map(re.escape, names))})\b", text):
        if token["name"]:
            named = names[token["name"]]
        else:
            found += [(named, number) for number in numbers_of(token[1])]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann writes so (paragraph 3).", [("a", 3)]),
        ("Paragraph 3, by Ann, and paragraphs 4–5", [(None, 3), ("a", 4), ("a", 5)]),
        ("Ann and Bob (paragraphs 3 to 5).", [("b", 3), ("b", 4), ("b", 5)]),
        ("By Ann, paragraphs 3 and 12; Bob differs (paragraph 7).", [("a", 3), ("a", 12), ("b", 7)]),
        ("Ann (paragraphs 1, 4 and 9 to 10) and again (paragraph 2)", [*(("a", n) for n in (1, 4, 9, 10)), ("a", 2)]),
        ("Joanna's paragraph 4", [(None, 4)]),
        ("Ann's paragraphs, 4 of them; subparagraph 5", []),
    ],
)
def test_mentions_of_paragraphs_are_read(text, expected):
    assert mentions(text, {"Ann": "a", "Bob": "b"}) == expected


def test_every_text_has_a_name_that_no_other_has(tables):
    assert set(names_of(tables).values()) == set(documents.labels(tables))


# Positions -------------------------------------------------------------------------------------------


def test_the_claims_of_a_position_are_of_its_text_and_its_paragraphs_in_order(tables):
    claims = tables["claims"].set_index("claim")
    for row in in_file(tables["positions"]):
        shown = claims.loc[listed(row["claims"])]
        place = (row["proposition"], row["document"])
        assert set(shown["document"]) <= {row["document"]}, place
        assert set(shown["paragraph"].map(str)) <= set(listed(row["paragraphs"])), place
        in_text = claims.index.get_indexer(shown.index).tolist()
        assert in_text == sorted(set(in_text)), place


def test_every_stance_is_shown_by_a_claim(tables):
    without = tables["positions"].query("stance != 'silent' and claims == ''")
    assert not len(without), without[["proposition", "document"]]


def test_a_text_takes_a_stance_on_what_its_reasons_bear_on(tables):
    stands = tables["positions"].set_index(["proposition", "document"])["stance"]
    bearing = [(name, row["document"]) for row in in_file(tables["arguments"]) for name in listed(row["propositions"])]
    assert bearing
    assert [place for place in bearing if stands[place] not in SIDES] == []
    assert tables["arguments"]["propositions"].map(listed).map(lambda names: len(set(names)) == len(names)).all()


# Answers ---------------------------------------------------------------------------------------------


def test_every_text_answers_every_other_exactly_once(tables):
    place = places(tables)
    pairs = [(place[row["source_claim"]][0], place[row["target_claim"]][0]) for row in in_file(tables["answers"])]
    assert all(source != target for source, target in pairs)
    assert sorted(pairs) == sorted(permutations(documents.labels(tables), 2))


def test_an_answer_is_named_for_its_texts(tables):
    place = places(tables)
    for row in in_file(tables["answers"]):
        source, target = (place[row[column]][0] for column in ("source_claim", "target_claim"))
        assert row["answer"] == f"{source}-to-{target}"


def test_a_note_on_an_answer_is_short_and_cites_the_paragraph_of_the_answer(tables):
    place = places(tables)
    long, elsewhere = {}, {}
    for row in in_file(tables["answers"]):
        if words(row["note"]) > LONGEST_NOTE:
            long[row["answer"]] = words(row["note"])
        cited = {number for _, number in mentions(row["note"], names_of(tables))}
        if cited - {place[row["source_claim"]][1]}:
            elsewhere[row["answer"]] = cited, place[row["source_claim"]]
    assert long == {}
    assert elsewhere == {}


# Points that several texts make ----------------------------------------------------------------------


def test_what_a_text_builds_on_a_point_stands_in_that_text(tables):
    place = places(tables)
    known = set(zip(tables["paragraphs"]["document"], tables["paragraphs"]["paragraph"], strict=True))
    for row in in_file(tables["same_point"]):
        found = {(place[row["claim"]][0], int(number)) for number in listed(row["paragraphs"])}
        assert found and found <= known, (row["point"], row["claim"])


def test_a_claim_is_the_whole_of_one_point_at_most(tables):
    whole = tables["same_point"].query("extent == 'the whole claim'")
    assert len(whole)
    assert whole.loc[whole["claim"].duplicated(keep=False), ["claim", "point"]].to_numpy().tolist() == []


# Packets ---------------------------------------------------------------------------------------------


def test_a_row_of_a_packet_fills_the_column_that_its_part_calls_for(tables):
    frame = tables["packets"]
    assert set(frame["part"]) == set(CALLS_FOR)
    for row in in_file(frame.assign(sentence=frame["sentence"].astype("string").fillna(""))):
        filled = {column for column in CALLS_FOR.values() if row[column] != ""}
        assert filled == {CALLS_FOR[row["part"]]}, row


def test_what_stands_in_a_packet_belongs_to_the_text_that_is_named(tables):
    place = places(tables)
    slots = tables["slots"].query("slot == 'strongest form'")
    owns = {
        "case": dict.fromkeys(zip(slots["document"], slots["order"], strict=True)),
        "reason": dict(zip(tables["arguments"]["argument"], tables["arguments"]["document"], strict=True)),
        "data point": {row["record_check"]: place[row["claim"]][0] for row in in_file(tables["record_checks"])},
        "objection": dict(zip(tables["attacks"]["attack"], tables["attacks"]["document"], strict=True)),
    }
    for row in in_file(tables["packets"]):
        cell = row[CALLS_FOR[row["part"]]]
        if row["part"] == "case":
            assert (row["document"], cell) in owns["case"], row
        else:
            assert owns[row["part"]][cell] == row["document"], row


def test_a_packet_is_numbered_and_has_nothing_twice(tables):
    frame = tables["packets"]
    for _, rows in frame.groupby(["packet", "part"]):
        assert_numbered(rows["order"].tolist())
    assert not frame.duplicated(["packet", "part", "document", *CALLS_FOR.values()]).any()


# Steps, roles and what is graded ---------------------------------------------------------------------


def test_the_steps_of_the_deliberation_fit_into_an_hour(tables):
    assert_numbered(tables["phases"]["order"].tolist())
    assert tables["phases"]["minutes"].ge(1).all() and tables["phases"]["minutes"].sum() <= 60


def test_there_are_roles_for_two_three_and_four_and_for_one_alone(tables):
    assert_numbered(tables["roles"]["order"].tolist())
    assert tables["roles"].sort_values("order")["people"].tolist() == ["two", "three", "four", "alone"]


def test_four_criteria_are_graded_in_their_order(tables):
    assert_numbered(tables["rubric"]["order"].tolist())
    assert tables["rubric"].sort_values("order")["criterion"].str.lower().tolist() == CRITERIA


def test_no_level_of_a_criterion_is_like_another(tables):
    for row in in_file(tables["rubric"]):
        assert len({row[level] for level in LEVELS}) == len(LEVELS), row["criterion"]


def test_nothing_that_is_graded_is_a_position(tables):
    cells = {(row["criterion"], level): row[level] for row in in_file(tables["rubric"]) for level in LEVELS}
    cells |= {(row["criterion"], "name"): row["criterion"] for row in in_file(tables["rubric"])}
    assert {place: match[0] for place, cell in cells.items() if (match := NOT_GRADED.search(cell))} == {}


@pytest.mark.parametrize("cell", ["Has a clear opinion.", "Recommends the better means.", "The right position."])
def test_a_position_among_what_is_graded_would_be_found(cell):
    assert NOT_GRADED.search(cell)


# Models ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tables):
    """The rows of every model in order, by its name."""
    return {name: in_file(rows.sort_values("order")) for name, rows in tables["models"].groupby("model", sort=False)}


def test_there_are_models_of_different_recommendations(models):
    recommended = {name: {row["recommendation"] for row in rows} for name, rows in models.items()}
    assert len(models) >= 2
    assert all(len(found) == 1 for found in recommended.values()), recommended
    assert len(set().union(*recommended.values())) == len(models), recommended


def test_models_are_as_long_as_each_other(models):
    sizes = {name: words(*(row["text"] for row in rows)) for name, rows in models.items()}
    for one, other in combinations(sizes.values(), 2):
        assert abs(one - other) <= 0.05 * min(one, other), sizes


def test_models_have_the_same_parts_in_the_same_order(models):
    first, *others = ([row["part"] for row in rows] for rows in models.values())
    assert all(parts == first for parts in others) and len(set(first)) == len(first)
    for rows in models.values():
        assert_numbered([row["order"] for row in rows])


def test_a_model_cites_three_paragraphs_of_two_texts_at_least(tables, models):
    for name, rows in models.items():
        cited = {one for row in rows for one in mentions(row["text"], names_of(tables))}
        assert len(cited) >= 3 and len({text for text, _ in cited}) >= 2, (name, cited)


def test_a_paragraph_that_a_model_cites_is_that_of_a_named_text_and_exists(tables, models):
    known = set(zip(tables["paragraphs"]["document"], tables["paragraphs"]["paragraph"], strict=True))
    for name, rows in models.items():
        for row in rows:
            unknown = set(mentions(row["text"], names_of(tables))) - known
            assert unknown == set(), (name, row["part"])
