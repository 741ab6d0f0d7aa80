"""Reasons and objections; the kind of an objection follows from its target."""

import pandas as pd
import pytest

from helpers import arguments
from helpers.tables import Tables

ATTACK = ["attack", "document", "text", "source_claim", "target_claim", "target_argument", "basis", "note"]


def a_world(*attacks):
    """One text with five claims: c1 and c2 support c3, c3 supports c4, and c5 stands alone."""
    claims = [(f"c{n}", "d", n // 2 + 1, 10 - n, f"claim {n}") for n in range(1, 6)]
    return Tables(
        {
            "documents": pd.DataFrame({"document": ["d", "other"]}),
            "claims": pd.DataFrame(claims, columns=["claim", "document", "paragraph", "first_word", "text"]),
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


def attack(claim="", argument="", document="d"):
    return ("a", document, "but", "", claim, argument, "supplied by us", "a note")


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
    assert first.premises["claim"].tolist() == ["c1", "c2"]
    assert second.name == "r2"
    assert second.premises["claim"].tolist() == ["c3"]


def test_premises_of_one_paragraph_stand_in_the_order_of_their_words():
    made = a_world()
    made["claims"].loc[:, "paragraph"] = 1
    assert arguments.reasons(made, "d")[0].premises["claim"].tolist() == ["c2", "c1"]


def test_a_text_without_reasons_has_none():
    assert arguments.reasons(a_world(), "other") == []


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
