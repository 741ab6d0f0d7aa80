"""The views that compare, ask what if, mark and write: what the tables say, and nothing of the reader's is lost."""

import json
import os
import re
import tempfile
from collections import defaultdict
from itertools import combinations, product
from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest
from allpairspy import AllPairs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_html import Reader, assert_harmless, assert_same_words, words
from test_widgets import free_columns, leaves, live, press
from worlds import consistent, fiftyfold, links

from helpers import deliberation, documents, marks, page, reader, widgets
from helpers import what_if as labelling
from helpers.checks import day
from helpers.claims import CAN_BE_SUPPORTED, VOICES
from helpers.comparison import ALL, CHECKED, LOOKED_UP, SHARED, SHARING, THEME, THEMES
from helpers.deliberation import QUESTION
from helpers.html import Fragment, escaped, heading, paragraph, stack
from helpers.marks import LARGEST_FILE, LONGEST_NOTE, NO_TYPE, STATES, TYPES, Mark
from helpers.positions import AGREED, DIVIDED, LISTED, SILENT, SORTS
from helpers.tables import Tables, listed
from helpers.what_if import ACCEPT, DOUBT, IN, MARKS, OBJECTION, OUT, REJECT, UNDECIDED, WARRANT
from helpers.widgets.deliberation import PACKETS, TITLES
from helpers.widgets.my_marks import ALONE, NO_TEXT, NOT_SAID, PARTNER, REFERENCE, RULES, beside_it, reading
from helpers.widgets.my_page import LONGEST_PART, PARTS, PRIVACY
from helpers.widgets.same_point import NO_POINT, uses
from helpers.widgets.side_by_side import NO_TOPIC, compared
from helpers.widgets.source_cards import cards
from helpers.widgets.view import Group, Press, View
from helpers.widgets.what_if import NOTHING as NO_SUBJECT
from helpers.widgets.what_if import case_of, followed, subjects
from helpers.widgets.where_they_stand import (
    AGREE,
    DIFFER,
    EVERY,
    EVERY_TEXT,
    NO_QUESTION,
    NOTHING,
    SHOW,
    overview,
    read,
)

SUPPORTS, OPPOSES = SIDES = ("supports", "opposes")
ORDERS = OLDEST, NEWEST = ("oldest first", "newest first")
FIXED = ["models", "phases", "roles", "rubric", "shared_packet"]
LIVE = ["my_marks", "my_page", "same_point", "side_by_side", "source_cards", "what_if", "where_they_stand"]
TOPICS = {THEME + name: name for name in THEMES}
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]  # what a reader does takes long, and is short as it is
SHAPES = {"supports": "▲", "opposes": "▼", "mixed": "◆", "silent": "○"}
HOSTILE = """"></p><script>alert('x')</script>&amp;<img src=x onerror=alert(1)> end"""


@pytest.fixture(autouse=True)
def own(monkeypatch, tmp_path):
    """The reader's folder; it is not there yet."""
    folder = tmp_path / "my_work"
    monkeypatch.setenv(reader.VARIABLE, str(folder))
    return folder


# Reading what is shown -------------------------------------------------------------------------------


def tree(shown):
    """A page, or a part of one, as its elements."""
    return ElementTree.fromstring(f"<div>{shown}</div>") if isinstance(shown, str) else shown


def plain(text):
    """Words with one space between them, as a reader sees them."""
    return " ".join(text.split())


def said(shown):
    return plain("".join(tree(shown).itertext()))


def all_said(shown, path):
    return [said(one) for one in tree(shown).findall(path)]


def boxes(shown, level=4):
    """The cards of a page in order: the title of each and its element."""
    return [(said(box[0]), box) for box in tree(shown).iter("div") if len(box) and box[0].tag == f"h{level}"]


def titles(shown, level=4):
    return [title for title, _ in boxes(shown, level)]


def folds(shown):
    """What a page lets its reader open: the words to open it, and the element."""
    return [(said(fold[0]), fold) for fold in tree(shown).findall("details")]


def headings(shown):
    return [said(one) for one in tree(shown).iter() if re.fullmatch(r"h\d", one.tag)]


def a_table(shown, caption):
    """The cells of the one table with that caption, header first; nothing if there is none."""
    found = [one for one in tree(shown).iter("table") if said(one.find("caption")) == caption]
    assert len(found) < 2
    return [[said(cell) for cell in row] for one in found for row in one.iter("tr")]


def assert_sound(fragment):
    assert_harmless(fragment.html)
    assert_same_words(fragment)


def assert_shows(view, expected):
    """The live view shows a fragment, which is harmless and says in its text what the page says."""
    assert live(view) == expected.html
    assert_sound(expected)


# Doing what a reader does ----------------------------------------------------------------------------


def values_of(control):
    return [one[1] if isinstance(one, tuple) else one for one in control.options]


def choose(control, value):
    """Choose an entry of a list, or several, as a browser does."""
    values = values_of(control)
    control.set_state(
        {"index": [values.index(one) for one in value] if isinstance(value, tuple) else values.index(value)}
    )


def choose_all(view, chosen):
    for name, value in chosen.items():
        choose(view.controls[name], value)


def control(view, description):
    (found,) = (one for one in leaves(view) if one.description == description)
    return found


def pairwise(**choices):
    """A set of combinations in which every pair of choices of different controls stands together."""
    return [dict(zip(choices, row, strict=True)) for row in AllPairs([list(one) for one in choices.values()])]


# Reading the tables ----------------------------------------------------------------------------------


def named(tables, newest_first=False):
    """The texts in order of publication, each with its label."""

    def found():
        frame = tables["documents"].sort_values("order", ascending=not newest_first)
        return dict(zip(frame["document"], frame["label"], strict=True))

    return tables.once(("texts by reading", newest_first), found)


def questions(tables):
    def found():
        frame = tables["propositions"].sort_values("order")
        return dict(zip(frame["proposition"], frame["text"], strict=True))

    return tables.once("questions by reading", found)


def where(cell):
    return documents.cited(listed(cell))


def position(tables, question, text):
    return tables.row("positions", proposition=question, document=text)


def stance(tables, question, text):
    return position(tables, question, text).stance


def cell(tables, question, text):
    """A stance as a shape and a word."""
    row = position(tables, question, text)
    inferred = ", inferred" * (row.basis == "inferred")
    return f"{SHAPES[row.stance]} {row.stance}{inferred}" + ", under a condition" * bool(row.condition)


def in_text_order(rows):
    return sorted(rows, key=lambda row: (row.paragraph, row.first_word))


def claim_of(tables, name):
    return tables.row("claims", claim=name)


def place_of(tables, name):
    row = claim_of(tables, name)
    return plain(f"{named(tables)[row.document]}, paragraph {row.paragraph}: {row.text}")


def checked_by(tables, claim):
    """The words that open what was looked up about a claim."""
    records = [f"Looked up: {one.question} As of {day(one.as_of)}: {one.result}"
               for one in tables.rows("record_checks", claim=claim)]  # fmt: skip
    figures = [f"Looked up: {one.question} A range of figures" for one in tables.rows("figure_checks", claim=claim)]
    return [plain(one) for one in (*records, *figures)]


def others_say(tables, name):
    """Where other texts make a point that a claim makes."""
    found = []
    for link in tables.rows("same_point", claim=name):
        found += [claim_of(tables, one.claim) for one in tables.rows("same_point", point=link.point)]
    found = [row for row in found if row.document != claim_of(tables, name).document]
    return sorted(plain(f"{named(tables)[row.document]}, paragraph {row.paragraph}") for row in found)


# Other worlds ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fifty(tables):
    return fiftyfold(tables)


BARE = ["claims", "arguments", "same_point", "answers", "packets", "record_checks"]
WORLDS = [*(f"no {name}" for name in BARE), "all silent", "one text"]


@pytest.fixture(scope="module")
def worlds(tables):
    """Worlds in which something is missing."""
    silent = tables["positions"].assign(stance="silent", condition="", paragraphs="", claims="", note="")
    missing = [{name: tables[name].iloc[:0]} for name in BARE]
    missing += [{"positions": silent}, {"documents": tables["documents"].iloc[:1]}]
    return {name: consistent({**tables, **one}) for name, one in zip(WORLDS, missing, strict=True)}


def sizes(world):
    return {name: len(frame) for name, frame in world.items()}


def test_the_other_worlds_hold_what_their_tables_refer_to(tables, worlds, fifty):
    assert sizes(consistent(tables)) == sizes(tables)
    assert sizes(consistent(fifty)) == sizes(fifty)
    for table, columns, is_list, _, _ in links():
        if is_list:
            assert consistent(fifty)[table][columns[-1]].tolist() == fifty[table][columns[-1]].tolist()
    count = len(tables["documents"])
    assert [fifty["documents"][column].nunique() for column in ("document", "order", "label")] == [10 * count] * 3
    assert fifty["claims"]["claim"].nunique() == 10 * len(tables["claims"])
    for name in BARE:
        assert worlds[f"no {name}"][name].empty and len(worlds[f"no {name}"]["documents"]) == count
    assert len(worlds["one text"]["documents"]) == 1 and len(worlds["one text"]["claims"])


# Side by side ----------------------------------------------------------------------------------------


def about_topic(tables, text, topic):
    """The claims of a text on a topic, in its order."""
    if topic in TOPICS:
        return in_text_order(tables.rows("claims", document=text, theme=TOPICS[topic]))
    return in_text_order(claim_of(tables, name) for name in listed(position(tables, topic, text).claims))


def passes(tables, row, kind, checked, sharing):
    return (
        kind in (ALL, row.type)
        and checked in (ALL, LOOKED_UP if checked_by(tables, row.claim) else CHECKED[2])
        and sharing in (ALL, SHARED if others_say(tables, row.claim) else SHARING[2])
    )


def answers_to(tables, shown, texts):
    """What the texts answer to claims, in the order in which these are shown, and then of publication."""
    rows = []
    for name in shown:
        found = [
            (claim_of(tables, one.source_claim).document, one) for one in tables.rows("answers", target_claim=name)
        ]
        for text in named(tables):
            rows += [[place_of(tables, name), place_of(tables, one.source_claim), plain(one.note)]
                     for document, one in found if document == text and text in texts]  # fmt: skip
    return rows


def assert_claim(tables, item, row):
    """An entry of a list says all that there is to say of a claim."""
    support = f"; support in the text: {row.evidence_offered}" if row.type in CAN_BE_SUPPORTED else ""
    about = f"(paragraph {row.paragraph}; {row.type}; {VOICES[row.voice]}{support})"
    assert plain(item.text) == plain(f"{row.text} {about}")
    others = others_say(tables, row.claim)
    told = [re.fullmatch(r"Point shared with (.*?): “(.*)”", one).groups() for one in all_said(item, "p")]
    assert sorted(place for places, _ in told for place in places.split("; ")) == others
    points = {plain(point) for point in shared_points(tables).values()}
    assert all(point in points for _, point in told) and len(told) == len(set(told))
    assert [words_ for words_, _ in folds(item)] == checked_by(tables, row.claim)
    for (_, fold), check in zip(folds(item), tables.rows("record_checks", claim=row.claim), strict=False):
        assert all(plain(one) in said(fold) for one in (check.since, check.record.split(". ")[0]))


