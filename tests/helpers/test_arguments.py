"""Reasons and objections; the kind of an objection follows from its target."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import arguments
from helpers.arguments import Box
from helpers.tables import Tables

ATTACK = ["attack", "document", "text", "source_claim", "target_claim", "target_argument", "basis", "note"]


def a_world(*attacks):
    """One text with five claims: c1 and c2 support c3, c3 supports c4, and c5 stands alone."""
    claims = [(f"c{n}", "d", n // 2 + 1, 10 - n, f"claim {n}", "thesis" if n == 4 else "main") for n in range(1, 6)]
    return Tables(
        {
            "documents": pd.DataFrame({"document": ["d", "other"]}),
            "claims": pd.DataFrame(
                claims, columns=["claim", "document", "paragraph", "first_word", "text", "importance"]
            ),
            "arguments": pd.DataFrame(
                [
                    ("r2", "d", 2, "second", "c4", "cause", "w2", "stated"),
                    ("r1", "d", 1, "first", "c3", "analogy", "w1", "supplied by us"),
                ],
                columns=["argument", "document", "order", "label", "conclusion", "scheme", "warrant", "warrant_basis"],
            ),
            "premises": pd.DataFrame({"argument": ["r1", "r2", "r1"], "claim": ["c2", "c3", "c1"]}),
            "attacks": pd.DataFrame(attacks, columns=ATTACK),
        }
    )


def attack(claim="", argument="", document="d", text="but"):
    return ("a", document, text, "", claim, argument, "supplied by us", "a note")


@pytest.mark.parametrize(
    ("target", "kind", "words"),
    [
        (attack(argument="r1"), "undercut", "the step in the reason “first”"),
        (attack(claim="c1"), "undermine", "“claim 1”"),
        (attack(claim="c4"), "rebut", "“claim 4”"),
    ],
)
def test_the_kind_of_an_objection_follows_from_its_target(target, kind, words):
    found = arguments.objections(a_world(target), "d")
    assert found.to_dict("records") == [
        {"text": "but", "kind": kind, "target": words, "basis": "supplied by us", "note": "a note"}
    ]


def test_a_conclusion_that_is_also_a_premise_is_undermined():
    assert arguments.objections(a_world(attack(claim="c3")), "d")["kind"].tolist() == ["undermine"]


def test_objections_keep_their_order_and_belong_to_one_text():
    made = a_world(attack(claim="c4"), attack(claim="c5", document="other"), attack(argument="r2"), attack(claim="c2"))
    assert arguments.objections(made, "d")["kind"].tolist() == ["rebut", "undercut", "undermine"]


def test_no_objection_is_an_empty_table_with_its_columns():
    found = arguments.objections(a_world(), "d")
    assert found.empty
    assert found.columns.tolist() == ["text", "kind", "target", "basis", "note"]


def test_an_objection_to_a_claim_that_does_not_exist_is_refused_with_the_choices():
    with pytest.raises(KeyError, match=r"'c9'.*c1, c2, c3, c4, c5"):
        arguments.objections(a_world(attack(claim="c9")), "d")


def test_reasons_stand_in_order_with_their_premises_in_the_order_of_the_text():
    first, second = arguments.reasons(a_world(), "d")
    assert (first.name, first.label, first.scheme, first.warrant, first.warrant_basis) == (
        "r1",
        "first",
        "analogy",
        "w1",
        "supplied by us",
    )
    assert first.conclusion["text"] == "claim 3"
    assert [row.claim for row in first.premises] == ["c1", "c2"]
    assert second.name == "r2"
    assert [row.claim for row in second.premises] == ["c3"]


def test_premises_of_one_paragraph_stand_in_the_order_of_their_words():
    made = a_world()
    made["claims"].loc[:, "paragraph"] = 1
    assert [row.claim for row in arguments.reasons(made, "d")[0].premises] == ["c2", "c1"]


def test_a_text_without_reasons_has_none():
    assert arguments.reasons(a_world(), "other") == []


# The map ---------------------------------------------------------------------------------------------


def test_the_map_of_a_small_text():
    made = a_world(attack(claim="c1", text="no 1"), attack(argument="r2", text="no 2"), attack(claim="c5", text="no 3"))
    assert arguments.argument_map(made, "d") == [
        Box(0, "thesis", "claim 4", 3),
        Box(1, "reason", "second"),
        Box(2, "premise", "claim 3", 2),
        Box(2, "warrant", "w2"),
        Box(3, "undercuts", "no 2"),
        Box(0, "conclusion", "claim 3", 2),
        Box(1, "reason", "first"),
        Box(2, "premise", "claim 1", 1),
        Box(3, "undermines", "no 1"),
        Box(2, "premise", "claim 2", 2),
        Box(2, "warrant", "w1"),
        Box(0, "claim", "claim 5", 3),
        Box(1, "rebuts", "no 3"),
    ]


def test_an_objection_to_a_conclusion_that_is_also_a_premise_stands_once_below_the_premise():
    boxes = arguments.argument_map(a_world(attack(claim="c3")), "d")
    assert [(box.role, boxes[place - 1].role) for place, box in enumerate(boxes) if box.text == "but"] == [
        ("undermines", "premise")
    ]


def test_a_thesis_that_only_an_objection_concerns_stands_first_too():
    made = a_world(attack(claim="c5"))
    made["claims"].loc[:, "importance"] = ["main"] * 4 + ["thesis"]
    first, second, *_ = arguments.argument_map(made, "d")
    assert (first.role, first.text, second.role) == ("thesis", "claim 5", "rebuts")


def test_a_text_without_reasons_and_objections_has_an_empty_map():
    assert arguments.argument_map(a_world(attack(claim="c1")), "other") == []


def frame(rows, columns):
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)


@st.composite
def worlds(draw):
    """Any text: some claims, at most one of them a thesis, with any reasons and objections."""
    size = draw(st.integers(2, 6))
    names = [f"c{n}" for n in range(size)]
    thesis = draw(st.integers(0, size))
    claims = [
        (name, "d", draw(st.integers(1, 3)), n, f"claim {n}", "thesis" if n == thesis else "main")
        for n, name in enumerate(names)
    ]
    conclusions = draw(st.lists(st.sampled_from(names), max_size=4))
    reasons = [f"r{n}" for n in range(len(conclusions))]
    premises = [
        (reason, name)
        for reason, conclusion in zip(reasons, conclusions, strict=True)
        for name in draw(st.sets(st.sampled_from([one for one in names if one != conclusion]), min_size=1))
    ]
    targets = draw(st.lists(st.sampled_from([*names, *reasons]), max_size=5))
    return Tables(
        {
            "documents": pd.DataFrame({"document": ["d"]}),
            "claims": frame(claims, ["claim", "document", "paragraph", "first_word", "text", "importance"]),
            "arguments": frame(
                [
                    (reason, "d", n, f"reason {n}", conclusion, "cause", f"warrant {n}", "stated")
                    for n, (reason, conclusion) in enumerate(zip(reasons, conclusions, strict=True))
                ],
                ["argument", "document", "order", "label", "conclusion", "scheme", "warrant", "warrant_basis"],
            ),
            "premises": frame(premises, ["argument", "claim"]),
            "attacks": frame(
                [
                    attack(*(("", one) if one in reasons else (one, "")), text=f"objection {n}")
                    for n, one in enumerate(targets)
                ],
                ATTACK,
            ),
        }
    )


def assert_whole(tables, document):
    """A map has every reason, premise, warrant and objection of a text once, each where it belongs."""
    boxes = arguments.argument_map(tables, document)
    by_role = {}
    for box in boxes:
        by_role.setdefault(box.role, []).append(box.text)
    given = arguments.reasons(tables, document)
    assert sorted(by_role.get("reason", [])) == sorted(one.label for one in given)
    assert sorted(by_role.get("warrant", [])) == sorted(one.warrant for one in given)
    conclusions = {one.conclusion.text for one in given}
    tops = [box.text for box in boxes if box.depth == 0]
    assert len(tops) == len(set(tops)) and conclusions <= set(tops)
    if "thesis" in by_role:
        assert boxes[0].role == "thesis"

    parents, above = [], {}  # the box that each stands below, and the last box of each depth so far
    for box in boxes:
        parents.append(above.get(box.depth - 1))
        above = {depth: one for depth, one in above.items() if depth < box.depth} | {box.depth: box}
        assert (parents[-1] is None) == (box.depth == 0)
    for reason in given:
        place = next(n for n, box in enumerate(boxes) if box == Box(1, "reason", reason.label))
        below = [box for box, parent in zip(boxes, parents, strict=True) if parent is boxes[place]]
        assert parents[place].text == reason.conclusion.text
        assert [box.text for box in below] == [*(row.text for row in reason.premises), reason.warrant]
        assert [box.role for box in below] == ["premise"] * len(reason.premises) + ["warrant"]

    objections = arguments.objections(tables, document)
    kinds = dict(zip(objections["text"], objections["kind"] + "s", strict=True))
    against = [(box, place) for place, box in enumerate(boxes) if box.role in ("rebuts", "undermines", "undercuts")]
    assert sorted(box.text for box, _ in against) == sorted(kinds)
    warrants = {one.name: one.warrant for one in given}
    for box, place in against:
        row = tables.row("attacks", document=document, text=box.text)
        target = warrants.get(row.target_argument) or tables.row("claims", claim=row.target_claim).text
        assert (box.role, parents[place].text) == (kinds[box.text], target)
        # Only other objections to the same thing stand between.
        assert boxes[place - 1] is parents[place] or parents[place - 1] is parents[place]
    return boxes


@given(worlds())
def test_everything_stands_once_and_an_objection_directly_below_what_it_concerns(tables):
    assert_whole(tables, "d")


def test_the_maps_of_the_real_texts_are_whole(tables):
    for name in tables["documents"]["document"]:
        boxes = assert_whole(tables, name)
        assert sum(box.role == "reason" for box in boxes) == len(tables.rows("arguments", document=name))
        for box in boxes:
            if box.depth == 0 or box.role == "premise":
                assert tables.row("claims", document=name, text=box.text).paragraph == box.paragraph
            else:
                assert box.paragraph == 0


def test_a_map_of_an_unknown_text_is_refused_with_the_choices():
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: d, other"):
        arguments.argument_map(a_world(), "nobody")


def test_a_claim_knows_the_reasons_that_rest_on_it(tables):
    made = a_world()
    assert [one.label for one in arguments.supports(made, "c1")] == ["first"]
    assert [one.label for one in arguments.supports(made, "c3")] == ["second"]
    assert arguments.supports(made, "c4") == []
    found = {(one.argument, name) for name in tables["claims"]["claim"] for one in arguments.supports(tables, name)}
    assert found == set(tables["premises"].itertuples(index=False, name=None))


# The real tables -------------------------------------------------------------------------------------


def test_every_reason_and_objection_of_the_tables_can_be_shown(tables):
    kinds = set()
    for name in tables["documents"]["document"]:
        found = arguments.reasons(tables, name)
        assert [one.name for one in found] == tables["arguments"].query("document == @name").sort_values("order")[
            "argument"
        ].tolist()
        assert all(len(one.premises) for one in found)
        kinds |= set(arguments.objections(tables, name)["kind"])
    assert kinds <= {"undercut", "undermine", "rebut"}


def test_an_unknown_text_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nobody'.*pompeo.*cornell"):
        arguments.reasons(tables, "nobody")


def test_objections_to_an_unknown_text_are_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nobody'.*pompeo.*cornell"):
        arguments.objections(tables, "nobody")
