"""What follows from a reader's marks: the labelling against its definitions, cases and changes against the tables."""

import inspect
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise, product
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import arguments, positions, what_if
from helpers.tables import Tables, listed
from helpers.what_if import (
    ACCEPT,
    AGAINST,
    DOUBT,
    FOR,
    IN,
    MARKS,
    OBJECTION,
    OUT,
    PREMISE,
    REJECT,
    UNDECIDED,
    WARRANT,
    Case,
    Change,
    Item,
    Line,
    framework,
    grounded,
    of_document,
    of_proposition,
    outcome,
    questions,
)

WHOLE, PART = "the whole claim", "part of the claim"
LABELS = (OUT, UNDECIDED, IN)  # from the lowest to the highest
RISING = (REJECT, DOUBT, ACCEPT)

# Small worlds ----------------------------------------------------------------------------------------


def text_of(name):
    """Return the text that a claim, a reason or an objection belongs to: "a" for "a-1"."""
    return name.split("-")[0]


def reason(name, premises, conclusion, warrant="", about=""):
    return {"argument": name, "premises": premises.split(), "conclusion": conclusion,
            "warrant": warrant or f"what {name} takes for granted", "propositions": about}  # fmt: skip


def frame(rows, columns):
    return pd.DataFrame([[row[one] for one in columns.split()] for row in rows], columns=columns.split())