def assert_side_by_side(tables, shown, texts, topic, kind=ALL, checked=ALL, sharing=ALL, order=OLDEST):
    """A page of texts side by side holds what the tables say, and nothing beside it; return what it lists."""
    wanted = [name for name in named(tables, order == NEWEST) if name in texts]
    shown = tree(shown)
    assert titles(shown) == [named(tables)[name] for name in wanted]
    title = f"Theme: {THEMES[TOPICS[topic]]}" if topic in TOPICS else f"Question: {questions(tables)[topic]}"
    assert headings(shown)[0] == plain(title)
    shown_claims = []
    for (_, box), name in zip(boxes(shown), wanted, strict=True):
        rows = about_topic(tables, name, topic)
        kept = [row for row in rows if passes(tables, row, kind, checked, sharing)]
        shown_claims += [row.claim for row in kept]
        parts = []
        if topic not in TOPICS:
            row = position(tables, topic, name)
            condition = f" Condition: {row.condition}." * bool(row.condition)
            parts += [
                plain(f"{cell(tables, topic, name)} ({where(row.paragraphs) or 'nowhere'}). {row.note}{condition}")
            ]
        parts += ["the claims"] * bool(kept)
        if not rows:
            parts += [
                "No claim is filed under this theme." if topic in TOPICS else "No claim of the text shows a stance."
            ]
        elif len(kept) < len(rows):
            parts += [f"Claims that the filters hide: {len(rows) - len(kept)}."]
        assert ["the claims" if one.tag == "ul" else said(one) for one in box[1:]] == parts
        for item, row in zip(box.findall("ul/li"), kept, strict=True):
            assert_claim(tables, item, row)
    answers = answers_to(tables, shown_claims, texts)
    assert a_table(shown, "What answers what")[1:] == answers
    assert len(tree(shown).findall(".//table")) == bool(answers) + sum(
        len(fold.findall(".//table")) for fold in shown.iter("details"))  # fmt: skip
    return shown_claims, answers


def side_by_side_choices(tables, topics=None, kinds=TYPES):
    names = tuple(named(tables))
    return pairwise(
        texts=dict.fromkeys([(), names[-3:-2] or names, tuple(dict.fromkeys((names[0], names[-1]))), names]),
        topic=topics or [NO_TOPIC, *TOPICS, *questions(tables)],
        kind=[ALL, *sorted({row.type for row in tables.rows("claims")} & set(kinds))],
        checked=CHECKED,
        sharing=SHARING,
        order=ORDERS,
    )


def compared_as(tables, texts, topic, kind=ALL, checked=ALL, sharing=ALL, order=OLDEST):
    return compared(tables, texts, topic, kind, checked, sharing, order == NEWEST)


def test_side_by_side_shows_after_every_pair_of_choices_what_its_function_returns(tables):
    view = widgets.side_by_side(tables)
    for chosen in side_by_side_choices(tables):
        choose_all(view, chosen)
        assert_shows(view, compared_as(tables, **chosen))


def test_side_by_side_shows_each_claim_exactly_when_it_passes_the_filters(tables):
    found = {True: 0, False: 0}
    for chosen in side_by_side_choices(tables):
        shown = compared_as(tables, **chosen)
        if chosen["texts"] and chosen["topic"] != NO_TOPIC:
            shown_claims, _ = assert_side_by_side(tables, shown.html, **chosen)
            found[bool(shown_claims)] += 1
        else:
            assert shown.text.startswith("No topic is chosen yet." if chosen["texts"] else "No text is chosen yet.")
    assert min(found.values()) > 9, "some combinations show claims and some none"


def test_side_by_side_shows_a_topic_whole_with_the_answers_among_the_chosen_texts(tables):
    names, found = tuple(named(tables)), defaultdict(int)
    for topic, order, texts in product([*TOPICS, *questions(tables)], ORDERS, (names, names[:2], names[3:])):
        shown = compared_as(tables, texts, topic, order=order)
        found[texts] += len(assert_side_by_side(tables, shown.html, texts, topic, order=order)[1])
    assert found[names] > found[names[:2]] > 0 < found[names[3:]]


def test_the_choices_of_side_by_side_are_all_there_are(tables):
    controls = widgets.side_by_side(tables).controls
    assert [(name, label) for label, name in controls["texts"].options] == list(named(tables).items())
    topics = {THEME + name: f"Theme: {text}" for name, text in THEMES.items()}
    topics |= {name: f"Question: {text}" for name, text in questions(tables).items()}
    assert {name: label for label, name in controls["topic"].options} == {NO_TOPIC: NO_TOPIC, **topics}
    assert list(controls["kind"].options) == [ALL, *sorted(set(tables["claims"]["type"]))]


def assert_every_theme(tables, shown):
    """Every claim stands once, under its theme and its text, and every answer once."""
    *themes, last = folds(shown)
    assert [words_ for words_, _ in themes] == [f"Theme: {words_}" for words_ in THEMES.values()]
    for (_, fold), topic in zip(themes, TOPICS, strict=True):
        assert titles(fold, 3) == list(named(tables).values())
        for (_, box), name in zip(boxes(fold, 3), named(tables), strict=True):
            for item, row in zip(box.findall("ul/li"), about_topic(tables, name, topic), strict=True):
                assert_claim(tables, item, row)
    assert sum(len(box.findall("ul/li")) for _, fold in themes for _, box in boxes(fold, 3)) == len(tables["claims"])
    assert last[0] == "What answers what"
    answers = a_table(last[1], "What answers what")[1:]
    assert answers == answers_to(tables, tables["claims"]["claim"], named(tables))
    assert len(answers) == len(tables["answers"])


def test_the_static_side_by_side_has_every_claim_once_and_every_answer(tables):
    assert_every_theme(tables, widgets.side_by_side(tables).static.html)


# Where they stand ------------------------------------------------------------------------------------


def across(tables, divide, question):
    """Whether two texts of different recommendations agree, and whether two of the same recommendation differ."""

    def found():
        stands = [(stance(tables, divide, text), stance(tables, question, text)) for text in named(tables)]
        pairs = [tuple(map(set, zip(*pair, strict=True))) for pair in combinations(set(stands), 2)]
        agree = any(one == set(SIDES) and len(other) == 1 and other < set(SIDES) for one, other in pairs)
        differ = any(len(one) == 1 and one < set(SIDES) and other == set(SIDES) for one, other in pairs)
        return ["agree across sides"] * agree + ["differ within a side"] * differ

    return tables.once(("across", divide, question), found)


def in_order(tables, sort):
    def size(question):
        stands = [stance(tables, question, text) for text in named(tables)]
        pairs = [set(pair) for pair in combinations(stands, 2)]
        return {
            LISTED: 0,
            DIVIDED: pairs.count(set(SIDES)),
            AGREED: sum(pairs.count({side}) for side in SIDES),
            SILENT: stands.count("silent"),
        }[sort]

    return tables.once(("in order", sort), lambda: sorted(questions(tables), key=lambda question: -size(question)))


def mentioned(phrase, tables):
    """The texts that a phrase lists, each with what stands in brackets after it; it says nothing else."""
    one = "|".join(re.escape(plain(label)) for label in sorted(named(tables).values(), key=len, reverse=True))
    assert re.fullmatch(r"#(; #)*", re.sub(rf"({one}) \([^)]*\)", "#", phrase)), phrase
    return re.findall(rf"({one}) \(([^)]*)\)", phrase)


def as_mentioned(tables, question, text):
    row = position(tables, question, text)
    condition = f"; condition: {row.condition}" if row.condition else ""
    return plain(named(tables)[text]), plain(where(row.paragraphs) + condition)


NAMED = re.compile(r"(Support|Oppose) this, and (support|oppose) the recommendation: (.*)\.")


def lines_of(shown):
    """The lines of a list of agreements or disagreements: the statement, who takes which stands, and the others."""
    for item in tree(shown).findall("ul/li"):
        (question,) = all_said(item, "p")
        first, second, *rest = all_said(item, "ul/li")
        groups = [NAMED.fullmatch(one).groups() for one in (first, second)]
        yield question, [(here.lower(), there, phrase) for here, there, phrase in groups], rest


def assert_overview(tables, shown, show, divide, sort=LISTED, newest_first=False):
    """An overview names the texts that the tables name, in order, and nothing else; return how many lines it has."""
    shown, texts, order = tree(shown), questions(tables), in_order(tables, sort)
    names = list(named(tables, newest_first))
    if show == NOTHING:
        assert said(shown).startswith("Nothing is shown yet.") and [one.tag for one in shown] == ["p"]
        return 0
    assert plain(f"The recommendation that divides the texts: {texts[divide]}") in said(shown)
    if show == EVERY:
        (caption,) = (said(one) for one in shown.iter("caption"))
        shapes = {cell(tables, question, text)[:3] for question in texts for text in names}
        assert shapes <= {one[:3] for one in caption.split(": ")[1].split(", ")}
        header, *rows = a_table(shown, caption)
        assert header[1:-1] == [plain(named(tables)[name]) for name in names]
        for row, question in zip(rows, order, strict=True):
            note = "; ".join(across(tables, divide, question)) or "no such pair"
            note = "the recommendation" if question == divide else note
            assert row == [plain(texts[question]), *(cell(tables, question, text) for text in names), note]
        return len(rows)
    expected = []
    for question, side in product(order, SIDES):
        both = defaultdict(list)
        for text in names:
            here, there = stance(tables, divide, text), stance(tables, question, text)
            if side == (there if show == AGREE else here):
                both[here if show == AGREE else there].append(text)
        if question != divide and both.keys() >= set(SIDES):
            stands = [(side, one) if show == AGREE else (one, side) for one in SIDES]
            groups = [(on_it[:-1], on_all[:-1], [as_mentioned(tables, question, text) for text in both[one]])
                      for one, (on_it, on_all) in zip(SIDES, stands, strict=True)]  # fmt: skip
            others = [text for text in named(tables) if text not in both[SUPPORTS] + both[OPPOSES]]
            told = "; ".join(f"{named(tables)[text]}, {cell(tables, question, text)}" for text in others)
            expected.append((plain(texts[question]), groups, [plain(f"The others: {told}.")] if others else []))
    found = [
        (question, [(here, there, mentioned(phrase, tables)) for here, there, phrase in groups], rest)
        for question, groups, rest in lines_of(shown)
    ]
    assert found == expected
    assert ("There is no such statement" in said(shown)) == (not expected)
    return len(found)


def assert_reading(tables, shown, question, texts, newest_first=False):
    """What shows the stances: every paragraph with its summary and every claim, a card for each text."""
    wanted = [name for name in named(tables, newest_first) if name in texts]
    for (title, box), name in zip(boxes(shown), wanted, strict=True):
        row = position(tables, question, name)
        assert title == plain(f"{named(tables)[name]}: {cell(tables, question, name)}")
        parts = [row.note, *[f"Condition: {row.condition}."] * bool(row.condition)]
        for number in listed(row.paragraphs):
            summary = tables.row("paragraphs", document=name, paragraph=int(number)).summary
            parts.append(f"Paragraph {number}. {summary or 'The summary of this paragraph is not written yet.'}")
        parts += ["Claims that show it"] * bool(row.claims)
        assert all_said(box, "p") == [plain(one) for one in parts]
        claims = in_text_order(claim_of(tables, one) for one in listed(row.claims))
        assert all_said(box, "ul/li") == [
            plain(f"{one.text} (paragraph {one.paragraph}; {one.type})") for one in claims
        ]


def standing_as(tables, show, divide, sort, question, text, order):
    below = None
    if question != NO_QUESTION:
        texts = list(named(tables)) if text == EVERY_TEXT else [text]
        below = stack(
            heading(f"What shows it: {questions(tables)[question]}"), read(tables, question, texts, order == NEWEST)
        )
    return stack(below, overview(tables, show, divide, sort, order == NEWEST))


def dividing(tables):
    """The statements that at least one text supports and one opposes, in order; all where there is none."""
    every = {name: {stance(tables, name, text) for text in named(tables)} for name in questions(tables)}
    return [name for name, found in every.items() if found >= set(SIDES)] or list(every)


def where_they_stand_choices(tables, asked):
    texts = dict.fromkeys([EVERY_TEXT, *named(tables)])
    texts = texts if len(texts) < 10 else list(texts)[::25]
    return pairwise(
        show=SHOW, divide=dividing(tables), sort=SORTS, question=[NO_QUESTION, *asked], text=texts, order=ORDERS
    )  # fmt: skip


