"""Both sides get as much, made of nothing but the tables; what both sides share is theirs and complete."""

import re
from itertools import chain

import pandas as pd
import pytest

from helpers import deliberation, documents, positions
from helpers.deliberation import CASE, DATA_POINT, OBJECTION, PARTS, QUESTION, REASON, SIDES
from helpers.tables import Tables, listed

STRONGEST = "strongest form"


def shuffled(tables):
    return Tables({name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()})


@pytest.fixture(scope="module")
def sides(tables):
    """The texts that take each side of the question, in order of publication."""
    stands = tables["positions"].query("proposition == @QUESTION").set_index("document")["stance"]
    return {
        side: [name for name in documents.labels(tables) if stands[name] == stance] for side, stance in SIDES.items()
    }


@pytest.fixture(scope="module")
def packets(tables):
    return {side: deliberation.packet(tables, side) for side in SIDES}


@pytest.fixture(scope="module")
def everything(tables, sides):
    """The tables with all that could stand in a packet in it, and with their rows in another order."""
    rows = []
    for side, texts in sides.items():
        slots = tables["slots"].query("slot == @STRONGEST and document in @texts")
        checks = tables["record_checks"].merge(tables["claims"][["claim", "document"]], on="claim")
        parts = {
            CASE: slots.rename(columns={"order": "sentence"})[["document", "sentence"]],
            REASON: tables["arguments"][["document", "argument"]],
            DATA_POINT: checks[["document", "record_check"]],
            OBJECTION: tables["attacks"][["document", "attack"]],
        }
        for part, frame in parts.items():
            frame = frame[frame["document"].isin(texts)]
            rows.append(frame.assign(packet=side, part=part, order=range(1, len(frame) + 1)))
    frame = pd.concat(rows)[tables["packets"].columns]
    return shuffled(Tables({**tables, "packets": frame.astype({"sentence": "Int64"})}))


def difference(one, other):
    return abs(one - other) / min(one, other)


# R20 -------------------------------------------------------------------------------------------------


def test_both_packets_give_as_much_to_read(packets):
    sizes = {side: one.words for side, one in packets.items()}
    assert difference(*sizes.values()) <= 0.05, sizes


@pytest.mark.parametrize("part", PARTS)
def test_both_packets_have_as_many_entries_of_each_part(packets, part):
    one, other = (packet.count(part) for packet in packets.values())
    assert one == other > 0


def test_the_words_of_a_packet_are_all_that_stands_in_it(packets):
    for one in packets.values():
        lines = [line for entry in one.entries for line in entry.lines]
        said = " ".join(chain.from_iterable([*one.stances, *lines]))
        assert one.words == len(documents.words(said))
        assert one.words > sum(len(documents.words(words)) for _, words in lines)


def test_the_entries_of_a_part_are_counted(packets):
    for one in packets.values():
        assert {part: one.count(part) for part in PARTS} == pd.Series(
            [e.part for e in one.entries]
        ).value_counts().to_dict()
        assert one.count("nothing") == 0


# Whose packet it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_every_text_of_a_side_and_none_of_another_has_a_case_a_reason_and_a_data_point(packets, sides, side):
    assert sides[side]
    for part in (CASE, REASON, DATA_POINT):
        found = {entry.document for entry in packets[side].entries if entry.part == part}
        assert found == set(sides[side]), part
    assert {entry.document for entry in packets[side].entries} == set(sides[side])


@pytest.mark.parametrize("side", SIDES)
def test_a_packet_names_the_texts_of_its_side_with_where_and_what_they_say(tables, everything, sides, side):
    labels = documents.labels(tables)
    found = deliberation.packet(everything, side)
    assert found.side == side
    assert [label for label, _ in found.stances] == [labels[name] for name in sides[side]]
    for name, (_, said) in zip(sides[side], found.stances, strict=True):
        row = tables.row("positions", proposition=QUESTION, document=name)
        where, _, rest = said.partition(". ")
        assert re.findall(r"\d+", where) == listed(row.paragraphs) and where.startswith("paragraph")
        assert rest == row.note + (f" Condition: {row.condition}." if row.condition else "")


def test_a_text_that_is_mixed_or_silent_on_the_question_stands_in_no_packet(tables):
    frame = tables["positions"].copy()
    asked = frame["proposition"] == QUESTION
    for stance in ("mixed", "silent"):
        frame.loc[asked, "stance"] = stance
        made = Tables({**tables, "positions": frame})
        assert [deliberation.packet(made, side).stances for side in SIDES] == [(), ()]


def test_there_is_no_third_side(tables):
    with pytest.raises(KeyError):
        deliberation.packet(tables, "both")


# Where the words come from ---------------------------------------------------------------------------


def rows_of(tables, side):
    """The rows of ``packets`` of one side in the order in which they are read."""
    frame = tables["packets"].query("packet == @side")
    frame = frame.assign(place=frame["part"].map(PARTS.index)).sort_values(["place", "order"])
    return [row for _, row in frame.iterrows()]


def only(frame, **key):
    for column, value in key.items():
        frame = frame[frame[column] == value]
    (row,) = (row for _, row in frame.iterrows())
    return row


