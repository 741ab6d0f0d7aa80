"""What texts say on a topic: the same claims as a filter of the tables gives, text by text."""

from itertools import combinations, product

import pandas as pd
import pytest

from helpers import comparison, documents
from helpers.comparison import ALL, CHECKED, LOOKED_UP, NOT_LOOKED_UP, OWN, SHARED, SHARING, THEMES
from helpers.tables import Tables, listed


def subsets(texts, sizes):
    return [part for size in sizes for part in combinations(texts, size)]


@pytest.fixture(scope="module")
def mixed_up(tables):
    """The tables with their rows in another order; claims that begin at the same word keep theirs."""
    made = {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}
    made["claims"] = tables["claims"].sort_values(["paragraph", "first_word"], ascending=False, kind="stable")
    return Tables(made)


@pytest.fixture(scope="module")
def facts(tables):
    """Every claim in the order of the texts, with whether it was looked up and whether another text says it too."""
    frame = tables["claims"].merge(tables["documents"][["document", "order"]], on="document")
    frame = frame.sort_values(["order", "paragraph", "first_word"], kind="stable").reset_index(drop=True)
    looked_up = pd.concat([tables["record_checks"]["claim"], tables["figure_checks"]["claim"]])
    links = tables["same_point"].merge(tables["claims"][["claim", "document"]], on="claim")
    met = links.merge(links, on="point", suffixes=("", "_other"))
    shared = met.loc[met["document"] != met["document_other"], "claim"]
    return frame.assign(looked_up=frame["claim"].isin(looked_up), shared=frame["claim"].isin(shared))


def proposition_of(tables, words):
    """The short name of the question with these words; nothing for the words of a theme."""
    return next((row.proposition for row in tables.rows("propositions", text=words)), None)


@pytest.fixture(scope="module")
def on_topic(tables, facts):
    """For every topic, known by its words, the claims of ``facts`` that belong to it."""
    shown = tables["positions"].assign(claim=tables["positions"]["claims"].map(listed)).explode("claim")
    found = {}
    for topic, words in comparison.topics(tables).items():
        question = proposition_of(tables, words)
        if question:
            found[topic] = facts[facts["claim"].isin(shown.loc[shown["proposition"] == question, "claim"])]
        else:
            (theme,) = (name for name in THEMES if THEMES[name] == words)
            found[topic] = facts[facts["theme"] == theme]
    return found


def names(found):
    return {one.document: [row.claim for row in one.claims] for one in found}


# Topics ----------------------------------------------------------------------------------------------


def test_every_theme_and_every_question_is_a_topic_of_its_own_and_themes_come_first(tables, mixed_up):
    questions = tables["propositions"].sort_values("order")["text"].tolist()
    assert list(comparison.topics(mixed_up).values()) == [*THEMES.values(), *questions]


def test_every_claim_has_a_theme_that_can_be_chosen(tables):
    assert set(tables["claims"]["theme"]) <= set(THEMES)
    assert len(set(THEMES.values())) == len(THEMES)


# What is said ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sharing", SHARING)
@pytest.mark.parametrize("checked", CHECKED)
def test_what_is_said_is_what_a_filter_of_the_tables_gives(mixed_up, facts, on_topic, checked, sharing):
    texts = list(documents.labels(mixed_up))
    for topic, kind in product(on_topic, [ALL, *sorted(set(facts["type"]))]):
        frame = on_topic[topic]
        counts = frame["document"].value_counts()
        if kind != ALL:
            frame = frame[frame["type"] == kind]
        if checked != ALL:
            frame = frame[frame["looked_up"] == {LOOKED_UP: True, NOT_LOOKED_UP: False}[checked]]
        if sharing != ALL:
            frame = frame[frame["shared"] == {SHARED: True, OWN: False}[sharing]]
        claims = zip(frame["document"], frame["claim"], strict=True)
        expected = {text: [] for text in texts}
        for text, claim in claims:
            expected[text].append(claim)
        found = comparison.said(mixed_up, texts, topic, kind, checked, sharing)
        assert names(found) == expected, (topic, kind)
        assert [one.without_filters for one in found] == [counts.get(text, 0) for text in texts], topic


def test_the_filters_divide_what_is_said_into_parts_that_make_the_whole(tables, facts):
    texts = list(documents.labels(tables))

    def said(topic, **filters):
        return [name for own in names(comparison.said(tables, texts, topic, **filters)).values() for name in own]

    for topic in comparison.topics(tables):
        whole = sorted(said(topic))
        for parts in (
            [{"kind": kind} for kind in set(facts["type"])],
            [{"checked": checked} for checked in CHECKED if checked != ALL],
            [{"sharing": sharing} for sharing in SHARING if sharing != ALL],
        ):
            assert sorted(name for part in parts for name in said(topic, **part)) == whole


def test_a_text_stands_there_however_many_are_chosen_and_says_the_same_beside_others(mixed_up):
    order = list(documents.labels(mixed_up))
    for topic in comparison.topics(mixed_up):
        alone = {text: comparison.said(mixed_up, [text], topic) for text in order}
        for texts in subsets(order, sizes=range(len(order) + 1)):
            for chosen in (texts, texts[::-1], set(texts)):
                found = comparison.said(mixed_up, chosen, topic)
                assert [one.document for one in found] == list(texts)
                assert found == [one for text in texts for one in alone[text]]


def test_the_order_of_publication_turns_around_and_the_order_of_a_text_does_not(mixed_up):
    order = list(documents.labels(mixed_up))
    for topic in comparison.topics(mixed_up):
        for texts in subsets(order, sizes=(1, 2, len(order))):
            found = comparison.said(mixed_up, texts, topic)
            assert comparison.said(mixed_up, texts, topic, reverse=True) == found[::-1]