def test_where_they_stand_shows_after_every_pair_of_choices_what_its_functions_return(tables):
    view = widgets.where_they_stand(tables)
    for chosen in where_they_stand_choices(tables, questions(tables)):
        choose_all(view, chosen)
        assert live(view) == standing_as(tables, **chosen).html


def test_the_choices_of_where_they_stand_are_all_there_are(tables):
    controls = widgets.where_they_stand(tables).controls
    asked = [(text, name) for name, text in questions(tables).items()]
    assert list(controls["divide"].options) == [(questions(tables)[name], name) for name in dividing(tables)]
    assert list(controls["question"].options) == [(NO_QUESTION, NO_QUESTION), *asked]
    labels = [(label, name) for name, label in named(tables).items()]
    assert list(controls["text"].options) == [(EVERY_TEXT, EVERY_TEXT), *labels]


def test_an_overview_names_the_texts_that_agree_or_differ_and_no_others(tables):
    found = defaultdict(int)
    for chosen in pairwise(show=SHOW, divide=questions(tables), sort=SORTS, newest_first=(False, True)):
        shown = overview(tables, **chosen)
        assert_sound(shown)
        found[chosen["show"]] += assert_overview(tables, shown.html, **chosen)
    assert found[NOTHING] == 0 < min(found[show] for show in (EVERY, AGREE, DIFFER))


@pytest.mark.parametrize("seed", range(6))
def test_an_overview_is_right_whatever_the_stances(tables, seed):
    frame = tables["positions"]
    drawn = pd.Series([*SIDES, "mixed"] * len(frame)).sample(len(frame), random_state=seed)
    made = Tables({**tables, "positions": frame.assign(stance=drawn.where(frame["paragraphs"].ne("").tolist(), "silent")
                                                       .tolist())})  # fmt: skip
    for divide, (sort, show) in zip(questions(made), product(SORTS, (EVERY, AGREE, DIFFER)), strict=False):
        assert_overview(made, overview(made, show, divide, sort).html, show, divide, sort)


def test_what_there_is_to_read_on_a_stance_is_all_its_paragraphs_and_claims(tables):
    for question, newest_first in product(questions(tables), (False, True)):
        for texts in ([], *([name] for name in named(tables)), list(named(tables))):
            shown = read(tables, question, texts, newest_first)
            assert_sound(shown)
            assert_reading(tables, shown.html, question, texts, newest_first)


def assert_all_stand(tables, shown):
    divide = next(iter(questions(tables)))
    *first, last = (overview(tables, show, divide).html for show in (AGREE, DIFFER, EVERY))
    assert last in shown
    opened = folds(shown)
    for (words_, fold), show, inside in zip(opened, (AGREE, DIFFER), first, strict=False):
        assert words_ == plain(f"{show.capitalize()} (open it when you have guessed)")
        assert said(without_opening(fold)) == said(inside)
    opened = opened[2:]
    assert [words_ for words_, _ in opened] == [plain(f"What shows it: {text}") for text in questions(tables).values()]
    for (_, fold), question in zip(opened, questions(tables), strict=True):
        assert_reading(tables, fold, question, named(tables))


def test_the_static_where_they_stand_is_complete(tables):
    assert_all_stand(tables, widgets.where_they_stand(tables).static.html)


# The same point --------------------------------------------------------------------------------------


def shared_points(tables):
    """The points that more than one text makes, in order."""

    def found():
        made = tables["same_point"].merge(tables["claims"], on="claim").groupby("point")["document"].nunique()
        frame = tables["shared_points"].sort_values("order")
        return {row.point: row.text for row in frame.itertuples() if made.get(row.point, 0) > 1}

    return tables.once("shared points by reading", found)


def assert_uses(tables, shown, point, newest_first=False):
    """A page on a point has what each text says and builds on it, what it supports, and how it was checked."""
    labels = {name: plain(label) for name, label in named(tables).items()}
    said_here = [(link, claim_of(tables, link.claim)) for link in tables.rows("same_point", point=point)]
    expected, checks, opened, without = [], [], [], []
    for text in named(tables, newest_first):
        for link, row in [(link, row) for link, row in said_here if row.document == text]:
            reasons = [
                tables.row("arguments", argument=one.argument) for one in tables.rows("premises", claim=row.claim)
            ]
            reasons = [plain(f"{one.label}: {claim_of(tables, one.conclusion).text}") for one in reasons]
            says = plain(f"{row.text} (paragraph {row.paragraph}; {row.type}; this point is {link.extent})")
            builds = plain(f"{link.use} ({where(link.paragraphs)}; in our words)")
            expected.append((labels[text], [says, builds, " ".join(reasons) or "no reason uses it as a premise"]))
            if looked_up := checked_by(tables, row.claim):
                checks.append(f"Held against a record, in the words of {labels[text]}:")
                opened += looked_up
            else:
                without.append(f"{labels[text]}, paragraph {row.paragraph}")
    found = [(title, all_said(box, "dl/dd")) for title, box in boxes(shown)]
    assert sorted(found) == sorted(expected) and titles(shown) == [title for title, _ in expected]
    for _, box in boxes(shown):
        assert all_said(box, "dl/dt") == ["It says", "It builds on it", "In the map it supports"]
    if checks and without:
        checks.append(f"Not held against a record by itself: the wording of {'; '.join(without)}.")
    assert all_said(shown, "p") == (checks or ["No text's wording of this point was held against a record."])
    assert sorted(words_ for words_, _ in folds(shown)) == sorted(opened)
    return len(opened)


def without_opening(fold):
    """What a fold holds, as a page of its own."""
    inside = ElementTree.Element("div")
    inside.extend(fold[1:])
    return inside


def test_the_same_point_shows_claim_use_reasons_and_check_after_every_choice(tables):
    view, found = widgets.same_point(tables), 0
    points = [(NO_POINT, NO_POINT), *((text, name) for name, text in shared_points(tables).items())]
    assert list(view.controls["point"].options) == points
    for (_, point), order in product(points, ORDERS):
        choose_all(view, {"point": point, "order": order})
        assert_shows(view, uses(tables, point, order == NEWEST))
        if point == NO_POINT:
            assert live(view).count("<p") == 1 and "No point is chosen yet." in live(view)
        else:
            assert headings(live(view))[0] == plain(shared_points(tables)[point])
            found += assert_uses(tables, live(view), point, order == NEWEST)
    assert found


def assert_every_point(tables, shown):
    opened = folds(shown)
    assert [words_ for words_, _ in opened] == [plain(text) for text in shared_points(tables).values()]
    for (_, fold), point in zip(opened, shared_points(tables), strict=True):
        assert_uses(tables, without_opening(fold), point)


def test_the_static_same_point_has_every_point(tables):
    assert_every_point(tables, widgets.same_point(tables).static.html)


def test_a_point_that_one_text_alone_makes_cannot_be_chosen(tables):
    point = next(iter(shared_points(tables)))
    made = tables["same_point"]
    first = made[made["point"] == point].iloc[:1]
    left = Tables({**tables, "same_point": pd.concat([made[made["point"] != point], first])})
    assert values_of(widgets.same_point(left).controls["point"]) == [NO_POINT, *list(shared_points(tables))[1:]]


# Source cards ----------------------------------------------------------------------------------------


def assert_cards(tables, shown, wanted):
    assert titles(shown, 3) == [plain(named(tables)[name]) for name in wanted]
    for (_, box), name in zip(boxes(shown, 3), wanted, strict=True):
        known = {}
        for field, words_ in documents.CARD_FIELDS.items():
            basis = tables.row("provenance", document=name, field=field).basis
            value = tables.row("documents", document=name)[field]
            known[words_] = plain(value if basis == "not stated" else f"{value} ({basis})")
        assert dict(zip(all_said(box, "dl/dt"), all_said(box, "dl/dd"), strict=True)) == known


def test_source_cards_show_what_is_known_after_every_choice_of_texts(tables):
    view, names = widgets.source_cards(tables), list(named(tables))
    for size, order in product(range(len(names) + 1), ORDERS):
        for texts in combinations(names, size):
            choose_all(view, {"texts": texts, "order": order})
            assert_shows(view, cards(tables, texts, order == NEWEST))
            assert_cards(tables, live(view), [name for name in named(tables, order == NEWEST) if name in texts])
    assert view.static == cards(tables, names)


# What if ---------------------------------------------------------------------------------------------

PRESSES = {ACCEPT: "Accept this", DOUBT: "Doubt this", REJECT: "Reject this", None: "Take this mark back"}
NOW = {ACCEPT: "accepted", DOUBT: "doubted", REJECT: "rejected", None: "no mark"}


class Asking:
    """A reader with the view of what if."""

    def __init__(self, tables, about=NO_SUBJECT):
        self.tables, self.view = tables, widgets.what_if(tables)
        self.about, self.item = control(self.view, "About:"), control(self.view, "To mark:")
        choose(self.about, about)

    def press(self, words_):
        press(control(self.view, words_))

    def mark(self, item, mark):
        choose(self.item, item)
        self.press(PRESSES[mark])

    def accept_what_is_needed(self):
        for name, item in case_of(self.tables, self.about.value).items.items():
            if item.kind != OBJECTION:
                self.mark(name, ACCEPT)

    def times(self, number):
        self.view.controls["times"].set_state({"value": number})

    @property
    def text(self):
        return self.view.now.text


def standing(text):
    """Which reasons stand, are open, and do not stand, by what is said of them."""
    found = []
    for title in ("Reasons that stand: ", "Reasons that are open: ", "Reasons that do not stand: "):
        (line,) = (line.removeprefix(title) for line in text.splitlines() if line.startswith(title))
        found.append([] if line == "none" else sorted(line.split("; ")))
    return found


LABELS = {IN: "is supported", OUT: "is not supported", UNDECIDED: "is open"}


def called(words_):
    """What is supported or not, in the words of the view: the case of a side, or a conclusion."""
    return f"The case {words_}" if words_ in ("for it", "against it") else f"The conclusion “{words_.rstrip('.')}”"


def supported(shown):
    """What is said of each conclusion or side: its label, and the reasons that it rests on with what these need."""
    found, parts = {}, list(tree(shown))
    for place, one in enumerate(parts):
        if said_so := re.fullmatch(r"(The .*) (is [a-z ]+) by your marks\..*", said(one)):
            rests = parts[place + 1].findall("li") if parts[place + 1].tag == "ul" else []
            needs = {plain(item.text): sorted(all_said(item, "ul/li")) for item in rests}
            found[said_so[1]] = (said_so[2], needs)
    return found


def reasons_about(tables, about):
    """The rows of arguments that a subject is about: of a text, or of the texts that take a side on a question."""
    if about in named(tables):
        return sorted(tables.rows("arguments", document=about), key=lambda row: row.order)
    sides = [text for text in named(tables) if stance(tables, about, text) in SIDES]
    return [row for row in tables.rows("arguments") if row.document in sides and about in listed(row.propositions)]


def names_of(tables, rows):
    return sorted(f"“{row.label}” ({named(tables)[row.document]})" for row in rows)


def needed_by(tables, rows):
    return {one.claim for row in rows for one in tables.rows("premises", argument=row.argument)}


def objections_that_meet(tables, text):
    """The objections to a step, a premise or a conclusion of a text."""
    rows = reasons_about(tables, text)
    met = needed_by(tables, rows) | {row.conclusion for row in rows}
    return [row for row in tables.rows("attacks", document=text) if row.target_argument or row.target_claim in met]


@pytest.fixture(scope="module")
def abouts(tables):
    return [name for _, name in subjects(tables)]


