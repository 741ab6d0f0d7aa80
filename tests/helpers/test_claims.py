"""Claims, quoted fragments, and the points that several texts make."""

import pandas as pd
import pytest

from helpers import claims
from helpers.tables import Tables


def shuffled(tables):
    return Tables({name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()})


def test_claims_stand_in_the_order_of_the_text(tables):
    for name in tables["documents"]["document"]:
        found = claims.claims(shuffled(tables), name)
        places = list(zip(found["paragraph"], found["first_word"], strict=True))
        assert places == sorted(places)
        assert set(found["claim"]) == set(tables["claims"].query("document == @name")["claim"])


def test_claims_of_one_paragraph(tables):
    everything = claims.claims(tables, "pompeo")
    for number in range(1, 31):
        found = claims.claims(tables, "pompeo", number)
        assert found["claim"].tolist() == everything.loc[everything["paragraph"] == number, "claim"].tolist()
    assert claims.claims(tables, "pompeo", 99).empty


def test_a_text_without_claims_has_an_empty_table(tables):
    without = Tables({**tables, "claims": tables["claims"].iloc[:0]})
    found = claims.claims(without, "pompeo")
    assert found.empty
    assert found.columns.tolist() == tables["claims"].columns.tolist()


def test_quotes_come_in_quotation_marks(tables):
    for row in tables["quotes"].itertuples():
        assert claims.quote(tables, row.quote) == f"“{row.text}”"


# The same point in several texts ---------------------------------------------------------------------


def a_world(*links):
    """Three texts, of which the first in the file appeared last; claims are named for their text and paragraph."""
    names = ["c", "a", "b"]
    made = [(f"{name}-{n}", name, n, 1) for name in names for n in (2, 1)]
    return Tables(
        {
            "documents": pd.DataFrame({"document": names, "order": [3, 1, 2], "label": ["C", "A", "B"]}),
            "claims": pd.DataFrame(made, columns=["claim", "document", "paragraph", "first_word"]),
            "shared_points": pd.DataFrame({"point": ["p", "q"], "order": [1, 2], "text": ["The point.", "Another."]}),
            "same_point": pd.DataFrame(links, columns=["point", "claim"]),
        }
    )


def shared(tables, claim):
    return [(text, [one.claim for one in others]) for text, others in claims.same_point(tables, claim)]


def test_a_claim_stands_with_the_claims_of_other_texts_on_each_of_its_points():
    made = a_world(("q", "a-1"), ("q", "b-1"), ("p", "b-2"), ("p", "a-1"))
    assert shared(made, "a-1") == [("Another.", ["b-1"]), ("The point.", ["b-2"])]
    assert shared(made, "b-1") == [("Another.", ["a-1"])]
    assert shared(made, "a-2") == []


def test_claims_on_one_point_stand_in_order_of_publication_and_of_the_text():
    made = a_world(("p", "c-1"), ("p", "b-2"), ("p", "b-1"), ("p", "a-2"))
    assert shared(made, "c-1") == [("The point.", ["a-2", "b-1", "b-2"])]
    assert shared(made, "a-2") == [("The point.", ["b-1", "b-2", "c-1"])]


def test_a_claim_of_the_same_text_is_no_other_text():
    assert shared(a_world(("p", "a-1"), ("p", "a-2"), ("p", "b-1")), "a-1") == [("The point.", ["b-1"])]
    assert shared(a_world(("p", "a-1"), ("p", "a-2")), "a-1") == []


def test_a_shared_point_of_the_real_tables_leads_there_and_back(tables):
    texts = tables["claims"].set_index("claim")["document"]
    for link in tables["same_point"].itertuples():
        point = tables.row("shared_points", point=link.point).text
        for other in dict(claims.same_point(tables, link.claim))[point]:
            assert other.document != texts[link.claim]
            assert link.claim in [one.claim for one in dict(claims.same_point(tables, other.claim))[point]]


def test_a_point_of_one_text_alone_is_no_shared_point():
    made = a_world(("q", "a-1"), ("q", "b-1"), ("p", "b-2"), ("p", "b-1"))
    assert claims.points(made) == {"q": "Another."}
    assert claims.points(a_world(("q", "c-1"))) == claims.points(a_world()) == {}


def test_shared_points_stand_in_their_order_with_their_words(tables):
    texts = tables["same_point"].merge(tables["claims"], on="claim").groupby("point")["document"].nunique()
    points = tables["shared_points"].sort_values("order")
    points = points[points["point"].map(texts) > 1]
    assert list(claims.points(shuffled(tables)).items()) == list(zip(points["point"], points["text"], strict=True))


def test_a_point_is_listed_if_and_only_if_a_claim_on_it_meets_one_of_another_text(tables):
    met = {text for name in tables["claims"]["claim"] for text, _ in claims.same_point(tables, name)}
    assert set(claims.points(tables).values()) == met


# Unknown names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "choices"),
    [
        (lambda tables: claims.claims(tables, "nobody"), "pompeo.*cornell"),
        (lambda tables: claims.quote(tables, "nobody"), "pompeo-q1.*pompeo-q6"),
    ],
)
def test_unknown_names_are_refused_with_the_choices(tables, call, choices):
    with pytest.raises(KeyError, match=rf"'nobody'.*{choices}"):
        call(tables)