def a_world(*reasons, against=None, same=(), stances=None, texts=""):
    """Texts with claims such as "a-1", the first one of text a.

    ``against`` gives the target of each objection, ``same`` are triples of a point, a claim and an extent, and
    ``stances`` gives for each question the stance of each text (silent for none).
    """
    against, stances = against or {}, stances or {}
    named = {one for row in reasons for one in (*row["premises"], row["conclusion"])}
    named |= {claim for _, claim, _ in same} | {one for one in against.values() if "-r" not in one}
    texts = texts.split() or sorted({text_of(one) for one in named})
    return Tables(
        {
            "documents": pd.DataFrame(
                {"document": texts, "order": range(len(texts)), "label": [one.upper() for one in texts]}
            ),
            "claims": pd.DataFrame(
                [(one, text_of(one), int(one.split("-")[1]), 1, f"what {one} says") for one in sorted(named)],
                columns=["claim", "document", "paragraph", "first_word", "text"],
            ),
            "arguments": frame(
                [{**row, "document": text_of(row["argument"]), "order": n, "label": f"reason {row['argument']}",
                  "scheme": "cause", "warrant_basis": "supplied by us"} for n, row in enumerate(reasons)],
                "argument document order label conclusion scheme warrant warrant_basis propositions",
            ),
            "premises": frame(
                [{"argument": row["argument"], "claim": one} for row in reasons for one in row["premises"]],
                "argument claim",
            ),
            "attacks": frame(
                [{"attack": name, "document": text_of(name), "text": f"but {name}",
                  "target_claim": "" if "-r" in one else one, "target_argument": one if "-r" in one else ""}
                 for name, one in against.items()],
                "attack document text target_claim target_argument",
            ),
            "same_point": pd.DataFrame(list(same), columns=["point", "claim", "extent"]),
            "shared_points": frame(
                [{"point": one, "text": f"the point {one}"} for one in dict.fromkeys(point for point, *_ in same)],
                "point text",
            ),
            "propositions": pd.DataFrame(
                [(one, -n, f"the question {one}") for n, one in enumerate(stances)],
                columns=["proposition", "order", "text"],
            ),
            "positions": pd.DataFrame(
                [(one, text, stance.get(text, "silent")) for one, stance in stances.items() for text in texts],
                columns=["proposition", "document", "stance"],
            ),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def real(tables):
    """The case of every text and of every question of the tables, by its name."""
    return all_cases(tables)


def all_cases(tables):
    found = {name: of_document(tables, name) for name in tables["documents"]["document"]}
    return found | {name: of_proposition(tables, name) for name in positions.propositions(tables)}


def all_marked(case, mark=ACCEPT, kinds=(PREMISE, WARRANT)):
    return {name: mark for name, item in case.items.items() if item.kind in kinds}


def any_marks(case, seed):
    """Return some marks, in some cases mostly one of the three."""
    random = Random(seed)
    choices = [None, *MARKS] + [random.choice(MARKS)] * random.choice([0, 4, 12])
    marks = {name: random.choice(choices) for name in case.items}
    return {name: mark for name, mark in marks.items() if mark}


def told(found):
    """Return all that an outcome says, whatever the order in which it says it."""
    assert len(found.changes) == len(set(found.changes))
    return found.lines, found.targets, found.items, set(found.changes)


# The labelling ---------------------------------------------------------------------------------------


def a_framework(size, attacks, seed):
    """Return a framework with about ``attacks`` attacks on each of its things, also by themselves."""
    random = Random(seed)
    nodes = [(f"n{n}",) for n in range(size)]
    return {node: [other for other in nodes if random.random() * size < attacks] for node in nodes}


def frameworks(most):
    return st.builds(
        a_framework, st.integers(0, most), st.sampled_from([0.3, 0.7, 1, 1.5, 2, 4]), st.integers(0, 2**32)
    )


def complete_labellings(attackers):
    """All labellings in which in: what is attacked by nothing but out; out: what is attacked by something in."""
    nodes = list(attackers)
    attacked_by = [sum({1 << nodes.index(other) for other in attackers[node]}) for node in nodes]
    for labels in product((IN, OUT, UNDECIDED), repeat=len(nodes)):
        being_in = sum(1 << n for n, label in enumerate(labels) if label == IN)
        not_out = sum(1 << n for n, label in enumerate(labels) if label != OUT)
        if all(
            (label == IN) == (not against & not_out) and (label == OUT) == bool(against & being_in)
            for label, against in zip(labels, attacked_by, strict=True)
        ):
            yield dict(zip(nodes, labels, strict=True))


def things_in(labels):
    return {node for node, label in labels.items() if label == IN}


def least_fixpoint(attackers):
    """The label of each thing by what the empty set defends, what this defends, and so on (Dung 1995)."""
    defended, before = set(), None
    while defended != before:
        before = defended
        beaten = {node for node, against in attackers.items() if before & set(against)}
        defended = {node for node, against in attackers.items() if set(against) <= beaten}
    return {node: IN if node in defended else OUT if node in beaten else UNDECIDED for node in attackers}


@pytest.mark.parametrize(
    ("attacks", "expected"),
    [
        ({}, {}),
        ({"a": ""}, {"a": IN}),
        ({"a": "a"}, {"a": UNDECIDED}),
        ({"a": "b", "b": "a"}, {"a": UNDECIDED, "b": UNDECIDED}),
        ({"a": "b", "b": "c", "c": ""}, {"a": IN, "b": OUT, "c": IN}),
        ({"a": "c", "b": "a", "c": "b"}, dict.fromkeys("abc", UNDECIDED)),
        ({"a": "c", "b": "a", "c": "bd", "d": ""}, {"a": IN, "b": OUT, "c": OUT, "d": IN}),
        ({"a": "ab", "b": ""}, {"a": OUT, "b": IN}),
        ({"a": "bb", "b": "cc", "c": ""}, {"a": IN, "b": OUT, "c": IN}),  # an attack that is named twice is one
        ({"a": "b", "b": "ac", "c": "c", "d": ""}, {"a": UNDECIDED, "b": UNDECIDED, "c": UNDECIDED, "d": IN}),
        ({"a": "b", "b": "ac", "c": ""}, {"a": IN, "b": OUT, "c": IN}),
    ],
)
def test_the_labels_of_small_frameworks(attacks, expected):
    found = grounded({(node,): [(other,) for other in against] for node, against in attacks.items()})
    assert found == {(node,): label for node, label in expected.items()}


def random_frameworks(sizes):
    """Return 400 different frameworks, in which each of the labels occurs often."""
    random, found = Random(len(sizes)), []
    while len(found) < 400:
        one = a_framework(random.choice(sizes), random.choice([0.7, 1, 1.5, 2]), random.random())
        if one not in found:
            found.append(one)
    counts = Counter(label for one in found for label in least_fixpoint(one).values())
    assert min(counts[label] for label in LABELS) > len(found) / 2
    return found


def test_the_labelling_is_the_complete_one_with_the_least_in():
    for attackers in random_frameworks(range(3, 8)):
        every = list(complete_labellings(attackers))
        least = [one for one in every if all(things_in(one) <= things_in(other) for other in every)]
        assert [grounded(attackers)] == least


def test_the_labelling_is_the_least_that_defends_itself():
    for attackers in random_frameworks(range(8, 61)):
        assert grounded(attackers) == least_fixpoint(attackers)


def test_the_two_ways_to_check_the_labelling_agree():
    for attackers in random_frameworks(range(3, 6)):
        every = list(complete_labellings(attackers))
        assert least_fixpoint(attackers) == min(every, key=lambda labels: len(things_in(labels)))


@given(frameworks(12), st.randoms(use_true_random=False))
def test_the_order_and_the_kind_of_collection_do_not_matter(attackers, random):
    shuffled = {node: random.sample(against, len(against)) * 2 for node, against in attackers.items()}
    shuffled = dict(random.sample(list(shuffled.items()), len(shuffled)))
    assert grounded(shuffled) == grounded({node: set(against) for node, against in attackers.items()})


def downstream_of(attackers, start):
    """Return what a thing attacks, what this attacks, and so on, with the thing itself."""
    found, size = {start}, 0
    while len(found) > size:
        size = len(found)
        found |= {node for node, against in attackers.items() if found & set(against)}
    return found


@settings(max_examples=180)
@given(frameworks(20), st.data())
def test_a_part_that_attacks_nothing_outside_has_its_labels_from_those_of_the_rest(attackers, data):
    starts = data.draw(st.sets(st.sampled_from(list(attackers)))) if attackers else set()
    part = set().union(*(downstream_of(attackers, start) for start in starts))
    whole = grounded(attackers)
    rest = {node: label for node, label in whole.items() if node not in part}
    found = grounded({node: attackers[node] for node in attackers if node in part}, rest)
    assert found == {node: whole[node] for node in part}


@settings(max_examples=180)
@given(frameworks(20), st.data())
def test_what_is_not_downstream_of_a_change_keeps_its_label_and_the_rest_can_be_labelled_alone(attackers, data):
    nodes = list(attackers) or [("n0",)]
    changed = data.draw(st.sampled_from(nodes))
    new = {**attackers, changed: data.draw(st.sets(st.sampled_from(nodes)))}
    part = downstream_of(attackers, changed)
    before = grounded(attackers)
    assert grounded(new) == before | grounded({node: new[node] for node in part}, before)


def test_labels_that_are_given_count_only_for_attackers_outside():
    inside, outside = ("inside",), ("outside",)
    for given_label, label in ((IN, OUT), (OUT, IN), (UNDECIDED, UNDECIDED)):
        assert grounded({inside: {outside}}, {outside: given_label, inside: UNDECIDED}) == {inside: label}


@contextmanager
def little_room_to_call():
    """Let functions call each other 60 deep from here on, and no deeper."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 60)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def test_a_long_chain_is_labelled_from_its_end():
    chain = {(str(n),): {(str(n + 1),)} if n < 20_000 else set() for n in range(20_001)}
    with little_room_to_call():
        found = grounded(chain)
    assert all(found[(str(n),)] == (OUT if n % 2 else IN) for n in range(20_001))


def test_a_long_chain_of_objections_is_followed_to_its_end():
    names = [f"o{n}" for n in range(100)]
    items = {"p": Item("p", PREMISE, "p"), **{one: Item(one, OBJECTION, one) for one in names}}
    case = Case(items, [Line("l", "l", "d", ("p",), "t", ("l",))], {"t": "t"},
                tuple(zip(names, ["p", *names], strict=False)))  # fmt: skip
    marks = dict.fromkeys(items, ACCEPT)
    with little_room_to_call():
        found = outcome(case, marks)
    assert found.targets == {"t": IN}
    assert set(found.changes) == single_changes(case, marks)
    set_aside = set(names[::2])  # whatever their mark: the next one, which counts, meets them
    assert {one.item for one in found.changes} == set(items) - set_aside


# What can be marked, and what counts once -----------------------------------------------------------


def test_the_case_of_a_small_text():
    made = a_world(
        reason("a-r1", "a-2 a-1", "a-8"), reason("a-r2", "a-3", "a-9"),
        against={"a-o1": "a-1", "a-o2": "a-r2", "a-o3": "a-9", "a-o4": "a-7", "b-o5": "a-1"}, texts="a b",
    )  # fmt: skip
    case = of_document(made, "a")
    assert {name: (item.name, item.kind, item.text, item.against) for name, item in case.items.items()} == {
        "a-1": ("a-1", PREMISE, "what a-1 says", ""),
        "a-2": ("a-2", PREMISE, "what a-2 says", ""),
        "a-3": ("a-3", PREMISE, "what a-3 says", ""),
        "warrant of a-r1": ("warrant of a-r1", WARRANT, "what a-r1 takes for granted", ""),
        "warrant of a-r2": ("warrant of a-r2", WARRANT, "what a-r2 takes for granted", ""),
        "a-o1": ("a-o1", OBJECTION, "but a-o1", "“what a-1 says”"),
        "a-o2": ("a-o2", OBJECTION, "but a-o2", "the step in “reason a-r2”"),
        "a-o3": ("a-o3", OBJECTION, "but a-o3", "“what a-9 says”"),
    }
    assert case.lines == [
        Line("a-r1", "reason a-r1", "a", ("a-1", "a-2", "warrant of a-r1"), "a-8", ("a-r1",)),
        Line("a-r2", "reason a-r2", "a", ("a-3", "warrant of a-r2"), "a-9", ("a-r2",)),
    ]
    assert case.targets == {"a-8": "what a-8 says", "a-9": "what a-9 says"}
    assert case.attacks == (("a-o1", "a-1"), ("a-o2", "a-r2"), ("a-o3", "a-9"))
    assert case.rivals == ()
    assert {name: [row.claim for row in item.claims] for name, item in case.items.items() if item.claims} == {
        name: [name] for name in ("a-1", "a-2", "a-3")
    }


def test_the_case_of_a_text_without_reasons_is_empty():
    made = a_world(reason("a-r1", "a-1", "a-9"), against={"b-o1": "b-1"}, texts="a b")
    assert of_document(made, "b") == Case({}, [], {})
    assert told(outcome(of_document(made, "b"), {})) == ({}, {}, {}, set())


def test_the_case_of_a_small_question_has_the_reasons_of_both_sides():
    made = a_world(
        reason("a-r1", "a-1", "a-9", about="q"), reason("a-r2", "a-2", "a-9", about="not_q; other"),
        reason("b-r1", "b-1", "b-9", about="other; q"), reason("c-r1", "c-1", "c-9", about="q"),
        reason("d-r1", "d-1", "d-9", about="q"), reason("e-r1", "e-1", "e-9", about="q"),
        stances={"q": {"a": "opposes", "b": "supports", "c": "mixed", "d": "silent", "e": "opposes"}, "other": {}},
        against={"a-o1": "a-1"}, texts="e d c b a",
    )  # fmt: skip
    case = of_proposition(made, "q")
    assert [(line.name, line.document, line.target) for line in case.lines] == [
        ("e-r1", "e", AGAINST),
        ("b-r1", "b", FOR),
        ("a-r1", "a", AGAINST),
    ]
    assert list(case.targets) == [FOR, AGAINST] and set(case.rivals) == {FOR, AGAINST}
    assert {item.kind for item in case.items.values()} == {PREMISE, WARRANT}
    for texts in (["a"], {"b", "e"}, ("c", "nobody"), []):
        lines = of_proposition(made, "q", texts).lines
        assert [line.document for line in lines] == [text for text in "eba" if text in texts]


FIVE = "abcde"


def five_texts(*extents):
    """Five texts, each with a reason for the question q from its one premise, on a point that they declare."""
    return a_world(
        *(reason(f"{text}-r1", f"{text}-1", f"{text}-9", warrant=f"by {text}", about="q") for text in FIVE),
        same=[("p", f"{text}-1", extent) for text, extent in zip(FIVE, extents, strict=True) if extent],
        stances={"q": dict.fromkeys(FIVE, "supports")},
    )


@pytest.mark.parametrize("extents", list(product((WHOLE, PART, ""), repeat=5)))
def test_only_claims_that_say_the_whole_point_are_one_item(extents):
    case = of_proposition(five_texts(*extents), "q")
    whole = [f"{text}-1" for text, extent in zip(FIVE, extents, strict=True) if extent == WHOLE]
    merged = whole if len(whole) > 1 else []
    needed = {"p" if f"{text}-1" in merged else f"{text}-1" for text in FIVE}
    assert {name for name, item in case.items.items() if item.kind == PREMISE} == needed
    assert [line.items for line in case.lines] == [
        ("p" if f"{text}-1" in merged else f"{text}-1", f"warrant of {text}-r1") for text in FIVE
    ]
    for name in needed:
        item = case.items[name]
        assert [row.claim for row in item.claims] == (merged if name == "p" else [name])
        assert item.text == ("the point p" if name == "p" else f"what {name} says")


def test_one_mark_on_a_point_that_five_texts_declare_the_same_counts_for_all_of_them():
    case = of_proposition(five_texts(*[WHOLE] * 5), "q")
    marks = all_marked(case)
    assert len(marks) == 1 + 5
    for mark, label in zip(RISING, LABELS, strict=True):
        found = outcome(case, {**marks, "p": mark})
        assert set(found.lines.values()) == {label} == {found.targets[FOR]}
    assert all(
        item.text != "the point p" for item in of_proposition(five_texts(*[WHOLE] * 5), "q", ["a"]).items.values()
    )


def test_a_claim_that_says_one_point_in_part_and_another_as_a_whole_stands_for_the_other():
    reasons = [reason(f"{text}-r1", f"{text}-1", f"{text}-9", about="q") for text in "abc"]
    same = [("p", "a-1", PART), ("p", "b-1", WHOLE), ("p", "c-1", WHOLE), ("r", "a-1", WHOLE), ("r", "d-1", WHOLE)]
    case = of_proposition(a_world(*reasons, same=same, stances={"q": dict.fromkeys("abc", "supports")}), "q")
    assert [line.items[0] for line in case.lines] == ["r", "p", "p"]
    assert case.items["r"].text == "what a-1 says"  # no other reason here says it


def test_claims_of_one_text_that_are_declared_the_same_are_one_item():
    made = a_world(reason("a-r1", "a-1 a-2", "a-9"), same=[("p", "a-1", WHOLE), ("p", "a-2", WHOLE)])
    case = of_document(made, "a")
    assert case.lines[0].items == ("p", "warrant of a-r1")
    assert [row.claim for row in case.items["p"].claims] == ["a-1", "a-2"]
    assert case.items["p"].text == "the point p"


@pytest.mark.parametrize(("name", "same"), [("a-2", []), ("p", [("p", "a-2", WHOLE), ("p", "b-1", WHOLE)])])
def test_a_claim_that_two_reasons_need_is_one_item(name, same):
    case = of_document(a_world(reason("a-r1", "a-1 a-2", "a-9"), reason("a-r2", "a-2 a-3", "a-9"), same=same), "a")
    assert [line.items[:-1] for line in case.lines] == [("a-1", name), (name, "a-3")]
    assert [row.claim for row in case.items[name].claims] == ["a-2"]
    assert case.items[name].text == "what a-2 says"
    found = outcome(case, {**all_marked(case), name: REJECT})
    assert set(found.lines.values()) == {OUT}


def restated(**more):
    """A reason that text a gives twice, in another order, and text b once, with premises that say the same."""
    return a_world(
        reason("a-r1", "a-1 a-2", "a-9", warrant="w", about="q"),
        reason("a-r2", "a-4 a-3", "a-9", warrant="w", about="q"),
        reason("b-r1", "b-1 b-2", "b-9", warrant="w", about="q"),
        reason("b-r2", "b-1 b-3", "b-9", warrant="w", about="q"),
        same=[(point, f"{text}", WHOLE) for point, said in (("p", "a-1 a-4 b-1"), ("r", "a-2 a-3 b-2"))
              for text in said.split()],
        stances={"q": {"a": "supports", "b": "supports"}}, **more,
    )  # fmt: skip


def test_a_reason_that_is_restated_with_premises_that_say_the_same_is_one_line():
    case = of_proposition(restated(), "q")
    assert [(line.name, line.document, line.label, line.said) for line in case.lines] == [
        ("a-r1", "a", "reason a-r1", ("a-r1", "a-r2", "b-r1")),
        ("b-r2", "b", "reason b-r2", ("b-r2",)),
    ]
    assert set(case.items) == {"p", "r", "b-3", "warrant of a-r1", "warrant of b-r2"}
    assert [row.claim for row in case.items["p"].claims] == ["a-1", "a-4", "b-1"]


def test_a_reason_with_another_warrant_side_or_conclusion_is_a_line_of_its_own():
    def lines(first, second, stances=("supports", "supports")):
        same = [("p", "a-1", WHOLE), ("p", "b-1", WHOLE)]
        made = a_world(first, second, same=same, stances={"q": dict(zip("ab", stances, strict=True))}, texts="a b")
        return len(of_document(made, "a").lines), len(of_proposition(made, "q").lines)

    one = reason("a-r1", "a-1", "a-9", warrant="w", about="q")
    other = reason("b-r1", "b-1", "b-9", warrant="w", about="q")
    again = reason("a-r2", "a-1", "a-9", warrant="w", about="q")
    assert lines(one, other) == (1, 1)
    assert lines(one, {**other, "warrant": "v"}) == (1, 2)
    assert lines(one, other, ("supports", "opposes")) == (1, 2)
    assert lines(one, again) == (1, 1)
    assert lines(one, {**again, "warrant": "v"}) == (2, 2)
    assert lines(one, {**again, "conclusion": "a-8"}) == (2, 1)  # of the question, both support the same side


def test_an_objection_to_a_reason_that_is_said_again_concerns_the_line_as_a_whole():
    case = of_document(restated(against={"a-o1": "a-r2"}), "a")
    assert case.attacks == (("a-o1", "a-r1"),)
    assert case.items["a-o1"].against == "the step in “reason a-r1”"
    assert outcome(case, {**all_marked(case), "a-o1": ACCEPT}).lines == {"a-r1": OUT}


def test_an_objection_to_a_claim_concerns_the_premise_that_says_the_same():
    made = a_world(
        reason("a-r1", "a-1 a-2", "a-9"), reason("a-r2", "a-3", "a-9"), against={"a-o1": "a-4", "a-o2": "a-3"},
        same=[("p", "a-1", WHOLE), ("p", "a-3", WHOLE), ("p", "a-4", WHOLE)],
    )  # fmt: skip
    case = of_document(made, "a")
    assert case.attacks == (("a-o1", "p"), ("a-o2", "p"))
    assert case.items["a-o1"].against == case.items["a-o2"].against == "“the point p”"
    assert set(outcome(case, {**all_marked(case), "a-o1": ACCEPT}).lines.values()) == {OUT}


@pytest.mark.parametrize("premise", ["a-9", "a-1"])
def test_an_objection_to_a_conclusion_meets_it_also_where_a_premise_says_the_same(premise):
    """Either the conclusion of one reason is itself a premise of another, or a claim declared to say the same is."""
    for same in ([], [("p", "a-9", WHOLE), ("p", "a-1", WHOLE)]):
        made = a_world(reason("a-r1", "a-3", "a-9"), reason("a-r2", premise, "a-8"), against={"a-o1": "a-9"}, same=same)
        case = of_document(made, "a")
        found = outcome(case, {**all_marked(case), "a-o1": ACCEPT})
        assert found.lines["a-r1"] == IN
        assert found.targets["a-9"] == OUT
        assert found.lines["a-r2"] == (OUT if same or premise == "a-9" else IN)


def stand_for(tables, claim):
    """Return the point that a claim says as a whole, if another one says it so too; else the claim."""
    same = tables["same_point"].query("extent == @WHOLE")
    counts = same["point"].value_counts()
    points = [point for point in same.query("claim == @claim")["point"] if counts[point] > 1]
    return points[0] if points else claim


def test_every_premise_warrant_and_objection_of_the_real_texts_can_be_marked_and_nothing_else(tables, real):
    for name in tables["documents"]["document"]:
        case, given_reasons = real[name], arguments.reasons(tables, name)
        needs = {one.name: {stand_for(tables, row.claim) for row in one.premises} for one in given_reasons}
        met = set().union(*needs.values()) | {one.conclusion.claim for one in given_reasons}
        objections = {
            row.attack
            for row in tables.rows("attacks", document=name)
            if row.target_argument in needs or {row.target_claim, stand_for(tables, row.target_claim)} & met
        }
        kinds = {PREMISE: set().union(*needs.values()), OBJECTION: objections}
        for kind, wanted in kinds.items():
            assert {one for one, item in case.items.items() if item.kind == kind} == wanted
        assert sum(item.kind == WARRANT for item in case.items.values()) == len(case.lines)
        said = [one for line in case.lines for one in line.said]
        assert Counter(said) == Counter(one.name for one in given_reasons)
        for line in case.lines:
            for one in line.said:
                assert set(line.items[:-1]) == needs[one]
                assert case.items[line.items[-1]].text == tables.row("arguments", argument=one).warrant
                assert line.target == tables.row("arguments", argument=one).conclusion


def assert_words(tables, case, reasons):
    """Check what each premise of a case says, and which claims say it, against the reasons that need it."""
    said = {}
    for one in reasons:
        for row in one.premises:
            said.setdefault(stand_for(tables, row.claim), {})[row.claim] = row
    found = {name: item for name, item in case.items.items() if item.kind == PREMISE}
    assert set(found) == set(said)
    for name, item in found.items():
        assert {row.claim: row for row in item.claims} == said[name] and len(item.claims) == len(said[name])
        if len(said[name]) == 1:
            assert [item.text] == [row.text for row in said[name].values()]
        else:
            assert item.text == tables.row("shared_points", point=name).text


def test_the_premises_of_the_real_cases_say_what_their_claims_say(tables, real):
    every = {name: arguments.reasons(tables, name) for name in tables["documents"]["document"]}
    for name, given_reasons in every.items():
        assert_words(tables, real[name], given_reasons)
    for question in positions.propositions(tables):
        on_it = [
            one for given_reasons in every.values() for one in given_reasons if one.name in bearing(tables, question)
        ]
        assert_words(tables, real[question], on_it)


def test_the_objections_to_the_real_texts_say_what_they_concern(tables, real):
    for name in tables["documents"]["document"]:
        case = real[name]
        expected, words = set(), {}
        for row in tables.rows("attacks", document=name):
            if row.target_argument:
                (line,) = [line for line in case.lines if row.target_argument in line.said]
                expected.add((row.attack, line.name))
                words[row.attack] = f"the step in “{line.label}”"
                continue
            for one in dict.fromkeys([stand_for(tables, row.target_claim), row.target_claim]):
                if one in case.targets or any(one in line.items for line in case.lines):
                    expected.add((row.attack, one))
                    words[row.attack] = f"“{case.items[one].text if one in case.items else case.targets[one]}”"
        assert set(case.attacks) == expected and len(case.attacks) == len(expected)
        found = {one: item for one, item in case.items.items() if item.kind == OBJECTION}
        assert {one: item.against for one, item in found.items()} == words
        assert {one: item.text for one, item in found.items()} == {
            row.attack: row.text for row in tables.rows("attacks", document=name) if row.attack in words
        }


def bearing(tables, question):
    """Return the reasons that bear on a question, with the side that their text is on, as the tables say it."""
    sides = {row.document: row.stance for row in tables.rows("positions", proposition=question)}
    return {
        row.argument: {"supports": FOR, "opposes": AGAINST}[sides[row.document]]
        for row in tables.rows("arguments")
        if question in listed(row.propositions) and sides[row.document] in ("supports", "opposes")
    }


def test_the_case_of_a_real_question_has_every_reason_on_it_once(tables, real):
    for question in positions.propositions(tables):
        lines = real[question].lines
        assert {one: line.target for line in lines for one in line.said} == bearing(tables, question)
        assert sum(len(line.said) for line in lines) == len(bearing(tables, question))
        for text in tables["documents"]["document"]:
            alone = of_proposition(tables, question, [text])
            wanted = {
                one for one in bearing(tables, question) if tables.row("arguments", argument=one).document == text
            }
            assert {one for line in alone.lines for one in line.said} == wanted


# What follows from the marks -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_reason():
    """One reason with two premises, and an objection to a premise, to the step and to the conclusion."""
    against = {"a-o1": "a-1", "a-o2": "a-r1", "a-o3": "a-9"}
    return of_document(a_world(reason("a-r1", "a-1 a-2", "a-9"), against=against), "a")


NEEDED = ("a-1", "a-2", "warrant of a-r1")


def line_and_target(case, marks):
    found = outcome(case, marks)
    return found.lines["a-r1"], found.targets["a-9"]


def test_without_marks_everything_is_open(one_reason):
    assert line_and_target(one_reason, {}) == (UNDECIDED, UNDECIDED)
    assert outcome(one_reason, {}).items == {
        name: OUT if item.kind == OBJECTION else UNDECIDED for name, item in one_reason.items.items()
    }


def test_without_marks_nothing_is_settled_on_any_real_text_or_question(real):
    for case in real.values():
        found = outcome(case, {})
        assert set(found.lines.values()) <= {UNDECIDED}
        supported = {line.target for line in case.lines}
        assert found.targets == {name: UNDECIDED if name in supported else OUT for name in case.targets}
        assert found.items == {name: OUT if item.kind == OBJECTION else UNDECIDED for name, item in case.items.items()}


def test_a_blank_mark_is_a_doubted_premise_or_a_rejected_objection(real):
    for seed, case in enumerate(real.values()):
        marks = any_marks(case, seed)
        filled = {name: REJECT if item.kind == OBJECTION else DOUBT for name, item in case.items.items()} | marks
        assert told(outcome(case, marks)) == told(outcome(case, filled))


@pytest.mark.parametrize("marks", list(product([None, *MARKS], repeat=3)))
def test_a_reason_is_as_strong_as_the_weakest_thing_that_it_needs(one_reason, marks):
    given_marks = {name: mark for name, mark in zip(NEEDED, marks, strict=True) if mark}
    label = OUT if REJECT in marks else UNDECIDED if DOUBT in marks or None in marks else IN
    assert line_and_target(one_reason, given_marks) == (label, label)
    labels = {ACCEPT: IN, DOUBT: UNDECIDED, REJECT: OUT, None: UNDECIDED}
    found = outcome(one_reason, given_marks).items
    assert [found[name] for name in NEEDED] == [labels[mark] for mark in marks]


@pytest.mark.parametrize("objection", ["a-o1", "a-o2", "a-o3"])
@pytest.mark.parametrize(("mark", "label"), [(ACCEPT, OUT), (DOUBT, UNDECIDED), (REJECT, IN), (None, IN)])
def test_an_objection_counts_once_it_is_accepted_or_doubted(one_reason, objection, mark, label):
    marks = all_marked(one_reason) | ({objection: mark} if mark else {})
    line = IN if objection == "a-o3" else label  # the reason stands, whatever is held against its conclusion
    assert line_and_target(one_reason, marks) == (line, label)
    found = outcome(one_reason, marks).items
    assert found["a-1"] == (label if objection == "a-o1" else IN)
    assert found["a-2"] == found["warrant of a-r1"] == IN


def test_a_doubted_objection_does_not_save_what_is_rejected(one_reason):
    for objection in ("a-o1", "a-o2", "a-o3"):
        marks = {**all_marked(one_reason), "a-2": REJECT, objection: DOUBT}
        assert line_and_target(one_reason, marks) == (OUT, OUT)


def test_an_objection_that_is_itself_met_by_one_does_nothing():
    items = {"p": Item("p", PREMISE, "p"), "o": Item("o", OBJECTION, "o"), "oo": Item("oo", OBJECTION, "oo")}
    case = Case(items, [Line("l", "l", "d", ("p",), "t", ("l",))], {"t": "t"}, (("o", "p"), ("oo", "o")))
    for mark, label in ((ACCEPT, IN), (DOUBT, UNDECIDED), (REJECT, OUT)):
        assert outcome(case, {"p": ACCEPT, "o": ACCEPT, "oo": mark}).targets == {"t": label}


def test_a_target_stands_if_one_reason_for_it_stands():
    case = of_document(a_world(*(reason(f"a-r{n}", f"a-{n}", "a-9") for n in (1, 2))), "a")
    granted = all_marked(case, kinds=[WARRANT])
    for marks in product(MARKS, repeat=2):
        label = IN if ACCEPT in marks else UNDECIDED if DOUBT in marks else OUT
        found = outcome(case, granted | dict(zip(("a-1", "a-2"), marks, strict=True)))
        assert found.targets == {"a-9": label}


@pytest.mark.parametrize(
    ("supporting", "opposing", "label_for", "label_against"),
    [
        (IN, IN, UNDECIDED, UNDECIDED),
        (IN, UNDECIDED, UNDECIDED, UNDECIDED),
        (IN, OUT, IN, OUT),
        (UNDECIDED, UNDECIDED, UNDECIDED, UNDECIDED),
        (UNDECIDED, OUT, UNDECIDED, OUT),
        (OUT, OUT, OUT, OUT),
    ],
)
def test_of_two_sides_one_is_in_only_if_the_other_has_no_reason_left(supporting, opposing, label_for, label_against):
    reasons = [reason(f"{text}-r1", f"{text}-1", f"{text}-9", about="q") for text in "ab"]
    marks = {IN: ACCEPT, UNDECIDED: DOUBT, OUT: REJECT}
    for sides in (("supports", "opposes"), ("opposes", "supports")):
        case = of_proposition(a_world(*reasons, stances={"q": dict(zip("ab", sides, strict=True))}), "q")
        labels = (supporting, opposing) if sides[0] == "supports" else (opposing, supporting)
        given_marks = {f"{text}-1": marks[label] for text, label in zip("ab", labels, strict=True)}
        found = outcome(case, all_marked(case) | given_marks)
        assert found.lines == dict(zip(("a-r1", "b-r1"), labels, strict=True))
        assert found.targets == {FOR: label_for, AGAINST: label_against}


def test_a_side_without_any_reason_is_out():
    made = a_world(reason("a-r1", "a-1", "a-9", about="q"), stances={"q": {"a": "opposes"}, "other": {}})
    case = of_proposition(made, "q")
    assert outcome(case, {}).targets == {FOR: OUT, AGAINST: UNDECIDED}
    assert outcome(case, all_marked(case)).targets == {FOR: OUT, AGAINST: IN}
    assert outcome(of_proposition(made, "other"), {}).targets == {FOR: OUT, AGAINST: OUT}


@st.composite
def cases(draw, cycles=False):
    """Any small case; with ``cycles``, items of every kind attack whatever they like, also each other.

    A claim can be both needed and supported, as it is where the conclusion of one reason is a premise of another.
    """
    premises = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    objections = [f"o{n}" for n in range(draw(st.integers(0, 3)))]
    targets = draw(st.lists(st.sampled_from(["t0", "t1", "t2", "p0"]), min_size=1, max_size=3, unique=True))
    names = [f"l{n}" for n in range(draw(st.integers(0, 4)))]
    items = {name: Item(name, PREMISE, name) for name in premises}
    items |= {f"w {name}": Item(f"w {name}", WARRANT, name) for name in names}
    items |= {name: Item(name, OBJECTION, name) for name in objections}
    lines = []
    for name in names:
        needs = draw(st.lists(st.sampled_from(premises), min_size=1, max_size=3, unique=True))
        lines.append(Line(name, name, "d", (*needs, f"w {name}"), draw(st.sampled_from(targets)), (name,)))
    targetable = dict.fromkeys([*items, *names, *targets])
    pairs = [
        (one, other)
        for one in (items if cycles else objections)
        for other in targetable
        if cycles or other not in objections or one < other
    ]
    attacks = draw(st.lists(st.sampled_from(pairs), max_size=5)) if pairs else []
    rivals = tuple(targets) if draw(st.booleans()) else ()
    return Case(items, lines, dict.fromkeys(targets, "words"), tuple(attacks), rivals)


@st.composite
def marked_cases(draw, cycles=False):
    case = draw(cases(cycles))
    return case, any_marks(case, draw(st.integers(0, 2**32)))


def by_the_words(case, marks):
    """Return the labels as the docstrings put them, without any framework: a minimum of what is needed and so on."""

    def held_against(name):
        return [2 - item(one) for one, other in case.attacks if other == name]

    def item(name):
        unmarked = None if case.items[name].kind == OBJECTION else DOUBT
        return min([{REJECT: 0, None: 0, DOUBT: 1, ACCEPT: 2}[marks.get(name, unmarked)], *held_against(name)])

    lines = {one.name: min([item(name) for name in one.items] + held_against(one.name)) for one in case.lines}
    alone = {
        name: min([max([lines[one.name] for one in case.lines if one.target == name], default=0), *held_against(name)])
        for name in case.targets
    }
    targets = dict(alone)
    for name in case.rivals:
        others = [alone[other] for other in case.rivals if other != name]
        targets[name] = 1 if alone[name] and any(others) else alone[name]
    every = (lines, targets, {name: item(name) for name in case.items})
    return tuple({name: LABELS[value] for name, value in one.items()} for one in every)


@settings(max_examples=180)
@given(marked_cases())
def test_what_follows_is_what_the_words_say(marked):
    found = outcome(*marked)
    assert (found.lines, found.targets, found.items) == by_the_words(*marked)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_what_follows_on_the_real_texts_and_questions_is_what_the_words_say(real, seed):
    for case in real.values():
        marks = any_marks(case, seed)
        found = outcome(case, marks)
        assert (found.lines, found.targets, found.items) == by_the_words(case, marks)


@given(marked_cases(cycles=True), st.integers(2, 9))
def test_saying_a_reason_again_changes_nothing(marked, times):
    assert outcome(*marked, times) == outcome(*marked)
    case, marks = marked
    said = Counter(node[1] for node in framework(case, marks, times) if node[0] == "line")
    assert said == {line.name: times for line in case.lines}


@pytest.mark.parametrize("times", range(1, 10))
def test_saying_the_real_reasons_again_changes_nothing(real, times):
    for case in real.values():
        marks = any_marks(case, times)
        assert outcome(case, marks, times) == outcome(case, marks)


# Properties ------------------------------------------------------------------------------------------


def ranks(labels):
    return {name: LABELS.index(label) for name, label in labels.items()}


def outcomes_on_the_way_up(case, marks, name):
    return [outcome(case, {**marks, name: mark}) for mark in RISING]


def test_the_more_a_premise_or_warrant_is_accepted_the_better_for_its_reasons_and_the_worse_for_their_rivals(real):
    @settings(max_examples=80)
    @given(marked_cases(), st.data())
    def check(marked, data):
        case, marks = marked
        name = data.draw(st.sampled_from([one for one, item in case.items.items() if item.kind != OBJECTION]))
        assert_rises(case, marks, name)

    check()
    for seed, case in enumerate(real.values()):
        for name in [one for one, item in case.items.items() if item.kind != OBJECTION]:
            assert_rises(case, any_marks(case, seed), name)


def assert_rises(case, marks, name):
    found = outcomes_on_the_way_up(case, marks, name)
    own = {line.name for line in case.lines if name in line.items}
    helped = {line.target for line in case.lines if line.name in own}
    for low, high in pairwise(found):
        before, after = ranks(low.lines), ranks(high.lines)
        assert all(before[one] <= after[one] if one in own else before[one] == after[one] for one in before)
        before, after = ranks(low.targets), ranks(high.targets)
        for target in case.targets:
            if len(helped & set(case.rivals)) > 1 and target in case.rivals:
                continue  # it helps both a side and its rival
            if target in helped:
                assert before[target] <= after[target]
            elif helped & set(case.rivals) and target in case.rivals:
                assert before[target] >= after[target]
            else:
                assert before[target] == after[target]


@settings(max_examples=80)
@given(marked_cases(), st.data())
def test_the_more_an_objection_is_accepted_the_worse_for_the_reasons(marked, data):
    case, marks = marked
    objections = [name for name, item in case.items.items() if item.kind == OBJECTION]
    case = replace(case, attacks=tuple(one for one in case.attacks if one[1] not in objections), rivals=())
    for name in objections:
        found = outcomes_on_the_way_up(case, marks, name)
        for low, high in pairwise(found):
            for before, after in ((ranks(low.lines), ranks(high.lines)), (ranks(low.targets), ranks(high.targets))):
                assert all(before[one] >= after[one] for one in before)


@given(marked_cases(cycles=True), st.randoms(use_true_random=False))
def test_the_order_of_what_a_case_holds_does_not_matter(marked, random):
    def shuffled(things):
        return random.sample(list(things), len(things))

    case, marks = marked
    lines = [replace(line, items=tuple(shuffled(line.items))) for line in shuffled(case.lines)]
    items, targets = (dict(shuffled(one.items())) for one in (case.items, case.targets))
    other = Case(items, lines, targets, tuple(shuffled(case.attacks)), tuple(shuffled(case.rivals)))
    assert told(outcome(other, dict(shuffled(marks.items())))) == told(outcome(case, marks))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_rows_does_not_matter(tables, real, seed):
    names = ["documents", "claims", "arguments", "premises", "attacks", "same_point", "shared_points"]
    names += ["positions", "propositions"]
    mixed = {name: tables[name].sample(frac=1, random_state=seed).reset_index(drop=True) for name in names}
    mixed = Tables({**tables, **mixed})
    for about, case in all_cases(mixed).items():
        marks = any_marks(case, seed)
        assert told(outcome(case, marks)) == told(outcome(real[about], marks))
    assert list(questions(mixed).items()) == list(questions(tables).items())


@given(marked_cases(cycles=True), st.sampled_from(MARKS))
def test_marks_on_what_the_case_does_not_have_change_nothing(marked, mark):
    case, marks = marked
    others = {"nobody", "", "warrant of nobody", *(line.name for line in case.lines), *case.targets} - set(case.items)
    assert outcome(case, marks | dict.fromkeys(others, mark)) == outcome(case, marks)


def test_marks_of_another_case_change_nothing(real):
    for case in real.values():
        marks = any_marks(case, 1)
        others = {name: mark for one in real.values() for name, mark in any_marks(one, 2).items()}
        assert outcome(case, others | {name: DOUBT for name in case.items} | marks) == outcome(
            case, {name: DOUBT for name in case.items} | marks
        )


# Which one mark would change a target ----------------------------------------------------------------


def single_changes(case, marks):
    """Return the changes by labelling everything anew with each mark on each item."""

    def targets(some):
        labels = grounded(framework(case, some))
        return {name: labels["target", name] for name in case.targets}

    before, found = targets(marks), set()
    for name, mark in product(case.items, MARKS):
        if marks.get(name) == mark:
            continue
        after = targets({**marks, name: mark})
        found |= {Change(name, mark, target, after[target]) for target in after if after[target] != before[target]}
    return found


def test_the_changes_of_one_reason(one_reason):
    def changes(marks):
        found = outcome(one_reason, marks).changes
        assert {one.target for one in found} <= {"a-9"}
        return {(one.item, one.mark, one.label) for one in found}

    granted = all_marked(one_reason)
    breaking = {(name, mark, label) for name in NEEDED for mark, label in ((DOUBT, UNDECIDED), (REJECT, OUT))}
    objecting = {(name, mark, label) for name in ("a-o1", "a-o2", "a-o3")
                 for mark, label in ((DOUBT, UNDECIDED), (ACCEPT, OUT))}  # fmt: skip
    assert changes(granted) == breaking | objecting
    assert changes({}) == {(name, REJECT, OUT) for name in NEEDED} | {
        (name, ACCEPT, OUT) for name in ("a-o1", "a-o2", "a-o3")
    }
    one_left = {**granted, "a-2": DOUBT}
    assert changes(one_left) == {("a-2", ACCEPT, IN)} | {(name, REJECT, OUT) for name in NEEDED} | {
        (name, ACCEPT, OUT) for name in ("a-o1", "a-o2", "a-o3")
    }
    assert changes({**granted, "a-1": REJECT}) == {("a-1", DOUBT, UNDECIDED), ("a-1", ACCEPT, IN)}
    assert changes({**granted, "a-1": REJECT, "a-2": REJECT}) == set()


def test_a_reason_that_another_one_backs_up_changes_nothing():
    case = of_document(a_world(*(reason(f"a-r{n}", f"a-{n}", "a-9") for n in (1, 2))), "a")
    assert outcome(case, all_marked(case)).changes == []
    found = outcome(case, {**all_marked(case), "a-2": REJECT}).changes
    assert {(one.item, one.mark, one.label) for one in found} == {
        (name, mark, label)
        for name in ("a-1", "warrant of a-r1")
        for mark, label in ((DOUBT, UNDECIDED), (REJECT, OUT))
    }


def test_one_mark_between_two_sides_can_change_both():
    reasons = [reason(f"{text}-r1", f"{text}-1", f"{text}-9", about="q") for text in "ab"]
    case = of_proposition(a_world(*reasons, stances={"q": {"a": "supports", "b": "opposes"}}), "q")
    found = outcome(case, {**all_marked(case)}).changes
    assert {one for one in found if one.item == "b-1"} == {
        Change("b-1", REJECT, FOR, IN),
        Change("b-1", REJECT, AGAINST, OUT),
    }
    assert {one.mark for one in found} == {REJECT} and len(found) == 2 * 4


def test_a_premise_of_two_conclusions_changes_both():
    made = a_world(
        reason("a-r1", "a-1", "a-8"), reason("a-r2", "a-2", "a-9"), same=[("p", "a-1", WHOLE), ("p", "a-2", WHOLE)]
    )
    case = of_document(made, "a")
    found = outcome(case, all_marked(case)).changes
    assert {one for one in found if one.item == "p"} == {
        Change("p", mark, target, label)
        for target in ("a-8", "a-9")
        for mark, label in ((DOUBT, UNDECIDED), (REJECT, OUT))
    }


@settings(max_examples=180)
@given(marked_cases(cycles=True))
def test_the_changes_are_those_that_labelling_everything_anew_shows(marked):
    case, marks = marked
    *_, changes = told(outcome(case, marks))
    assert changes == single_changes(case, marks)


@settings(max_examples=120)
@given(marked_cases())
def test_the_changes_are_those_that_the_words_show(marked):
    case, marks = marked
    before = by_the_words(case, marks)[1]
    expected = set()
    for name, mark in product(case.items, MARKS):
        after = by_the_words(case, {**marks, name: mark})[1]
        expected |= {Change(name, mark, one, after[one]) for one in after if after[one] != before[one]}
    assert set(outcome(case, marks).changes) == expected


@settings(max_examples=8)
@given(st.integers(0, 2**32))
def test_the_changes_on_the_real_texts_and_questions_are_those_that_labelling_everything_anew_shows(real, seed):
    for case in real.values():
        marks = any_marks(case, seed)
        *_, changes = told(outcome(case, marks))
        assert changes == single_changes(case, marks)


@settings(max_examples=8)
@given(st.integers(0, 2**32))
def test_relabelling_what_is_downstream_of_a_mark_gives_every_label_of_the_real_cases(real, seed):
    random = Random(seed)
    for case in real.values():
        marks = any_marks(case, seed)
        attackers = framework(case, marks)
        before = grounded(attackers)
        for name in case.items:
            part = downstream_of(attackers, ("item", name))
            new = framework(case, {**marks, name: random.choice(MARKS)})
            assert grounded(new) == before | grounded({node: new[node] for node in part}, before)


# Questions and unknown names -------------------------------------------------------------------------


def test_a_question_is_one_on_which_reasons_of_two_texts_bear():
    made = a_world(
        reason("a-r1", "a-1", "a-9", about="both; opposed; alone; mixed"),
        reason("a-r2", "a-2", "a-9", about="alone; silent"),
        reason("b-r1", "b-1", "b-9", about="both; opposed; mixed; silent"),
        stances={
            "opposed": {"a": "supports", "b": "opposes"},
            "alone": {"a": "supports", "b": "opposes"},
            "mixed": {"a": "supports", "b": "mixed"},
            "silent": {"a": "supports"},
            "nothing": {"a": "supports", "b": "opposes"},
            "both": {"a": "supports", "b": "supports"},
        },
    )
    assert list(questions(made).items()) == [("both", "the question both"), ("opposed", "the question opposed")]


def test_a_question_on_which_two_texts_give_the_same_reason_is_one_too():
    reasons = [reason(f"{text}-r1", f"{text}-1", f"{text}-9", warrant="w", about="q") for text in "ab"]
    same = [("p", "a-1", WHOLE), ("p", "b-1", WHOLE)]
    made = a_world(*reasons, same=same, stances={"q": {"a": "supports", "b": "supports"}})
    assert [line.said for line in of_proposition(made, "q").lines] == [("a-r1", "b-r1")]
    assert list(questions(made)) == ["q"]


def test_the_questions_of_the_tables_are_those_on_which_reasons_of_two_texts_bear(tables):
    document = dict(zip(tables["arguments"]["argument"], tables["arguments"]["document"], strict=True))
    expected = {
        name: text
        for name, text in positions.propositions(tables).items()
        if len({document[one] for one in bearing(tables, name)}) > 1
    }
    assert list(questions(tables).items()) == list(expected.items())
    assert expected


def test_an_unknown_text_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: a, b"):
        of_document(a_world(reason("a-r1", "a-1", "a-9"), texts="a b"), "nobody")
    with pytest.raises(KeyError, match=r"'nobody'.*" + ", ".join(tables["documents"]["document"])):
        of_document(tables, "nobody")


def test_an_unknown_question_is_refused_with_the_choices(tables):
    made = a_world(reason("a-r1", "a-1", "a-9"), stances={"q": {}, "other": {}})
    with pytest.raises(KeyError, match=r"'nothing'.* is one of: q, other"):
        of_proposition(made, "nothing")
    with pytest.raises(KeyError, match=r"'nothing'.*" + ", ".join(tables["propositions"]["proposition"])):
        of_proposition(tables, "nothing", texts=[])


@pytest.mark.parametrize("name", ["a-1", "warrant of a-r1", "a-o2"])
def test_a_mark_that_does_not_exist_is_refused(one_reason, name):
    with pytest.raises(KeyError, match="maybe"):
        outcome(one_reason, {**all_marked(one_reason), name: "maybe"})


# Fifty texts -----------------------------------------------------------------------------------------

NAMES = {
    "documents": ["document"],
    "claims": ["claim", "document"],
    "arguments": ["argument", "document", "conclusion"],
    "premises": ["argument", "claim"],
    "attacks": ["attack", "document", "target_claim", "target_argument"],
    "positions": ["document"],
    "same_point": ["point", "claim"],
    "shared_points": ["point"],
}
TIMES = 10


def name_of(name, n):
    return f"{name}@{n}" if name and n else name


def copies(tables):
    """Every text ten times, under other names and later in order; the copies share nothing with each other."""
    frames = {"propositions": tables["propositions"]}
    for table, columns in NAMES.items():
        parts = []
        for n in range(TIMES):
            part = tables[table].copy()
            for column in columns:
                part[column] = [name_of(name, n) for name in part[column]]
            if table == "documents":
                part["order"] += n * len(part)
            parts.append(part)
        frames[table] = pd.concat(parts, ignore_index=True)
    return Tables(frames)


def copies_that_agree(tables):
    """Every text ten times, and each of its claims declared to say the same as its copies."""
    made = dict(copies(tables))
    claims = tables["claims"]["claim"].tolist()
    whole = tables["same_point"].query("extent == @WHOLE")
    points = {name: f"the point of {name}" for name in claims} | dict(zip(whole["claim"], whole["point"], strict=True))
    made["same_point"] = pd.DataFrame(
        [(points[name], name_of(name, n), WHOLE) for name in claims for n in range(TIMES)],
        columns=["point", "claim", "extent"],
    )
    made["shared_points"] = pd.DataFrame([(one, f"all say {one}") for one in dict.fromkeys(points.values())],
                                         columns=["point", "text"])  # fmt: skip
    return Tables(made)


def copy_of(name, n):
    """Return the name of an item or a line in the n-th copy."""
    warrant = "warrant of "
    return warrant + name_of(name.removeprefix(warrant), n) if name.startswith(warrant) else name_of(name, n)


@pytest.fixture(scope="module")
def fifty(tables):
    return copies(tables)


def test_fifty_texts_that_share_nothing_are_labelled_as_five(tables, real, fifty):
    assert len(fifty["documents"]) == TIMES * len(tables["documents"])
    for question in questions(tables):
        small, large = real[question], of_proposition(fifty, question)
        assert len(large.lines) == TIMES * len(small.lines) and len(large.items) == TIMES * len(small.items)
        for seed in range(2):
            marks = any_marks(small, seed)
            few = outcome(small, marks)
            with little_room_to_call():
                many = outcome(large, {copy_of(name, n): mark for name, mark in marks.items() for n in range(TIMES)})
            assert many.targets == few.targets
            assert many.lines == {copy_of(name, n): label for name, label in few.lines.items() for n in range(TIMES)}
            assert many.items == {copy_of(name, n): label for name, label in few.items.items() for n in range(TIMES)}


def test_the_copy_of_a_text_is_labelled_as_the_text(tables, real, fifty):
    for n in (1, TIMES - 1):
        for name in tables["documents"]["document"]:
            small, copy = real[name], of_document(fifty, name_of(name, n))
            marks = any_marks(small, n)
            found = outcome(copy, {copy_of(one, n): mark for one, mark in marks.items()})
            before = outcome(small, marks)
            assert found.lines == {copy_of(one, n): label for one, label in before.lines.items()}
            assert found.targets == {copy_of(one, n): label for one, label in before.targets.items()}
            assert set(found.changes) == {
                Change(copy_of(one.item, n), one.mark, copy_of(one.target, n), one.label) for one in before.changes
            }


def test_fifty_texts_that_say_what_five_say_count_as_five(tables, real):
    agreeing = copies_that_agree(tables)
    for question in positions.propositions(tables):
        small, large = real[question], of_proposition(agreeing, question)
        assert [line.name for line in large.lines] == [line.name for line in small.lines]
        assert [line.said for line in large.lines] == [
            tuple(name_of(one, n) for n in range(TIMES) for one in line.said) for line in small.lines
        ]
        by_claim = {row.claim: name for name, item in large.items.items() for row in item.claims}
        names = {name: by_claim[item.claims[0].claim] if item.claims else name for name, item in small.items.items()}
        assert set(names.values()) == set(large.items) and len(names) == len(large.items)
        for name, item in small.items.items():
            assert len(large.items[names[name]].claims) == TIMES * len(item.claims)
        for seed in range(3):
            marks = any_marks(small, seed)
            few, many = outcome(small, marks), outcome(large, {names[name]: mark for name, mark in marks.items()})
            assert (many.lines, many.targets) == (few.lines, few.targets)
            assert set(many.changes) == {replace(one, item=names[one.item]) for one in few.changes}
    assert list(questions(agreeing)) == [name for name in positions.propositions(tables) if bearing(tables, name)]


def test_fifty_texts_that_share_a_premise_fall_with_it(tables, fifty):
    """One claim of every copy of the first reason on a question is declared to say one point."""
    question = next(iter(questions(tables)))
    line = of_proposition(tables, question).lines[0]
    shared = next(link.claim for link in tables.rows("premises", argument=line.said[0]))
    rows = [("shared", name_of(shared, n), WHOLE) for n in range(TIMES)]
    same = fifty["same_point"].query("not claim.str.startswith(@shared)")[["point", "claim", "extent"]]
    made = Tables(
        {
            **fifty,
            "same_point": pd.concat([same, pd.DataFrame(rows, columns=same.columns)], ignore_index=True),
            "shared_points": pd.concat(
                [fifty["shared_points"], pd.DataFrame([{"point": "shared", "text": "all say it"}])], ignore_index=True
            ),
        }
    )
    case = of_proposition(made, question)
    found = outcome(case, {**all_marked(case), "shared": REJECT}).lines
    assert {name for name, label in found.items() if label == OUT} == {name_of(line.name, n) for n in range(TIMES)}
    assert set(outcome(case, all_marked(case)).lines.values()) == {IN}
    assert what_if.of_proposition(made, question, ["nobody"]).lines == []