def test_every_text_and_every_question_with_reasons_of_two_texts_can_be_asked_about(tables):
    bearing = [name for name in questions(tables) if len({row.document for row in reasons_about(tables, name)}) > 1]
    view = widgets.what_if(tables)
    assert values_of(control(view, "About:")) == [NO_SUBJECT, *named(tables), *bearing]
    assert 0 < len(bearing) < len(questions(tables))


def test_every_premise_warrant_and_objection_of_a_text_can_be_marked_once(tables):
    for text in named(tables):
        reasons = reasons_about(tables, text)
        wanted = {f"Premise: {claim_of(tables, name).text}" for name in needed_by(tables, reasons)}
        wanted |= {f"Warrant: {row.warrant}" for row in reasons}
        wanted |= {f"Objection: {row.text}" for row in objections_that_meet(tables, text)}
        labels = [label for label, _ in Asking(tables, text).item.options]
        assert len(labels) == len(set(labels)) and set(labels) == wanted


actions = st.lists(
    st.tuples(st.just("about"), st.integers(0, 11))
    | st.tuples(st.just("item"), st.integers(0, 20))
    | st.tuples(st.just("mark") | st.just("mark again"), st.sampled_from([*MARKS, None]))
    | st.tuples(st.just("all back"), st.none())
    | st.tuples(st.just("times"), st.integers(-2, 12)),
    max_size=12,
)


@settings(max_examples=25, phases=UNSHRUNK)
@given(st.integers(1, 11), actions)
def test_what_if_shows_what_follows_from_whatever_a_reader_does(tables, abouts, first, done):
    asking = Asking(tables)
    about, items, item, marked, times = NO_SUBJECT, [], "", {}, 1
    for what, value in [("about", first), *done]:
        if what == "about":
            chosen = [NO_SUBJECT, *abouts][value % (len(abouts) + 1)]
            choose(asking.about, chosen)
            if chosen != about:
                about, marked = chosen, {}
                items = [] if about == NO_SUBJECT else list(case_of(tables, about).items)
                item = items[0] if items else ""
        elif what == "item" and items:
            item = items[value % len(items)]
            choose(asking.item, item)
        elif what.startswith("mark"):
            asking.press(PRESSES[value])
            marked.pop(item, None)
            if value and items:
                marked[item] = value
                item = items[min(items.index(item) + 1, len(items) - 1)]
        elif what == "all back":
            asking.press("Take all marks back")
            marked = {}
        elif what == "times":
            asking.times(value)
            times = min(max(value, 1), 9)
        assert live(asking.view) == followed(tables, about, marked, times, item).html
        assert asking.item.value == item
    assert_shows(asking.view, followed(tables, about, marked, times, item))


def test_pressing_accept_through_the_list_makes_every_reason_on_a_question_stand(tables, abouts):
    for about in (name for name in abouts if name in questions(tables)):
        asking, reasons = Asking(tables, about), reasons_about(tables, about)
        assert standing(asking.text) == [[], names_of(tables, reasons), []]
        for _ in asking.item.options:
            asking.press("Accept this")
        assert standing(asking.text) == [names_of(tables, reasons), [], []]
        by_side = [[row for row in reasons if stance(tables, about, row.document) == side] for side in SIDES]
        found = supported(live(asking.view))
        for rows, words_ in zip(by_side, ("for it", "against it"), strict=True):
            if not rows:
                assert called(words_) not in found
                assert f"No reason on the maps speaks {words_}, so nothing is said here" in asking.text
                continue
            label = LABELS[UNDECIDED] if all(by_side) else LABELS[IN]
            assert (found[called(words_)][0], sorted(found[called(words_)][1])) == (label, names_of(tables, rows))
        assert ("so the question is left open" in asking.text) == all(by_side)
        assert plain(f"The question: {questions(tables)[about]}") in said(live(asking.view))


def test_a_reason_falls_with_its_warrant_and_the_others_stay(tables, abouts):
    for about in abouts:
        asking, reasons = Asking(tables, about), reasons_about(tables, about)
        asking.accept_what_is_needed()
        assert standing(asking.text) == [names_of(tables, reasons), [], []]
        for row in reasons:
            rest = [one for one in reasons if one != row]
            name, others = names_of(tables, [row]), names_of(tables, rest)
            for mark, label in ((REJECT, OUT), (DOUBT if len(rest) % 2 else None, UNDECIDED)):
                asking.mark(f"warrant of {row.argument}", mark)
                assert standing(asking.text) == [others, *([[], name] if label == OUT else [name, []])]
                if about in named(tables):
                    assert_rests_on_what_stands(tables, supported(live(asking.view)), reasons, rest, label)
            asking.mark(f"warrant of {row.argument}", ACCEPT)
        assert standing(asking.text) == [names_of(tables, reasons), [], []]


def assert_rests_on_what_stands(tables, found, reasons, stand, otherwise):
    """A conclusion rests on the reasons for it that stand, each on all that it needs; without any it has a label."""
    conclusions = {row.conclusion for row in reasons}
    assert set(found) == {plain(called(claim_of(tables, name).text)) for name in conclusions}
    for name in conclusions:
        rows = [row for row in stand if row.conclusion == name]
        needs = {}
        for row in rows:
            premises = [claim_of(tables, one).text for one in needed_by(tables, [row])]
            needs[plain(*names_of(tables, [row]))] = sorted(plain(one) for one in (row.warrant, *premises))
        label = LABELS[IN] if rows else LABELS[otherwise]
        assert found[plain(called(claim_of(tables, name).text))] == (label, needs)


def test_an_objection_that_is_accepted_takes_away_the_reasons_that_it_meets(tables):
    met = 0
    for about in named(tables):
        asking, reasons = Asking(tables, about), reasons_about(tables, about)
        asking.accept_what_is_needed()
        for row in objections_that_meet(tables, about):
            falls = [one for one in reasons if one.argument == row.target_argument
                     or row.target_claim in needed_by(tables, [one])]  # fmt: skip
            others = names_of(tables, [one for one in reasons if one not in falls])
            asking.mark(row.attack, ACCEPT)
            assert standing(asking.text) == [others, [], names_of(tables, falls)]
            asking.mark(row.attack, DOUBT)
            assert standing(asking.text) == [others, names_of(tables, falls), []]
            assert ("speaks against the conclusion itself" in asking.text) == (not falls)
            asking.mark(row.attack, REJECT)
            assert standing(asking.text) == [names_of(tables, reasons), [], []]
            met += len(falls)
    assert met


def test_to_say_each_reason_again_changes_only_the_sentence_on_how_often(tables, abouts):
    for about in abouts:
        asking = Asking(tables, about)
        asking.accept_what_is_needed()
        asking.mark(next(name for name in values_of(asking.item) if name.startswith("warrant of")), REJECT)
        once = live(asking.view).split("\n")
        for times in range(2, 10):
            asking.times(times)
            now = live(asking.view).split("\n")
            (added,) = (line for line in now if line not in once)
            assert [line for line in now if line != added] == once
            count = times * len(reasons_about(tables, about))
            assert said(added).startswith(f"Each reason is now said {times} times, {count} in all.")
        asking.times(1)
        assert live(asking.view).split("\n") == once


def some_marks(case, seed):
    """Marks on some items of a case, other ones for each seed; none for the first."""
    kinds = [None, ACCEPT, ACCEPT, REJECT, DOUBT] if seed else [None]
    made = {name: kinds[(place * (seed + 2) + seed) % len(kinds)] for place, name in enumerate(case.items)}
    return {name: mark for name, mark in made.items() if mark}


def changes_said(shown):
    """What single marks would change: of what, its label now, and for each item the new labels by mark."""
    parts = list(tree(shown))
    for place, one in enumerate(parts):
        begins = re.fullmatch(r"(.*) (is [a-z ]+) now\. Each of these marks alone would change that:", said(one))
        for item in parts[place + 1] if begins else ():
            kind, now, text, effects = re.fullmatch(r"(\w+) \(([a-z ]+) now\): “(.*)” (If .*)\.", said(item)).groups()
            found = [re.fullmatch(r"[Ii]f you (\w+) it, .* (is [a-z ]+)", one).groups() for one in effects.split("; ")]
            yield begins[1], begins[2], kind.lower(), now, text, found


def test_what_one_change_would_do_is_what_it_does(tables, abouts):
    found = {True: 0, False: 0}
    for about, seed in product(abouts, range(4)):
        case = case_of(tables, about)
        marked, expected = some_marks(case, seed), []

        def labels_with(marked, case=case):
            labels = labelling.grounded(labelling.framework(case, marked))
            led_to = {line.target for line in case.lines}
            return {words_: LABELS[labels["target", name]] for name, words_ in case.targets.items() if name in led_to}

        before = labels_with(marked)
        for name, item in case.items.items():
            after = {mark: labels_with({**marked, name: mark}) for mark in MARKS}
            for words_ in before:
                changed = [(mark, one[words_]) for mark, one in after.items() if one[words_] != before[words_]]
                if changed:
                    now = (plain(called(words_)), before[words_], item.kind, NOW[marked.get(name)])
                    expected.append((*now, plain(item.text), changed))
        led_to = {line.target for line in case.lines}
        counted = [one for one in labelling.outcome(case, marked).changes if one.target in led_to]
        assert sum(len(changed) for *_, changed in expected) == len(counted)
        shown = followed(tables, about, marked)
        said_of = {who: label for who, (label, _) in supported(shown.html).items()}
        assert said_of == {plain(called(words_)): label for words_, label in before.items()}
        assert sorted(changes_said(shown.html)) == (sorted(expected) if marked else [])
        assert ("No single mark would change" in shown.text) == (bool(marked) and not expected)
        assert ("Nothing is marked yet." in shown.text) == (not marked)
        found[bool(expected)] += bool(marked)
    assert all(found.values())


def test_every_item_stands_with_its_kind_its_place_and_its_mark_in_the_table_of_marks(tables, abouts):
    stands = {IN: "stands", OUT: "does not stand", UNDECIDED: "is open"}
    counts = {IN: "counts", OUT: "is set aside", UNDECIDED: "leaves open what it concerns"}
    for about, seed in product(abouts, (1, 2)):
        case = case_of(tables, about)
        marked = some_marks(case, seed)
        labels = labelling.outcome(case, marked).items
        rows = a_table(followed(tables, about, marked).html, "Your marks")[1:]
        for row, (name, item) in zip(rows, case.items.items(), strict=True):
            label = (counts if item.kind == OBJECTION else stands)[labels[name]]
            assert [row[0], *row[2:]] == [plain(item.text), NOW[marked.get(name)], label]
            places = "; ".join(
                plain(f"{named(tables)[one.document]}, paragraph {one.paragraph}") for one in item.claims
            )
            assert row[1].startswith(item.kind) and row[1].endswith(places)
            looked_at = f"To mark ({row[1]}): {row[0]} Now: {row[2]}."
            assert looked_at in all_said(followed(tables, about, marked, item=name).html, "p")


def test_no_number_stands_as_a_rating_of_a_text_a_reason_or_a_conclusion(tables, abouts):
    for about, seed in product(abouts, range(3)):
        case = case_of(tables, about)
        text = followed(tables, about, some_marks(case, seed), 3).text
        own_words = [one.text for one in case.items.values()] + [line.label for line in case.lines]
        own_words += [*case.targets.values(), *questions(tables).values()]
        assert not re.search(r"\d", rest_of(text, own_words, r"said 3 times, \d+ in all|paragraph \d+"))
    for show, divide, sort in product(SHOW, questions(tables), SORTS):
        text = overview(tables, show, divide, sort).text
        assert not re.search(r"\d", rest_of(text, questions(tables).values(), r"paragraphs? [\d, ]*\d( and \d+)?"))


def rest_of(text, phrases, pattern):
    for phrase in sorted(phrases, key=len, reverse=True):
        text = text.replace(phrase.rstrip("."), "")
    return re.sub(pattern, "", text)