def test_a_position_stands_with_a_question_and_none_with_a_theme(tables):
    texts = list(documents.labels(tables))
    stands = tables["positions"].set_index(["proposition", "document"])
    for topic, words in comparison.topics(tables).items():
        question = proposition_of(tables, words)
        for one in comparison.said(tables, texts, topic):
            expected = question and {"proposition": question, "document": one.document}
            assert one.position == (expected and expected | stands.loc[(question, one.document)].to_dict()), topic


# A small world ---------------------------------------------------------------------------------------


def a_world(*answers, stances=("supports", "silent"), shows=("a-1; a-3", "")):
    """Two texts, of which the first in the file appeared last, with three claims each; the names tell their places."""
    made = [
        (f"{text}-{n}", text, paragraph, word, "value", theme)
        for text in "ba"
        for n, paragraph, word, theme in ((3, 2, 1, "law"), (2, 1, 9, "trade"), (1, 1, 1, "law"))
    ]
    return Tables(
        {
            "documents": pd.DataFrame({"document": ["b", "a"], "order": [2, 1], "label": ["B", "A"]}),
            "claims": pd.DataFrame(made, columns=["claim", "document", "paragraph", "first_word", "type", "theme"]),
            "propositions": pd.DataFrame({"proposition": ["p"], "order": [1], "text": ["P"]}),
            "positions": pd.DataFrame(
                [("p", text, *cells, "") for text, *cells in zip("ab", stances, shows, strict=True)],
                columns=["proposition", "document", "stance", "claims", "condition"],
            ),
            "answers": pd.DataFrame(answers, columns=["source_claim", "target_claim", "note"]),
        }
    )


def test_a_silent_text_is_there_with_no_claims():
    first, second = comparison.said(a_world(), "ab", "p")
    assert (first.position.stance, [row.claim for row in first.claims], first.without_filters) == (
        "supports",
        ["a-1", "a-3"],
        2,
    )
    assert (second.document, second.position.stance, second.claims, second.without_filters) == ("b", "silent", [], 0)


def test_claims_that_show_a_stance_stand_in_the_order_of_the_text():
    made = a_world(shows=("a-3; a-2; a-1", "b-2; b-1"))
    assert names(comparison.said(made, "ab", "p")) == {"a": ["a-1", "a-2", "a-3"], "b": ["b-1", "b-2"]}


def test_a_text_of_the_real_tables_that_names_no_claims_is_silent_and_stands_there_without_any(tables):
    texts = list(documents.labels(tables))
    for topic in comparison.topics(tables):
        for one in comparison.said(tables, texts, topic):
            if one.position and not one.position.claims:
                assert (one.position.stance, one.claims, one.without_filters) == ("silent", [], 0)


@pytest.mark.parametrize("texts", [(), ("pompeo",)])
def test_an_unknown_topic_is_refused_with_the_choices(tables, texts):
    with pytest.raises(KeyError) as refused:
        comparison.said(tables, texts, "nobody")
    said = str(refused.value)
    assert "'nobody'" in said
    _, _, choices = said.partition(" is one of: ")
    assert choices.rstrip(".'\"").split(", ") == list(comparison.topics(tables))


# What was looked up ----------------------------------------------------------------------------------


def test_a_claim_is_looked_up_if_it_was_held_against_a_record_or_against_figures(tables, facts):
    for row in facts.itertuples():
        assert comparison.is_looked_up(tables, row.claim) == row.looked_up
    by_table = [set(tables[name]["claim"]) for name in ("record_checks", "figure_checks")]
    assert all(one - other for one, other in (by_table, by_table[::-1])), "a claim that only one table has"


# What answers what -----------------------------------------------------------------------------------


def told(found):
    return [(one.claim.claim, one.note) for one in found]


def test_answers_come_only_from_the_given_texts_in_order_of_publication(tables, mixed_up, facts):
    place = {name: n for n, name in enumerate(facts["claim"])}
    text = facts.set_index("claim")["document"]
    by_target = {}
    for row in tables["answers"].itertuples():
        by_target.setdefault(row.target_claim, []).append((row.source_claim, row.note))
    assert by_target
    order = list(documents.labels(tables))
    for texts in subsets(order, sizes=range(len(order) + 1)):
        for claim in place:
            expected = sorted(by_target.get(claim, []), key=lambda one: place[one[0]])
            found = comparison.answers(mixed_up, claim, texts)
            assert told(found) == [one for one in expected if text[one[0]] in texts]


def test_answers_stand_in_order_of_publication_and_of_the_text():
    made = a_world(
        ("b-2", "x", "2"), ("b-1", "x", "1"), ("a-3", "x", "3"), ("a-2", "x", "2"), ("a-1", "x", "1"), ("a-1", "y", "")
    )  # fmt: skip
    assert told(comparison.answers(made, "x", "ba")) == [
        ("a-1", "1"),
        ("a-2", "2"),
        ("a-3", "3"),
        ("b-1", "1"),
        ("b-2", "2"),
    ]
    assert told(comparison.answers(made, "x", "b")) == [("b-1", "1"), ("b-2", "2")]
    assert told(comparison.answers(made, "y", "ab")) == [("a-1", "")]


def test_a_claim_without_answers_has_none():
    assert comparison.answers(a_world(("a-1", "b-1", "")), "a-1", "ab") == []
    assert comparison.answers(a_world(("a-1", "b-1", "")), "b-1", "") == []