def said_by(tables, row):
    """What the tables say that a row of ``packets`` refers to: in order, pairs of the sources of a line and its words.

    The sources are all words that may stand before a line, beside the few fixed ones.
    """
    claims = tables["claims"]
    if row["part"] == CASE:
        slot = only(tables["slots"], document=row["document"], slot=STRONGEST, order=row["sentence"])
        where = [slot["basis"], *(listed(slot["paragraphs"]) if slot["basis"] == "stated" else [])]
        return [(where, slot["text"])]
    if row["part"] == REASON:
        reason = only(tables["arguments"], argument=row["argument"])
        premises = claims[
            claims["claim"].isin(tables["premises"].query("argument == @reason.argument")["claim"])
        ].sort_values(["paragraph", "first_word"])
        conclusion = only(claims, claim=reason["conclusion"])
        return [
            ([], reason["label"]),
            *([(([str(one.paragraph)]), one.text) for one in premises.itertuples()]),
            ([reason["warrant_basis"]], reason["warrant"]),
            ([str(conclusion["paragraph"])], conclusion["text"]),
        ]
    if row["part"] == DATA_POINT:
        check = only(tables["record_checks"], record_check=row["record_check"])
        claim = only(claims, claim=check["claim"])
        every = tables["record_checks"].query("claim == @claim.claim")
        every = pd.concat([every.query("record_check == @row.record_check"), every]).drop_duplicates("record_check")
        said = [([str(claim["paragraph"])], claim["text"])]
        for one in every.itertuples():
            day = [str(one.as_of.day), one.as_of.strftime("%B"), str(one.as_of.year)]
            said += [([], one.question), (day, f"{one.result}.")]
        return said
    attack = only(tables["attacks"], attack=row["attack"])
    return [([attack["basis"]], attack["text"])]


FIXED = {
    CASE: ["paragraphs?", "and"],
    REASON: ["Reason", "Premise", "Warrant", "So", "paragraph"],
    DATA_POINT: ["The text says", "Looked up", "As of", "paragraph"],
    OBJECTION: [],
}


def beside(about, fixed):
    """What stands before a line, without the fixed words and without brackets and commas."""
    rest = re.sub(rf"\b({'|'.join(fixed)})\b", "", about) if fixed else about
    return re.sub(r"[\[\](),]", " ", rest).split()


def assert_from_the_tables(tables, side):
    found = deliberation.packet(tables, side)
    rows = rows_of(tables, side)
    assert [(one.part, one.document) for one in found.entries] == [(row["part"], row["document"]) for row in rows]
    for entry, row in zip(found.entries, rows, strict=True):
        expected = said_by(tables, row)
        assert [words for _, words in entry.lines] == [words for _, words in expected]
        for (about, _), (sources, _) in zip(entry.lines, expected, strict=True):
            assert about.strip()
            assert beside(about, FIXED[entry.part]) == " ".join(sources).split(), about


@pytest.mark.parametrize("side", SIDES)
def test_every_word_of_a_packet_comes_from_the_tables(tables, side):
    assert_from_the_tables(tables, side)


@pytest.mark.parametrize("side", SIDES)
def test_every_word_comes_from_the_tables_whatever_stands_in_a_packet(everything, side):
    assert_from_the_tables(everything, side)


def test_a_reason_is_read_from_its_label_over_premises_and_warrant_to_what_follows(everything):
    kinds = {
        entry.lines for side in SIDES for entry in deliberation.packet(everything, side).entries if entry.part == REASON
    }
    for lines in kinds:
        first, *premises, warrant, last = (about.split()[0] for about, _ in lines)
        assert (first, set(premises), warrant, last) == ("Reason", {"Premise"}, "Warrant", "So")


# What both sides share -------------------------------------------------------------------------------


def shared_by_counting(tables):
    """The questions, other than the one itself, and the stances on them that texts of both sides have."""
    grid = tables["positions"].pivot(index="proposition", columns="document", values="stance")
    found = []
    for row in tables["propositions"].sort_values("order").itertuples():
        stands = pd.DataFrame({"side": grid.loc[QUESTION], "stance": grid.loc[row.proposition]})
        for stance in SIDES.values():
            has = set(stands.loc[stands["stance"] == stance, "side"])
            if row.proposition != QUESTION and has >= set(SIDES.values()):
                found.append((row.proposition, stance))
    return found


def assert_shared(tables):
    labels = documents.labels(tables)
    texts = tables["propositions"].set_index("proposition")["text"]
    expected = shared_by_counting(tables)
    found = deliberation.shared(tables)
    assert [(question, stance) for question, stance, _ in found] == [(texts[name], stance) for name, stance in expected]
    for (name, _), (_, _, rows) in zip(expected, found, strict=True):
        assert [label for label, _ in rows] == list(labels.values())
        for document, (_, said) in zip(labels, rows, strict=True):
            row = tables.row("positions", proposition=name, document=document)
            stance, _, rest = said.partition(", ")
            where, _, condition = rest.partition("; condition: ")
            assert stance.split("\u00a0") == [positions.STANCES[row.stance], row.stance]
            if row.stance == "silent":
                assert rest == ""
            else:
                assert re.findall(r"\d+", where) == listed(row.paragraphs)
                assert condition == row.condition
    return expected


def test_the_third_packet_has_exactly_what_both_sides_share_with_every_text(tables):
    assert assert_shared(shuffled(tables))


@pytest.mark.parametrize("seed", range(20))
def test_the_third_packet_is_right_whatever_the_stances(tables, seed):
    frame = tables["positions"]
    drawn = frame["stance"].sample(frac=1, random_state=seed).tolist()
    assert_shared(Tables({**tables, "positions": frame.assign(stance=drawn)}))


@pytest.mark.parametrize("stance", ["supports", "opposes"])
def test_both_sides_can_share_support_and_opposition_and_one_side_alone_shares_nothing(tables, stance):
    frame = tables["positions"]
    asked = frame["proposition"] == QUESTION
    all_alike = Tables({**tables, "positions": frame.assign(stance=frame["stance"].where(asked, stance))})
    assert {(one, told) for one, told, _ in deliberation.shared(all_alike)} == {
        (text, stance) for name, text in positions.propositions(tables).items() if name != QUESTION
    }
    one_side = Tables({**tables, "positions": frame.assign(stance=stance)})
    assert deliberation.shared(one_side) == []