def raised_against(tables, question, side):
    """The claims of other texts that answer what the other side says, where no reason on a map is on this side."""
    other = {"for": OPPOSES, "against": SUPPORTS}[side]
    if any(stance(tables, question, row.document) != other for row in reasons_about(tables, question)):
        return set()
    on_it = [text for text in named(tables) if stance(tables, question, text) == other]
    said_there = {name for text in on_it for name in listed(position(tables, question, text).claims)}
    found = {row.source_claim for row in tables.rows("answers") if row.target_claim in said_there}
    return {name for name in found if claim_of(tables, name).document not in on_it}


def test_the_static_what_if_is_a_form_with_everything_that_can_be_marked(tables, abouts):
    forms = folds(widgets.what_if(tables).static.html)
    assert [words_ for words_, _ in forms] == [plain(words_) for words_, _ in subjects(tables)]
    for (_, form), about in zip(forms, abouts, strict=True):
        case, items = case_of(tables, about), all_said(form, ".//li")
        for item in case.items.values():
            assert any(one.startswith(f"{plain(item.text)} [{item.kind}") for one in items)
        objections = [item for item in case.items.values() if item.kind == OBJECTION]
        raised = sum(len(raised_against(tables, about, side)) for side in case.rivals)
        assert len(items) == sum(len(line.items) for line in case.lines) + len(objections) + raised
        assert all(plain(name) in said(form) for name in names_of(tables, reasons_about(tables, about)))
        assert all(plain(case.targets[line.target]) in said(form) for line in case.lines)


# Nothing is chosen at first --------------------------------------------------------------------------

FIRST_WORDS = {
    "my_marks": "No text is chosen yet.",
    "my_page": "No page is made yet.",
    "same_point": "No point is chosen yet.",
    "side_by_side": "No text is chosen yet.",
    "source_cards": "No text is chosen yet.",
    "what_if": "Nothing is chosen yet.",
    "where_they_stand": "Nothing is shown yet.",
}


@pytest.mark.parametrize("name", LIVE)
def test_nothing_is_chosen_at_first_and_nothing_is_written(tables, own, name):
    view = getattr(widgets, name)(tables)
    assert view.now.text.startswith(FIRST_WORDS[name])
    assert {one.tag for one in tree(live(view))} == {"p"}
    assert not any(label in live(view) for label in named(tables).values())
    for one in leaves(view):
        if hasattr(one, "chosen"):
            assert one.chosen == {}
        elif hasattr(one, "options"):
            assert one.value in ((), None, values_of(one)[0])
        elif not isinstance(one, Press):
            assert one.value in ("", False, 1)
    assert not own.exists()


@pytest.mark.parametrize("name", LIVE)
def test_the_static_picture_is_what_it_was_whatever_a_reader_does(tables, name):
    view = getattr(widgets, name)(tables)
    before = view.static
    for one in leaves(view):
        if isinstance(one, Press):
            press(one)
        elif hasattr(one, "options"):
            choose(one, tuple(values_of(one)) if isinstance(one.value, tuple) else values_of(one)[-1])
        elif isinstance(getattr(one, "value", None), str):
            one.set_state({"value": "words"})
    bundle = view._repr_mimebundle_()
    assert (bundle["text/html"], bundle["text/plain"]) == (before.html, before.text)
    assert_sound(before)


def test_a_view_shows_the_value_of_a_group_and_not_what_stands_in_its_controls():
    inside, beside = Press("one", lambda n: n), Press("two", lambda n: n * 10)
    group = Group([inside], value="at first")
    view = View(
        {"group": group, "beside": beside}, lambda group, beside: paragraph(f"{group} {beside}"), Fragment("", "")
    )
    press(inside)
    assert inside.value == 1 and live(view) == view.now.html == paragraph("at first None").html
    group.value = ("later", 2)
    assert live(view) == paragraph("('later', 2) None").html
    press(beside)
    press(beside)
    assert live(view) == view.now.html == paragraph("('later', 2) 20").html
    assert view.box.children[1:-1] == (group, beside) and leaves(view) == [inside, beside]


# My marks --------------------------------------------------------------------------------------------


class Marking:
    """A reader with the view of marks."""

    def __init__(self, tables):
        self.tables, self.view = tables, widgets.my_marks(tables)
        controls = self.view.controls
        self.text, self.claim, self.state, self.type, self.note, self.keep, self.back = controls["marking"].children
        (self.file,), (self.with_notes, self.export) = controls["partner"].children, controls["export"].children
        self.beside, self.files = controls["beside"], 0

    def go_to(self, claim):
        choose(self.text, claim_of(self.tables, claim).document)
        choose(self.claim, claim)

    def write(self, state, kind=NO_TYPE, note=""):
        self.state.set_state({"index": STATES.index(state)})
        choose(self.type, kind)
        self.note.set_state({"value": note})

    def mark(self, *made):
        for mark in made:
            self.go_to(mark.claim)
            self.write(mark.state, mark.type, mark.note)
            press(self.keep)

    def give(self, content, size=None):
        """Choose a partner's file; the page reads it as from_file.js does."""
        self.files += 1
        size = len(content.encode("utf-8", "surrogatepass")) if size is None else size
        content = content if size <= self.file.largest else ""
        self.file.set_state({"chosen": {"size": size, "content": content, "count": self.files}})

    @property
    def typed(self):
        return Mark(self.claim.value, self.state.value, self.type.value, self.note.value)

    @property
    def first(self):
        """The first words that are shown: those on the last step, if there are any."""
        return said(tree(live(self.view))[0])

    @property
    def words(self):
        return said(live(self.view))

    def table(self, caption="My marks"):
        return a_table(live(self.view), caption)[1:]

    @property
    def kept(self):
        return {mark.claim: mark for mark in self.view.controls["marking"].value[2]}


def in_file(folder, tables):
    return marks.parse((folder / reader.MARKS).read_bytes(), tables)


def first_claims(tables, text):
    return [row.claim for row in in_text_order(tables.rows("claims", document=text))]


def first_claim(tables):
    return first_claims(tables, next(iter(named(tables))))[0]


def a_few(tables, note="a note"):
    """Marks of all states and some types, one on each text, by claim."""
    names = [first_claims(tables, text)[1] for text in named(tables)]
    kinds = [TYPES[0], NO_TYPE, *TYPES[1:]]
    made = [Mark(name, STATES[n % 3], kinds[n], f"{note} {n}" * (n % 2)) for n, name in enumerate(names)]
    return {mark.claim: mark for mark in made}


def as_row(tables, mark):
    return [place_of(tables, mark.claim), mark.state, mark.type or NOT_SAID, plain(mark.note) if mark.note else "none"]


def test_marking_goes_on_from_claim_to_claim_and_keeps_every_mark(tables, own):
    text = min(named(tables), key=lambda name: len(first_claims(tables, name)))
    marking, names, expected = Marking(tables), first_claims(tables, text), []
    choose(marking.text, text)
    assert values_of(marking.claim) == names and marking.claim.value == names[0]
    for n, name in enumerate(names):
        row = claim_of(tables, name)
        summary = tables.row("paragraphs", document=text, paragraph=row.paragraph).summary
        about = f"To mark (paragraph {row.paragraph}): {row.text} The paragraph, in our words: {summary}"
        assert plain(f"{about} Marked in this text: {n} of {len(names)} claims.") in marking.words
        assert marking.typed == Mark(name, None)
        expected.append(Mark(name, STATES[n % 3], TYPES[n % 9], f"note {n}"))
        marking.write(STATES[n % 3], TYPES[n % 9], f"note {n}")
        press(marking.keep)
        last = n + 1 == len(names)
        assert marking.first == f"Kept: {STATES[n % 3]}." + " Here is the next claim." * (not last)
        assert marking.claim.value == names[n if last else n + 1]
    assert in_file(own, tables) == marking.kept == {mark.claim: mark for mark in expected}
    assert sorted(marking.table()) == sorted(as_row(tables, mark) for mark in expected)
    assert [one.name for one in own.iterdir()] == [reader.MARKS]


def test_a_new_view_begins_with_the_marks_that_are_kept(tables, own):
    expected = a_few(tables)
    Marking(tables).mark(*reversed(expected.values()))
    again = Marking(tables)
    assert again.text.value == NO_TEXT and again.kept == expected == in_file(own, tables)
    assert again.table() == [as_row(tables, mark) for mark in expected.values()]
    for mark in expected.values():
        again.go_to(mark.claim)
        assert again.typed == mark and "Marked in this text: 1 of " in again.words


def test_every_state_type_and_note_can_be_kept_and_changed(tables, own):
    marking, name = Marking(tables), first_claim(tables)
    for one in pairwise(state=STATES, type=[NO_TYPE, *TYPES], note=["", "words", "Zwei\nZeilen — “ä” 🙂", HOSTILE]):
        mark = Mark(name, **one)
        marking.mark(mark)
        assert in_file(own, tables) == {name: mark} and marking.table() == [as_row(tables, mark)]
        assert_shows(marking.view, marking.view.now)


def test_a_mark_is_taken_back_and_the_others_stay(tables, own):
    marking, expected = Marking(tables), a_few(tables)
    marking.mark(*expected.values())
    for name in list(expected):
        marking.go_to(name)
        press(marking.back)
        del expected[name]
        assert marking.first == "Taken back." and marking.typed == Mark(name, None)
        assert in_file(own, tables) == marking.kept == Marking(tables).kept == expected
    assert marking.table() == []


def test_a_note_that_is_too_long_is_neither_kept_nor_lost(tables, own):
    first, second, *_ = first_claims(tables, next(iter(named(tables))))
    marking = Marking(tables)
    marking.mark(Mark(first, STATES[0], NO_TYPE, "x" * LONGEST_NOTE))
    before = (own / reader.MARKS).read_bytes()
    for name in (first, second):
        mark = Mark(name, STATES[1], TYPES[0], "y" * (LONGEST_NOTE + 1))
        marking.mark(mark)
        assert f"{LONGEST_NOTE + 1:,} characters; {LONGEST_NOTE:,} are the most. Not kept." in marking.first
        assert marking.typed == mark and list(marking.kept) == [first]
        assert (own / reader.MARKS).read_bytes() == before


def test_without_a_claim_or_a_state_nothing_is_kept_and_the_reader_is_told(tables, own):
    marking = Marking(tables)
    marking.state.set_state({"index": 0})
    press(marking.keep)
    assert "No claim is chosen yet" in marking.first
    marking.go_to(first_claim(tables))
    marking.note.set_state({"value": "words"})
    press(marking.keep)
    assert "Say first whether you find the claim clear, unclear or to be checked." in marking.first
    assert marking.note.value == "words" and marking.kept == {} and not own.exists()


def test_to_take_back_where_no_claim_is_chosen_does_nothing(tables, own):
    marking = Marking(tables)
    press(marking.back)
    assert marking.first != "Taken back." and not own.exists()


def test_control_characters_in_a_note_become_spaces_and_lines_stay_lines(tables, own):
    marking, name = Marking(tables), first_claim(tables)
    marking.mark(Mark(name, STATES[0], NO_TYPE, "a\tb\x00c\nd\x1be\rf"))
    assert in_file(own, tables)[name].note == Marking(tables).kept[name].note == "a b c\nd e f"


def test_a_note_with_half_a_character_is_not_lost_in_silence(tables, own):
    marking, name = Marking(tables), first_claim(tables)
    marking.mark(Mark(name, STATES[0], NO_TYPE, "half \ud83d of a character"))
    assert live(marking.view).encode(), "a browser gets it as UTF-8"
    assert in_file(own, tables)[name].note == "half ? of a character"


def test_long_notes_on_many_claims_are_kept_or_refused_and_never_set_aside(tables, own):
    marking, expected = Marking(tables), {}
    names = [name for text in named(tables) for name in first_claims(tables, text)]
    for name in names[: 2 * LARGEST_FILE // (4 * LONGEST_NOTE)]:
        mark = Mark(name, STATES[0], NO_TYPE, "🙂" * LONGEST_NOTE)
        marking.mark(mark)
        if not marking.first.startswith("Kept: "):
            break
        expected[name] = mark
    assert len(expected) > 9 and [one.name for one in own.iterdir()] == [reader.MARKS]
    assert Marking(tables).kept == marking.kept == expected


@settings(max_examples=20, phases=UNSHRUNK)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["keep", "keep", "take back", "new view"]),
            st.integers(0, 7),
            st.sampled_from(STATES),
            st.sampled_from([NO_TYPE, *TYPES]),
            st.text(alphabet="ab \n<&é🙂", max_size=5),
        ),
        max_size=8,
    )
)
def test_what_is_shown_and_what_is_kept_are_always_the_same_marks(tables, done):
    file = reader.folder() / reader.MARKS
    file.unlink(missing_ok=True)
    names = [name for text in named(tables) for name in first_claims(tables, text)[:2]]
    marking, expected = Marking(tables), {}
    for what, place, state, kind, note in done:
        name = names[place]
        if what == "keep":
            expected[name] = Mark(name, state, kind, note)
            marking.mark(expected[name])
        elif what == "take back":
            marking.go_to(name)
            press(marking.back)
            expected.pop(name, None)
        else:
            marking = Marking(tables)
        assert marking.kept == expected == (in_file(file.parent, tables) if file.exists() else {})
        assert sorted(marking.table()) == sorted(as_row(tables, mark) for mark in expected.values())
    assert_shows(marking.view, marking.view.now)


def test_two_lessons_that_are_open_at_once_lose_nothing(tables, own):
    one, other = Marking(tables), Marking(tables)
    first, second, third, *_ = a_few(tables).values()
    one.mark(first)
    other.mark(second)
    assert in_file(own, tables) == other.kept == {mark.claim: mark for mark in (first, second)}
    one.mark(third)
    assert in_file(own, tables) == one.kept == {mark.claim: mark for mark in (first, second, third)}


def test_what_the_view_of_marks_shows_is_what_its_functions_return(tables):
    marking = Marking(tables)
    kept = tuple(sorted(a_few(tables).values(), key=lambda mark: mark.claim))
    theirs = tuple(Mark(mark.claim, STATES[0], TYPES[0], HOSTILE) for mark in kept)
    marking.mark(*kept)
    for content, others in (("", ()), (marks.dump({mark.claim: mark for mark in theirs}), theirs), ("[]", theirs)):
        if content:
            marking.give(content)
        problem = marking.view.controls["partner"].value[1]
        assert bool(problem) == (content == "[]")
        for beside, text in product((ALONE, REFERENCE, PARTNER), [NO_TEXT, *named(tables)]):
            choose(marking.beside, beside)
            choose(marking.text, text)
            claim = "" if text == NO_TEXT else first_claims(tables, text)[0]
            shown = stack(reading(tables, text, claim, kept), beside_it(tables, kept, beside, others, problem))
            assert_shows(marking.view, shown)
    assert marking.view.static.text.endswith(RULES)


def test_marks_stand_beside_the_reference_where_the_types_differ(tables):
    marking = Marking(tables)
    choose(marking.beside, REFERENCE)
    assert "You have no marks yet, so there is nothing to compare." in marking.words
    types = {name: claim_of(tables, name).type for name in a_few(tables)}
    mine = [Mark(name, STATES[0], [types[name], NO_TYPE, *TYPES][n]) for n, name in enumerate(types)]
    marking.mark(*mine)
    both = [mark for mark in mine if mark.type]
    differ = [[place_of(tables, one.claim), one.type, types[one.claim]] for one in both if one.type != types[one.claim]]
    assert 0 < len(differ) < len(both) < len(mine)
    assert marking.table("Type: where the readings differ") == differ
    assert f"Type: {len(both)} claims have a value in both readings; they differ on {len(differ)}." in marking.words


def test_marks_stand_beside_those_of_a_partner(tables):
    marking, mine = Marking(tables), a_few(tables)
    choose(marking.beside, PARTNER)
    marking.mark(*mine.values())
    assert "No partner's file has been read yet." in marking.words
    both = list(mine)[1:]
    theirs = {name: Mark(name, STATES[0], TYPES[0], f"theirs {n}" * (n > 1)) for n, name in enumerate(both)}
    marking.give(marks.dump({**theirs, first_claim(tables): Mark(first_claim(tables), STATES[1])}))
    states = [[place_of(tables, name), mine[name].state, STATES[0]] for name in both if mine[name].state != STATES[0]]
    types = [
        [place_of(tables, name), mine[name].type, TYPES[0]] for name in both if mine[name].type not in ("", TYPES[0])
    ]
    assert marking.table("How it reads: where the readings differ") == states != []
    assert marking.table("Type: where the readings differ") == types != []
    assert f"How it reads: {len(both)} claims have a value in both readings" in marking.words
    notes = [[place_of(tables, name), mark.state, mark.note] for name, mark in theirs.items() if mark.note]
    assert sorted(marking.table("The partner's notes")) == sorted(notes) != []
    assert "That file was not used" not in marking.words


# A partner's file ------------------------------------------------------------------------------------


def changed(tables, **changes):
    """A partner's file, with something changed in it or in its first mark."""
    content = json.loads(marks.dump(a_few(tables)))
    for name, value in changes.items():
        (content if name in content else content["marks"][0])[name] = value
    return json.dumps(content)


def twice(tables):
    first, *_ = a_few(tables)
    return changed(tables, marks=[dict(claim=first, state=STATES[0], type=NO_TYPE, note="")] * 2)


BAD_FILES = {
    "nothing": lambda tables: "",
    "no JSON": lambda tables: HOSTILE,
    "other JSON": lambda tables: json.dumps([HOSTILE]),
    "another format": lambda tables: changed(tables, format=HOSTILE),
    "another version": lambda tables: changed(tables, version=HOSTILE),
    "an unknown claim": lambda tables: changed(tables, claim=HOSTILE[:60]),
    "a state that is none": lambda tables: changed(tables, state=HOSTILE),
    "a type that is none": lambda tables: changed(tables, type=HOSTILE),
    "a note too long": lambda tables: changed(tables, note="x" * (LONGEST_NOTE + 1)),
    "a note with a control character": lambda tables: changed(tables, note="a\x1bb"),
    "a part that does not belong there": lambda tables: changed(tables)[:-1] + f", {json.dumps(HOSTILE)}: 1}}",
    "a part twice": lambda tables: changed(tables)[:-1] + ', "version": 1}',
    "a claim twice": twice,
    "half a character": lambda tables: changed(tables, note="half").replace("half", "\ud83d"),
    "half a character by its number": lambda tables: changed(tables, note="\ud83d"),
    "lists in lists": lambda tables: "[" * 100_000,
    "no number": lambda tables: changed(tables, version=float("nan")),
    "more than it says": lambda tables: changed(tables) + " " * LARGEST_FILE,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_the_good_marks_before_it_stay(tables, name):
    marking, good, bad = Marking(tables), a_few(tables), BAD_FILES[name](tables)
    size = 10 if name == "more than it says" else None
    marking.mark(*good.values())
    choose(marking.beside, PARTNER)
    marking.give(bad, size)
    assert live(marking.view).encode(), "a browser gets it as UTF-8"
    assert "That file was not used. " in marking.words and "No partner's file has been read yet." in marking.words
    marking.give(marks.dump(good))
    before = live(marking.view)
    assert "That file was not used." not in before and "Beside a partner's marks" in marking.words
    marking.give(bad, size)
    (trouble,) = (line for line in live(marking.view).split("\n") if line not in before.split("\n"))
    assert said(trouble).startswith("That file was not used. ") and 40 < len(said(trouble)) < 300
    assert live(marking.view).replace(f"{trouble}\n", "") == before
    assert_shows(marking.view, marking.view.now)
    marking.give(marks.dump(good))
    assert live(marking.view) == before


def test_a_file_that_is_too_large_is_refused_by_its_size_before_it_is_read(tables):
    marking = Marking(tables)
    marking.give("x" * (LARGEST_FILE + 1))
    assert marking.file.chosen["content"] == "" and f"The file has {LARGEST_FILE + 1:,} bytes" in marking.words
    marking.give(marks.dump(a_few(tables)))
    assert "That file was not used." not in marking.words and marking.file.largest == LARGEST_FILE


@pytest.mark.parametrize(
    "sent", [{}, {"size": "5", "content": "{}"}, {"size": 5}, {"content": "{}"}, {"size": 2, "content": None}]
)
def test_a_message_that_is_no_file_changes_nothing(tables, sent):
    marking = Marking(tables)
    marking.give(marks.dump(a_few(tables)))
    before, held = live(marking.view), marking.view.controls["partner"].value
    marking.file.set_state({"chosen": sent})
    assert live(marking.view) == before and marking.view.controls["partner"].value == held
    assert {mark.claim: mark for mark in held[0]} == a_few(tables)


@pytest.mark.parametrize("with_notes", [False, True])
def test_a_file_for_a_partner_holds_the_marks_and_the_notes_only_if_ticked(tables, own, with_notes):
    marking, expected = Marking(tables), a_few(tables, HOSTILE)
    marking.mark(*expected.values())
    marking.with_notes.set_state({"value": with_notes})
    assert not (own / reader.FOR_A_PARTNER).exists()
    press(marking.export)
    content = (own / reader.FOR_A_PARTNER).read_text(encoding="utf-8")
    bare = {name: Mark(name, mark.state, mark.type) for name, mark in expected.items()}
    assert marks.parse(content.encode(), tables) == (expected if with_notes else bare)
    how = "with your notes" if with_notes else "without your notes"
    assert f"Written, {how}: my_work/{reader.FOR_A_PARTNER}." in marking.words
    assert in_file(own, tables) == expected
    choose(marking.beside, PARTNER)
    marking.give(content)
    assert "they differ on none." in marking.words and "where the readings differ" not in marking.words
    assert ("The partner's notes" in marking.words) == (escaped(HOSTILE) in live(marking.view)) == with_notes
    assert_shows(marking.view, marking.view.now)


# A file or a folder of one's own that cannot be used -------------------------------------------------

BROKEN = [b"", b"{", b"\xff\xfe", b"[]", HOSTILE.encode(), b"x" * (LARGEST_FILE + 1), b"[" * 100_000]


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_an_own_file_that_is_broken_is_said_and_set_aside(tables, own, broken):
    own.mkdir()
    (own / reader.MARKS).write_bytes(broken)
    (own / "marks_set_aside_1.json").write_bytes(b"older")
    marking, mark = Marking(tables), next(iter(a_few(tables).values()))
    assert "cannot be used, and will be set aside, not lost: " in marking.first
    assert_shows(marking.view, marking.view.now)
    press(marking.export)
    assert "Written" not in marking.words and not (own / reader.FOR_A_PARTNER).exists()
    assert (own / reader.MARKS).read_bytes() == broken, "looking changes nothing"
    marking.mark(mark)
    assert marking.first.startswith("Kept: ")
    assert in_file(own, tables) == marking.kept == Marking(tables).kept == {mark.claim: mark}
    aside = [(own / f"marks_set_aside_{n}.json").read_bytes() for n in (1, 2)]
    assert aside == [b"older", broken]


def no_room(*_, **__):
    raise OSError(28, "No space left on device")


def test_a_folder_that_cannot_be_made_is_said_and_what_is_typed_stays(tables, own):
    own.write_text("a file where the folder should be")
    marking, mark = Marking(tables), list(a_few(tables).values())[1]
    marking.mark(mark)
    assert re.search("could not be (saved|read)|cannot be used", marking.first)
    assert marking.typed == mark and marking.kept == {} and mark.note
    press(marking.back)
    assert marking.first != "Taken back."
    press(marking.export)
    assert "Written" not in marking.words
    assert_shows(marking.view, marking.view.now)
    assert own.read_text() == "a file where the folder should be"


@pytest.mark.parametrize(("module", "name"), [(tempfile, "mkstemp"), (os, "fsync"), (os, "replace")])
def test_where_nothing_can_be_written_nothing_is_lost(tables, own, monkeypatch, module, name):
    marking, expected = Marking(tables), a_few(tables)
    first, *others = expected.values()
    marking.mark(*others)
    before = (own / reader.MARKS).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, no_room)
        marking.mark(first)
        assert "could not be saved, and what was there is unchanged: No space left on device." in marking.first
        assert marking.typed == first
        marking.go_to(others[0].claim)
        press(marking.back)
        assert "could not be saved" in marking.first and marking.typed == others[0]
        press(marking.export)
        assert "could not be saved" in said(tree(live(marking.view))[-1])
    assert marking.kept == {mark.claim: mark for mark in others}
    assert (own / reader.MARKS).read_bytes() == before and [one.name for one in own.iterdir()] == [reader.MARKS]
    marking.mark(first)
    assert in_file(own, tables) == marking.kept == expected


@pytest.mark.parametrize("folder", ["<img src=x onerror=alert(1)>", "a'b\"c&d", "javascript:alert(1)"])
def test_a_hostile_name_of_a_folder_stays_words(tables, monkeypatch, tmp_path, folder):
    monkeypatch.setenv(reader.VARIABLE, str(tmp_path / folder))
    marking, writing = Marking(tables), Writing(tables)
    marking.mark(next(iter(a_few(tables).values())))
    press(marking.export)
    press(writing.make)
    assert_harmless(live(marking.view))
    assert_harmless(as_in_a_lesson(live(writing.view)))
    assert "Written, without your notes: " in marking.words and writing.first.startswith("Made: ")
    files = sorted(one.name for one in (tmp_path / folder).iterdir())
    assert files == sorted([reader.MARKS, reader.FOR_A_PARTNER, reader.PAGE])


# My page ---------------------------------------------------------------------------------------------


class Writing:
    """A reader with the view of a page."""

    def __init__(self, tables):
        self.view = widgets.my_page(tables)
        *self.parts, self.with_notes, self.make = self.view.controls["written"].children

    def write(self, *texts):
        for part, text in zip(self.parts, texts, strict=False):
            part.set_state({"value": text})

    @property
    def first(self):
        return said(tree(live(self.view))[0])


def as_in_a_lesson(shown):
    """A page without what only a page of its own has: its first headings, and a class."""
    return re.sub(r"<(/?)h[124]>", r"<\1h3>", shown).replace(' class="written"', "")


def keep_marks(tables, note="a note"):
    for mark in a_few(tables, note).values():
        reader.keep_mark(tables, mark)
    return a_few(tables, note)


@pytest.mark.parametrize("with_notes", [False, True])
def test_a_page_holds_what_was_written_and_the_marks_and_notes_only_if_ticked(tables, own, with_notes):
    kept, writing = keep_marks(tables, HOSTILE), Writing(tables)
    texts = [f"{HOSTILE} {n}\n\nsecond line {n}" for n in range(len(PARTS))]
    writing.write(*texts)
    writing.with_notes.set_state({"value": with_notes})
    assert "No page is made yet." in live(writing.view) and not (own / reader.PAGE).exists()
    press(writing.make)
    assert writing.first.startswith(f"Made: my_work/{reader.PAGE}. ")
    source = (own / reader.PAGE).read_text(encoding="utf-8")
    in_view = live(writing.view).split("\n", 1)[1]
    in_page = re.search(r"<main>\n(.*)\n</main>", source, re.DOTALL)[1]
    assert words(Reader(in_view).text) == words(Reader(in_page).text)
    rows = [as_row(tables, mark)[: 3 + with_notes] for mark in kept.values()]
    for shown in (in_view, in_page):
        assert_harmless(as_in_a_lesson(shown))
        assert headings(shown) == [page.TITLE, *PARTS, "My marks"]
        assert [one.text for one in tree(shown).findall("p")] == texts
        assert sorted(a_table(shown, "My marks")[1:]) == sorted(rows)
    marked = tuple(kept[name] for name in sorted(kept))
    assert source == page.whole(page.work(tables, dict(zip(PARTS, texts, strict=True)), marked, with_notes))
    assert_same_words(writing.view.now)
    assert live(writing.view) == writing.view.now.html


def test_a_page_that_is_shown_in_a_lesson_has_its_headings_below_those_of_the_lesson(tables):
    writing = Writing(tables)
    press(writing.make)
    assert page.TITLE in headings(live(writing.view))
    assert not re.search(r"<h[12]>", live(writing.view))


def test_a_page_changes_only_when_it_is_made_again(tables, own):
    writing, shown = Writing(tables), []
    for text in ("first words", "other words"):
        writing.write(text)
        if shown:
            writing.with_notes.set_state({"value": True})
            assert shown[-1] == (live(writing.view), (own / reader.PAGE).read_text())
        press(writing.make)
        shown.append((live(writing.view), (own / reader.PAGE).read_text()))
    for place, text in enumerate(("first words", "other words")):
        assert [text in one for pair in shown for one in pair] == [place == 0] * 2 + [place == 1] * 2


def test_a_page_of_nothing_says_so_under_every_heading(tables):
    writing = Writing(tables)
    writing.write("", " \n ")
    press(writing.make)
    assert live(writing.view).count(page.NOTHING_WRITTEN) == len(PARTS) and "<table" not in live(writing.view)


@pytest.mark.parametrize("place", range(len(PARTS)))
def test_a_part_that_is_too_long_is_refused_and_the_page_before_stays(tables, own, place):
    writing, title = Writing(tables), list(PARTS)[place]
    writing.write(*["x" * LONGEST_PART] * len(PARTS))
    press(writing.make)
    source = (own / reader.PAGE).read_bytes()
    assert source.count(b"x" * LONGEST_PART) == len(PARTS)
    writing.parts[place].set_state({"value": "y" * (LONGEST_PART + 1)})
    press(writing.make)
    refusal = f"{title} has {LONGEST_PART + 1:,} characters; {LONGEST_PART:,} are the most. No page was made."
    assert said(live(writing.view)) == refusal and (own / reader.PAGE).read_bytes() == source
    assert writing.parts[place].value == "y" * (LONGEST_PART + 1)


def test_where_no_page_can_be_written_the_reader_is_told_and_keeps_the_words(tables, own, monkeypatch):
    writing = Writing(tables)
    press(writing.make)
    source = (own / reader.PAGE).read_bytes()
    writing.write("new words")
    for module, name in ((tempfile, "mkstemp"), (os, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, no_room)
            press(writing.make)
        assert writing.first.startswith("No page was made. ") and "No space left on device." in writing.first
        assert (own / reader.PAGE).read_bytes() == source and [one.name for one in own.iterdir()] == [reader.PAGE]
    monkeypatch.setenv(reader.VARIABLE, str(own / reader.PAGE))
    press(writing.make)
    assert writing.first.startswith("No page was made. ") and writing.parts[0].value == "new words"
    assert (own / reader.PAGE).read_bytes() == source
    assert_shows(writing.view, writing.view.now)


def test_marks_that_are_broken_are_said_and_no_page_is_made(tables, own):
    own.mkdir()
    (own / reader.MARKS).write_text(HOSTILE)
    writing = Writing(tables)
    press(writing.make)
    assert writing.first.startswith("No page was made. ")
    assert [one.name for one in own.iterdir()] == [reader.MARKS]
    assert_shows(writing.view, writing.view.now)


def test_half_a_character_does_not_make_a_page_fail_in_silence(tables, own):
    writing = Writing(tables)
    writing.write("half \ud83d of a character")
    press(writing.make)
    assert live(writing.view).encode(), "a browser gets it as UTF-8"
    assert not writing.first.startswith("No page is made yet."), "nothing is said"
    assert {one.name for one in own.iterdir()} <= {reader.PAGE}


def test_the_page_on_paper_asks_for_every_part_and_says_what_is_kept(tables):
    view = widgets.my_page(tables)
    asked = [(f"{title}:", question) for title, question in PARTS.items()]
    assert all_said(view.static.html, "ul/li") == [f"{title[:-1]}. {question}" for title, question in asked]
    assert [(one.description, one.placeholder) for one in Writing(tables).parts] == asked
    assert view.static.text.endswith(PRIVACY) and live(view) == paragraph("No page is made yet. ", PRIVACY).html


# Deliberation ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "caption", "columns"),
    [
        ("phases", "The steps of the deliberation", ["phase", "minutes", "together", "alone"]),
        ("roles", "Roles", ["people", "roles"]),
        ("rubric", "What an assessment is graded by", ["criterion", "beginning", "developing", "secure", "strong"]),
    ],
)
def test_every_row_stands_in_its_order(tables, name, caption, columns):
    for frame in (tables[name], tables[name].iloc[::-1], tables[name].iloc[:0]):
        shown = getattr(widgets, name)(Tables({**tables, name: frame}))
        assert_sound(shown)
        header, *rows = a_table(shown.html, caption)
        wanted = frame.sort_values("order")[columns].astype(str).to_numpy().tolist()
        assert rows == [[plain(one) for one in row] for row in wanted] and len(header) == len(columns)


def test_every_model_stands_whole_behind_a_fold(tables):
    mixed_up = Tables({**tables, "models": tables["models"].sample(frac=1, random_state=1)})
    assert widgets.models(mixed_up) == widgets.models(tables)
    assert_sound(widgets.models(tables))
    shown = folds(widgets.models(tables).html)
    for (opening, fold), (name, rows) in zip(shown, tables["models"].groupby("model"), strict=True):
        (recommends,) = set(rows["recommendation"])
        parts = [f"{row.part}. {row.text}" for row in rows.sort_values("order").itertuples()]
        assert all_said(fold, "p") == [plain(one) for one in (f"It recommends: {recommends}", *parts)]
        assert f"The {name} model" in opening


def test_a_packet_shows_every_entry_and_both_packets_have_the_same_headings(tables):
    for (side, title), side_taken in zip(PACKETS.items(), SIDES, strict=True):
        shown, made = widgets.packet(tables, side), deliberation.packet(tables, side)
        assert_sound(shown)
        assert headings(shown.html) == [title, *TITLES.values()]
        ((_, box),) = boxes(shown.html, 3)
        stances, *lists = box.findall("ul")
        takes = [text for text in named(tables) if stance(tables, QUESTION, text) == side_taken]
        notes = [plain(f"{named(tables)[text]}: {where(position(tables, QUESTION, text).paragraphs)}. "
                       f"{position(tables, QUESTION, text).note}") for text in takes]  # fmt: skip
        assert [one[: len(note)] for one, note in zip(all_said(stances, "li"), notes, strict=True)] == notes
        assert all(position(tables, QUESTION, text).condition in said(stances) for text in takes)
        for part, entries in zip(TITLES, lists, strict=True):
            wanted = [entry for entry in made.entries if entry.part == part]
            assert len(wanted) == len(tables.rows("packets", packet=side, part=part))
            for item, entry in zip(entries, wanted, strict=True):
                assert said(item).startswith(plain(named(tables)[entry.document]))
                assert all(plain(about) in said(item) and plain(text) in said(item) for about, text in entry.lines)
        count = len(tables.rows("packets", packet=side, part=deliberation.DATA_POINT))
        assert said(box[-1]) == f"This packet has {made.words:,} words and {count} data points."


def test_the_third_packet_has_a_row_for_each_shared_position_and_a_column_for_each_text(tables):
    shown = widgets.shared_packet(tables)
    assert_sound(shown)
    header, *rows = a_table(shown.html, "Positions that at least one text of each side shares")
    assert header[1:] == [plain(label) for label in named(tables).values()]
    shared = [
        name
        for name in questions(tables)
        if name != QUESTION and "agree across sides" in across(tables, QUESTION, name)
    ]
    told = {plain(questions(tables)[name]): [] for name in shared}
    for name, text in product(shared, named(tables)):
        row = position(tables, name, text)
        place = f", {where(row.paragraphs)}" if row.stance != "silent" else ""
        condition = f"; condition: {row.condition}" if row.condition and row.stance != "silent" else ""
        told[plain(questions(tables)[name])].append(plain(f"{SHAPES[row.stance]} {row.stance}{place}{condition}"))
    assert {row[0]: row[1:] for row in rows} == told and list(dict.fromkeys(row[0] for row in rows)) == list(told)


# Worlds in which something is missing, and fifty texts -----------------------------------------------


def assert_fixed_views_work(world):
    packets = [widgets.packet(world, side) for side in PACKETS]
    assert headings(packets[0].html)[1:] == headings(packets[1].html)[1:] == list(TITLES.values())
    for shown in (*packets, *(getattr(widgets, name)(world) for name in FIXED)):
        assert_sound(shown)


def assert_comparisons_work(world, topics, asked):
    """Live comparisons, with combinations of their choices, show what the functions return and the tables say."""
    view = widgets.side_by_side(world)
    for chosen in side_by_side_choices(world, [NO_TOPIC, *topics], TYPES[-2:]):
        choose_all(view, chosen)
        shown = compared_as(world, **chosen)
        assert live(view) == shown.html
        assert_sound(shown)
        if chosen["texts"] and chosen["topic"] != NO_TOPIC:
            assert_side_by_side(world, shown.html, **chosen)
    view = widgets.where_they_stand(world)
    for chosen in where_they_stand_choices(world, asked):
        choose_all(view, chosen)
        show, divide, sort, question, text, order = chosen.values()
        assert_shows(view, standing_as(world, **chosen))
        shown = overview(world, show, divide, sort, order == NEWEST)
        assert_overview(world, shown.html, show, divide, sort, order == NEWEST)
        if question != NO_QUESTION:
            texts = named(world) if text == EVERY_TEXT else [text]
            assert_reading(world, live(view).removeprefix(shown.html), question, texts, order == NEWEST)
    view = widgets.same_point(world)
    assert values_of(view.controls["point"]) == [NO_POINT, *shared_points(world)]
    for point, order in pairwise_points(world):
        choose_all(view, {"point": point, "order": order})
        assert_shows(view, uses(world, point, order == NEWEST))
        if point != NO_POINT:
            assert_uses(world, live(view), point, order == NEWEST)
    view = widgets.source_cards(world)
    for texts, order in product(dict.fromkeys([(), tuple(named(world))[:1], tuple(named(world))]), ORDERS):
        choose_all(view, {"texts": texts, "order": order})
        assert_shows(view, cards(world, texts, order == NEWEST))
        assert_cards(world, live(view), [name for name in named(world, order == NEWEST) if name in texts])


def pairwise_points(world):
    return [(point, ORDERS[n % 2]) for n, point in enumerate([NO_POINT, *shared_points(world)])]


def assert_reasons_can_be_asked_about(world, abouts):
    for about in abouts:
        asking, names = Asking(world, about), names_of(world, reasons_about(world, about))
        asking.accept_what_is_needed()
        assert standing(asking.text) == [names, [], []]
        asking.times(9)
        for words_ in (*PRESSES.values(), "Take all marks back"):
            asking.press(words_)
        assert standing(asking.text) == [[], names, []]
        assert_shows(asking.view, asking.view.now)


@pytest.mark.parametrize("name", WORLDS)
def test_the_views_work_where_something_is_missing(worlds, name):
    world, asked = worlds[name], list(questions(worlds[name]))
    assert_fixed_views_work(world)
    assert_comparisons_work(world, [THEME + "force", THEME + "weapons", asked[0], asked[5]], asked[:3])
    abouts = [about for _, about in subjects(world)]
    assert_reasons_can_be_asked_about(world, {abouts[0], abouts[-1]})
    assert_all_stand(world, widgets.where_they_stand(world).static.html)
    assert_every_point(world, widgets.same_point(world).static.html)
    for one in LIVE:
        assert_sound(getattr(widgets, one)(world).static)


@pytest.mark.parametrize("name", WORLDS)
def test_marks_and_a_page_work_where_something_is_missing(worlds, name):
    world = worlds[name]
    marking, writing = Marking(world), Writing(world)
    for text in named(world):
        choose(marking.text, text)
        if world.rows("claims", document=text):
            marking.mark(Mark(first_claims(world, text)[0], STATES[0], TYPES[0], "words"))
        else:
            assert "This text has no claims yet." in marking.words
            press(marking.keep)
            assert "No claim is chosen yet" in marking.first
        for beside in (REFERENCE, PARTNER, ALONE):
            choose(marking.beside, beside)
            assert_shows(marking.view, marking.view.now)
    expected = len({row.document for row in world.rows("claims")})
    press(writing.make)
    assert len(marking.table()) == len(marking.kept) == len(a_table(live(writing.view), "My marks")[1:]) == expected


@pytest.mark.parametrize("name", WORLDS)
def test_a_view_that_has_nothing_to_show_says_so(worlds, name):
    silent = [one for one in LIVE if not getattr(widgets, one)(worlds[name]).static.text.strip()]
    assert silent == []


def test_fifty_texts_stand_in_every_static_comparison_in_order(fifty):
    labels = list(named(fifty).values())
    assert_fixed_views_work(fifty)
    shown = widgets.side_by_side(fifty).static.html
    assert_every_theme(fifty, shown)
    assert all(titles(fold, 3) == labels for words_, fold in folds(shown) if words_.startswith("Theme: "))
    shown = tree(widgets.where_they_stand(fifty).static.html)
    (caption,) = (said(one) for one in shown.iter("caption"))
    assert a_table(shown, caption)[0][1:-1] == labels
    for (_, fold), question in zip(folds(shown)[2:], questions(fifty), strict=True):
        assert titles(fold) == [f"{label}: {cell(fifty, question, name)}" for name, label in named(fifty).items()]
    assert titles(widgets.source_cards(fifty).static.html, 3) == labels
    asked = [words_ for words_, _ in folds(widgets.what_if(fifty).static.html)]
    assert asked[: len(labels)] == [f"The reasons of {label}" for label in labels]
    assert_every_point(fifty, widgets.same_point(fifty).static.html)


def test_fifty_texts_can_be_compared_live(fifty):
    asked = list(questions(fifty))
    assert_comparisons_work(fifty, [THEME + "weapons", asked[0]], asked[:2])


def test_fifty_texts_can_be_asked_about(fifty):
    texts = list(named(fifty))
    assert_reasons_can_be_asked_about(fifty, [texts[0], texts[-1]])
    asked = [about for _, about in subjects(fifty)][len(texts) :]
    about = min(asked, key=lambda one: len(reasons_about(fifty, one)))
    case, names = case_of(fifty, about), names_of(fifty, reasons_about(fifty, about))
    shown = followed(fifty, about, {name: ACCEPT for name, item in case.items.items() if item.kind != WARRANT})
    assert_sound(shown)
    assert len(names) >= len(texts) // 5 and standing(shown.text) == [[], names, []]
    shown = followed(fifty, about, dict.fromkeys(case.items, ACCEPT), 9)
    assert standing(shown.text) == [names, [], []]


def test_fifty_texts_can_be_marked(fifty, own):
    marking, writing, texts = Marking(fifty), Writing(fifty), list(named(fifty))
    made = [Mark(first_claims(fifty, texts[n])[0], STATES[0], TYPES[0], "words") for n in (-1, 0, 20)]
    marking.mark(*made)
    assert marking.table() == [as_row(fifty, made[n]) for n in (1, 2, 0)]
    assert values_of(marking.text) == [NO_TEXT, *texts] and in_file(own, fifty) == marking.kept
    press(writing.make)
    assert len(a_table(live(writing.view), "My marks")[1:]) == len(made)


# Hostile words ---------------------------------------------------------------------------------------

RECORD = "record_checks.question record_checks.record record_checks.since"
USED = {
    "side_by_side": f"documents.label claims.text claims.evidence_offered answers.note propositions.text {RECORD} "
    "positions.note positions.condition",
    "where_they_stand": "documents.label propositions.text positions.note positions.condition paragraphs.summary "
    "claims.text",
    "same_point": f"documents.label shared_points.text same_point.use claims.text arguments.label {RECORD}",
    "what_if": "documents.label arguments.label arguments.warrant claims.text attacks.text propositions.text",
    "my_marks": "documents.label claims.text paragraphs.summary",
    "my_page": "documents.label claims.text",
    "source_cards": "documents.label documents.title documents.authors documents.affiliation documents.publisher "
    "documents.published",
    "packet": "documents.label slots.text arguments.label arguments.warrant claims.text attacks.text positions.note "
    "positions.condition record_checks.question",
    "shared_packet": "documents.label propositions.text",
    "phases": "phases.together phases.alone",
    "roles": "roles.people roles.roles",
    "rubric": "rubric.criterion rubric.beginning rubric.developing rubric.secure rubric.strong",
    "models": "models.recommendation models.part models.text",
}


def bad(column):
    return f"<script>{column}('&amp;\"')</script><img src=x onerror={column}>"


@pytest.fixture(scope="module")
def hostile(tables):
    """Every text column whose words are anyone's ends in a script that names the column."""
    frames = dict(tables)
    for table, column in free_columns():
        ending = bad(f"{table}.{column}")
        frames[table] = frames[table].assign(**{column: frames[table][column].map(lambda text, end=ending: text + end)})
    return Tables(frames)


def pages_of(world, name):
    """Pages of a view as a reader can make it, the static one first."""
    if name in FIXED or name == "packet":
        return [
            getattr(widgets, name)(world, *side) for side in ([[one] for one in PACKETS] if name == "packet" else [()])
        ]
    texts, asked = list(named(world)), list(questions(world))
    pages = [getattr(widgets, name)(world).static]
    if name == "side_by_side":
        pages += [compared(world, texts, topic) for topic in asked[:3]]
    if name == "where_they_stand":
        pages += [standing_as(world, show, asked[0], LISTED, asked[0], EVERY_TEXT, OLDEST) for show in SHOW]
    if name == "what_if":
        pages += [
            followed(world, about, {}, 2, next(iter(case_of(world, about).items))) for _, about in subjects(world)
        ]
    if name == "my_marks":
        marking = Marking(world)
        marking.mark(Mark(first_claim(world), STATES[0], TYPES[0], HOSTILE))
        pages.append(marking.view.now)
    if name == "my_page":
        keep_marks(world)
        writing = Writing(world)
        press(writing.make)
        pages.append(SimpleNamespace(html=as_in_a_lesson(live(writing.view)), text=writing.view.now.text))
    return pages


@pytest.mark.parametrize("name", USED)
def test_hostile_words_of_every_column_stay_words(hostile, name):
    pages = pages_of(hostile, name)
    for one in pages:
        assert_sound(one)
    everything = "\n".join(one.html for one in pages)
    ours = {f"{table}.{column}" for table, column in free_columns()}
    used = set(USED[name].split()) & ours
    assert {column for column in used if escaped(bad(column)) not in everything} == set() != used


@pytest.mark.parametrize("name", LIVE)
def test_hostile_words_stay_words_in_every_list_of_choices(hostile, name):
    for one in leaves(getattr(widgets, name)(hostile)):
        assert not getattr(one, "description_allow_html", False) and "<" not in one.description
