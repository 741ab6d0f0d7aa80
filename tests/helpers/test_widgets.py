"""Every view: complete where nothing runs, and right after anything that a reader can do to its controls."""

import json
import re
from itertools import product
from pathlib import Path

import ipywidgets
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_html import assert_harmless, assert_same_words

from helpers import claims, documents, figures, html, leading_cause, progress, reader, widgets
from helpers.exercises import exercise, feedback, hints, is_right, on_paper
from helpers.html import Fragment
from helpers.tables import DATA, Tables
from helpers.widgets.argument_map import claim_card
from helpers.widgets.check import EVERY, LEFT
from helpers.widgets.deaths import causes_of_death
from helpers.widgets.from_file import FromFile
from helpers.widgets.passages import passage
from helpers.widgets.same_point import uses
from helpers.widgets.side_by_side import compared
from helpers.widgets.source_cards import cards
from helpers.widgets.view import ORDERS, Group, InPage, View
from helpers.widgets.vocabulary import EVERY as EVERY_TEXT
from helpers.widgets.vocabulary import NO_TEXT, distinct

# Which argument each widget takes besides the tables: a text, a check, an exercise, or none.
TAKES = {
    "argument_map": "documents",
    "author_reply": "documents",
    "evidence_check": "documents",
    "open_questions": "documents",
    "passages": "documents",
    "reading_groups": "documents",
    "source_card": "documents",
    "statements": "documents",
    "strongest_form": "documents",
    "strongest_objection": "documents",
    "twelve_months": "documents",
    "check": "figure_checks",
    "task": "tasks",
    "settled": "settled",
    "disagreements": "disagreements",
    "fragment": "quotes",
    "question": "questions",
    "packet": "packets",
    "guide_to": "lessons",
    "class_steps": None,
    "courses": None,
    "further_reading": None,
    "reading_times": None,
    "standards": None,
    "areas": None,
    "bounds": None,
    "density": None,
    "dispensing": None,
    "explanations": None,
    "fermi": None,
    "flow": None,
    "homicides": None,
    "populations": None,
    "seizures": None,
    "shares": None,
    "study_effects": None,
    "then_and_now": None,
    "timeline": None,
    "traced": None,
    "true_to_scale": None,
    "deaths_at_each_age": None,
    "deaths_by_drug": None,
    "glossary": None,
    "lesson_table": None,
    "patterns": None,
    "models": None,
    "my_marks": None,
    "my_page": None,
    "my_progress": None,
    "my_texts": None,
    "phases": None,
    "roles": None,
    "rubric": None,
    "same_point": None,
    "shared_packet": None,
    "side_by_side": None,
    "source_cards": None,
    "what_if": None,
    "where_they_stand": None,
    "words_that_differ": None,
    "young_adult_causes": None,
}


MOVABLE = [
    *("argument_map", "check", "fermi", "passages", "same_point", "side_by_side", "source_cards"),
    *("where_they_stand", "true_to_scale", "words_that_differ", "young_adult_causes"),
]


def every_view(tables, only=tuple(TAKES)):
    """Each widget with each argument that it can take, by name."""
    for name in only:
        table = TAKES[name]
        arguments = [(one,) for one in tables[table].iloc[:, 0].unique()] if table else [()]
        for values in arguments:
            yield " ".join((name, *values)), getattr(widgets, name)(tables, *values)


@pytest.fixture(autouse=True)
def fast_pictures(monkeypatch):
    """Pictures are made but not drawn, which takes the time of these tests away."""
    monkeypatch.setattr(html, "_png", lambda picture: b"picture")


def static(view):
    return view.static if isinstance(view, View) else view


def live(view):
    """The page that the live widget shows below its controls."""
    return view.box.children[-1].value


def leaves(view):
    """The controls that a reader meets, from top to bottom; groups of them are opened."""
    found, waiting = [], [*view.inputs, *view.controls.values()]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, ipywidgets.Box):
            waiting[:0] = one.children
        else:
            found.append(one)
    return found


def press(button):
    """Press a button as a browser does: with a message."""
    content = {"data": {"method": "custom", "content": {"event": "click"}}}
    button._handle_msg({"content": content, "buffers": []})


def choices(control):
    """Every state that a browser can send for a control."""
    if isinstance(control, ipywidgets.SelectMultiple):
        places = range(len(control.options))
        return [
            {"index": []},
            *({"index": [n]} for n in places),
            {"index": list(places)},
            {"index": [0, len(places) - 1]},
        ]
    if isinstance(control, ipywidgets.BoundedIntText):
        return [{"value": n} for n in (control.min, control.max, control.value)]
    return [{"index": n} for n in range(len(control.options))]


# Every widget ----------------------------------------------------------------------------------------


def test_every_widget_is_tried_here():
    assert sorted([*TAKES, "reply"]) == sorted(widgets.__all__)  # a reply takes an answer too


def test_every_view_shows_every_word_as_text_and_as_a_page(tables):
    for name, view in every_view(tables):
        shown = static(view)
        assert_harmless(shown.html)
        assert_same_words(shown)
        bundle = view._repr_mimebundle_()
        assert bundle["text/plain"] == shown.text, name
        assert bundle["text/html"] == shown.html, name
        assert len(shown.text) > 110 or name.split()[0] != "passages"
        is_live = "application/vnd.jupyter.widget-view+json" in bundle
        assert is_live == isinstance(view, View), name


def test_a_long_view_is_not_cut_in_its_plain_text(tables):
    view = View({}, lambda: Fragment("", ""), Fragment("<p>x</p>", "word " * 500))
    assert view._repr_mimebundle_()["text/plain"] == "word " * 500
    assert {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"} <= set(view._repr_mimebundle_())


def test_every_control_has_a_name_and_none_is_a_slider(tables):
    for name, view in every_view(tables):
        for one in leaves(view) if isinstance(view, View) else []:
            assert "Slider" not in type(one).__name__, name
            if isinstance(one, ipywidgets.HTML):
                continue
            assert one.description.strip(), name
            assert not getattr(one, "description_allow_html", False), name
            assert isinstance(
                one,
                ipywidgets.Button
                | ipywidgets.Dropdown
                | ipywidgets.SelectMultiple
                | ipywidgets.BoundedIntText
                | ipywidgets.RadioButtons
                | ipywidgets.Checkbox
                | ipywidgets.Textarea
                | ipywidgets.Text
                | FromFile,
            ), name


def test_a_view_is_drawn_when_somebody_looks_and_once_for_each_change():
    drawn = []

    def render(value):
        drawn.append(value)
        return Fragment(f"<p>{value}</p>", str(value))

    view = View({"value": ipywidgets.IntText(1)}, render)
    assert drawn == [1] and live(view) == view.static.html == "<p>1</p>" and drawn == [1]
    view.controls["value"].value = 2
    assert live(view) == "<p>2</p>" and drawn == [1, 2]

    drawn.clear()
    with_static = View({"value": ipywidgets.IntText(1)}, render, Fragment("<p>all</p>", "all"))
    with_static.controls["value"].value = 2
    assert drawn == [] and with_static.static.text == "all"
    with_static.controls["value"].value = 3
    assert live(with_static) == "<p>3</p>" and drawn == [3]


def test_every_live_view_brings_what_works_in_the_page_once(tables):
    folder = Path(widgets.__file__).parent
    for name, view in every_view(tables):
        if isinstance(view, View):
            first, *others = view.box.children
            assert isinstance(first, InPage), name
            assert not any(isinstance(one, InPage) for one in others), name
            assert others == [*view.inputs, *view.controls.values(), others[-1]], name
    assert InPage()._esm == (folder / "view.js").read_text(encoding="utf-8")
    assert InPage()._css == (folder / "view.css").read_text(encoding="utf-8")


def test_the_page_marks_a_control_as_tables_are_marked():
    attribute = html.KEEPS_KEYS.split("=")[0]
    assert f'toggleAttribute("{attribute}"' in InPage()._esm


def pure(tables, name, given, values):
    """What the function behind a view returns for the values of its controls."""
    if name == "passages":
        return passage(tables, *given, values["part"], values["kind"])
    if name == "side_by_side":
        order = ORDERS[values.pop("order")]
        return compared(tables, *values.values(), newest_first=order)
    if name == "source_cards":
        return cards(tables, values["texts"], ORDERS[values["order"]])
    if name == "same_point":
        return uses(tables, values["point"], ORDERS[values["order"]])
    if name == "argument_map":
        return claim_card(tables, values["claim"])
    if name == "words_that_differ":
        chosen = list(documents.labels(tables)) if values["text"] == EVERY_TEXT else [values["text"]]
        return distinct(tables, [] if values["text"] == NO_TEXT else chosen, values["count"])
    if name == "young_adult_causes":
        return causes_of_death(tables, *values["group"])
    return getattr(widgets, name)(tables, *given).render(**values)


@pytest.mark.parametrize("name", MOVABLE)
def test_every_choice_of_every_control_shows_what_the_function_returns(tables, name):
    for called, view in every_view(tables, [name]):
        for control in view.controls.values():
            key = "value" if isinstance(control, ipywidgets.BoundedIntText) else "index"
            start = getattr(control, key)
            for state in [*choices(control), {key: start}]:
                control.set_state(state)
                shown = pure(tables, name, called.split()[1:], {key: one.value for key, one in view.controls.items()})
                assert live(view) == view.now.html == shown.html
                assert_harmless(shown.html)
                assert_same_words(shown)


def test_a_message_from_a_browser_changes_the_live_view(tables):
    view = widgets.passages(tables, "pompeo")
    before = live(view)
    content = {"data": {"method": "update", "state": {"index": 2}, "buffer_paths": []}}
    view.controls["part"]._handle_msg({"content": content, "buffers": []})
    assert view.controls["part"].value == documents.sections(tables, "pompeo")[1]
    assert live(view) != before


def test_what_a_reader_chooses_does_not_change_the_static_view(tables):
    for _, view in every_view(tables, MOVABLE):
        before = view._repr_mimebundle_()["text/plain"]
        for control in view.controls.values():
            control.set_state(choices(control)[0])
        assert view._repr_mimebundle_()["text/plain"] == before


DOCUMENT_WIDGETS = [name for name, table in TAKES.items() if table]


@pytest.mark.parametrize("name", DOCUMENT_WIDGETS)
def test_an_unknown_name_is_refused_with_the_choices(tables, name):
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: .*(pompeo|00-keyboard|for, against|04-day)"):
        getattr(widgets, name)(tables, "nobody")


@pytest.mark.parametrize("name", ["statements", "twelve_months"])
def test_a_text_whose_last_day_is_open_can_be_shown(tables, name):
    (text,) = tables["documents"].loc[tables["documents"]["published_to"].isna(), "document"]
    assert getattr(widgets, name)(tables, text).text


def test_a_part_that_is_not_written_yet_is_not_called_missing_from_the_text(tables):
    bare = Tables({**tables, "slots": tables["slots"].iloc[:0]})
    assert "gives no reply" not in widgets.author_reply(bare, "pompeo").text


# Static views are complete -----------------------------------------------------------------------------


def test_the_whole_text_stands_in_the_static_passages(tables):
    for text in tables["documents"]["document"]:
        said = widgets.passages(tables, text).static.text
        for row in documents.paragraphs(tables, text).itertuples():
            assert f"{row.paragraph} {row.summary or 'The summary of this paragraph is not written yet.'}" in said
        assert all(claim in said for claim in claims.claims(tables, text)["text"])
        places = [said.index(f"\n{number} ") for number in documents.paragraphs(tables, text)["paragraph"]]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("glossary", "terms", ["term", "meaning", "example"]),
        ("lesson_table", "lessons", ["title", "minutes", "key_question"]),
        ("disagreements", "disagreements", ["figure", "one", "other", "why"]),
        ("statements", "statements", ["speaker", "counted", "ages", "words"]),
        ("strongest_form", "slots", ["text"]),
        ("strongest_objection", "slots", ["text"]),
        ("author_reply", "slots", ["text"]),
        ("open_questions", "slots", ["text"]),
        ("argument_map", "arguments", ["label", "warrant"]),
        ("argument_map", "attacks", ["text"]),
        ("patterns", "schemes", ["scheme", "meaning", "questions"]),
    ],
)
def test_every_row_of_a_table_is_shown(tables, name, table, columns):
    parts = {"strongest_objection": "objection", "author_reply": "reply", "open_questions": "open question"}
    frame = tables[table]
    if table == "slots":
        frame = frame[frame["slot"] == parts.get(name, "strongest form")]
    shown = {called: static(view).text for called, view in every_view(tables, [name])}
    for row in frame.to_dict("records"):
        own = shown.get(f"{name} {row.get('document') or row.get('lesson')}") or next(iter(shown.values()))
        assert all(str(row[column]) in own for column in columns), row


def test_a_claim_card_stands_for_every_claim_with_its_place_and_its_checks(tables):
    for text in tables["documents"]["document"]:
        view = widgets.argument_map(tables, text)
        assert view.controls["claim"].value == "" and "No claim is chosen yet" in live(view)
        said = claims.claims(tables, text)
        assert [name for _, name in view.controls["claim"].options] == ["", *said["claim"]]
        for row in said.itertuples():
            card = view.render(claim=row.claim).text
            assert card.startswith(row.text) and f"paragraph {row.paragraph}, words {row.first_word} to" in card
            checked = tables.rows("record_checks", claim=row.claim)
            for check in checked:
                assert check.featured or (check.question in card and check.result in card)
            figures = tables.rows("figure_checks", claim=row.claim)
            assert ("It was not held against a record." in card) == (not checked and not figures)


def test_a_claim_card_names_reasons_objections_and_other_texts(tables):
    labels = documents.labels(tables)
    for row in tables["claims"].itertuples():
        card = claim_card(tables, row.claim).text
        reasons = {
            tables.row("arguments", argument=one.argument).label for one in tables.rows("premises", claim=row.claim)
        }
        assert all(f"{label}: " in card for label in reasons)
        assert ("no reason in the map" in card) == (not reasons)
        objections = [one.text for one in tables.rows("attacks", target_claim=row.claim)]
        assert all(text in card for text in objections)
        assert ("none in the map" in card) == (not objections)
        points = claims.same_point(tables, row.claim)
        for point, others in points:
            where = "; ".join(f"{labels[one.document]}, paragraph {one.paragraph}" for one in others)
            assert f"{point} {where}" in card
        assert ("Other texts that make the same point: none found" in card) == (not points)


def test_a_claim_with_markup_in_it_stays_words_on_its_card_and_in_its_list(tables):
    made = Tables({**tables, "claims": tables["claims"].assign(text=BAD)})
    for text in tables["documents"]["document"]:
        view = widgets.argument_map(made, text)
        for place, (label, _) in enumerate(view.controls["claim"].options):
            assert label == "no claim yet" or label.endswith(BAD)
            view.controls["claim"].set_state({"index": place})
            assert_harmless(live(view))
            assert (html.escaped(BAD) in live(view)) == (place > 0)
        (picture,) = view.inputs
        assert_harmless(picture.value)
        assert html.escaped(BAD) in picture.value


def test_a_map_shows_its_picture_above_its_list_of_claims(tables):
    view = widgets.argument_map(tables, "pompeo")
    (picture,) = view.inputs
    assert picture.value == view.static.html
    image, alt = re.search(r'<img src="([^"]+)" alt="([^"]+)"', picture.value).groups()
    assert image.startswith("data:image/png;base64,")
    reasons = tables.rows("arguments", document="pompeo")
    assert alt.startswith(f"Map with {len(reasons)} reasons: ")
    assert all(html.escaped(reason.label) in alt for reason in reasons)
    assert f"{len(tables.rows('attacks', document='pompeo'))} objections" in alt
    assert "The same as an outline" in view.static.text


@pytest.mark.parametrize(
    "empty", [["arguments", "premises", "attacks"], ["claims", "arguments", "premises", "attacks"]]
)
def test_a_text_without_reasons_has_a_map_that_says_so(tables, empty):
    bare = Tables({**tables, **{name: tables[name].iloc[:0] for name in empty}})
    view = widgets.argument_map(bare, "pompeo")
    assert view.static.text == "The reasons of this text are not written yet."
    assert "<img" not in view.static.html and "No claim is chosen yet" in live(view)
    for place in range(len(view.controls["claim"].options)):
        view.controls["claim"].set_state({"index": place})
        assert_harmless(live(view))
    assert len(view.controls["claim"].options) == 1 + len(bare.rows("claims", document="pompeo"))


def test_words_that_differ_start_with_a_guess_and_show_one_text_or_all(tables):
    view = widgets.words_that_differ(tables)
    labels = documents.labels(tables)
    titles = [f"Words that set {label} apart" for label in labels.values()]
    assert "First guess" in live(view) and not any(title in live(view) for title in titles)
    assert all(title in view.static.text for title in titles)
    for place, (_, name) in enumerate(view.controls["text"].options):
        view.controls["text"].set_state({"index": place})
        wanted = titles if name == EVERY_TEXT else [f"Words that set {labels[name]} apart"] if name in labels else []
        # A title stands in a table twice: as its caption and as its name for a screen reader.
        assert [live(view).count(html.escaped(title)) for title in titles] == [2 * (one in wanted) for one in titles]
        assert ("Method." in live(view)) == bool(wanted)
    assert [name for _, name in view.controls["text"].options] == [NO_TEXT, *labels, EVERY_TEXT]


def test_the_number_of_words_keeps_to_its_limits(tables):
    view = widgets.words_that_differ(tables)
    view.controls["text"].set_state({"index": 1})
    box = view.controls["count"]
    assert (box.min, box.max) == (1, 20)
    for sent, kept in ((10**9, 20), (-5, 1), (0, 1), (20, 20), (3, 3)):
        box.set_state({"value": sent})
        assert live(view).count('<th scope="row"') == box.value == kept


def test_fewer_words_than_asked_for_are_shown_as_they_are(tables):
    name = next(iter(documents.labels(tables)))
    few = Tables({**tables, "word_counts": tables["word_counts"].query("document == @name").nlargest(2, "count")})
    assert distinct(few, [name], 20).html.count('<th scope="row"') == 2
    none = Tables({**tables, "word_counts": tables["word_counts"].iloc[:0]})
    shown = distinct(none, [name], 20)
    assert shown.html.count('<th scope="col"') == 4 and '<th scope="row"' not in shown.html
    assert_same_words(shown)


def test_a_text_of_one_part_or_two_can_be_shared(tables):
    for parts in (["all"], ["one", "two"]):
        frame = tables["paragraphs"].query("document == 'cornell'")
        frame = frame.assign(section=[parts[min(n, len(parts) - 1)] for n in range(len(frame))])
        said = widgets.reading_groups(Tables({**tables, "paragraphs": frame}), "cornell")
        assert said.html.count('<th scope="row"') == said.text.count("everybody") == len(parts)
        assert "group 1" not in said.text


def test_a_fragment_has_its_place_and_a_long_text_can_be_shared(tables):
    for row in tables["quotes"].itertuples():
        label = documents.labels(tables)[row.document]
        assert widgets.fragment(tables, row.quote).text == f"“{row.text}” ({label}, paragraph {row.paragraph})"
    parts = documents.parts(tables, "ziemer")
    assert parts["words"].sum() == tables.row("documents", document="ziemer")["words"]
    assert parts["first"].tolist()[1:] == (parts["last"] + 1).tolist()[:-1]
    shared = parts["words"].iloc[[0, -1]].sum()
    said = widgets.reading_groups(tables, "ziemer").text
    assert all(f"{words + shared:,}" in said for words in parts["words"].iloc[1:-1])
    assert (parts["words"].iloc[1:-1] + shared).max() < 1_850


def test_passages_show_one_part_and_one_kind(tables):
    view = widgets.passages(tables, "pompeo")
    said = claims.claims(tables, "pompeo")
    for part, kind in product(view.controls["part"].options, view.controls["kind"].options):
        text = view.render(part=part, kind=kind).text
        frame = documents.paragraphs(tables, "pompeo")
        inside = frame if part == "the whole text" else frame[frame["section"] == part]
        wanted = said[
            said["paragraph"].isin(inside["paragraph"])
            & said["type"].isin([kind, *(set(said["type"]) if kind == "every kind" else [])])
        ]
        assert {claim for claim in said["text"] if f". {claim} (" in text} == set(wanted["text"])
        assert all((row.summary in text) == (row.paragraph in set(inside["paragraph"])) for row in frame.itertuples())


def test_a_text_without_claims_or_summaries_can_be_read(tables):
    bare = Tables(
        {**tables, "claims": tables["claims"].iloc[:0], "paragraphs": tables["paragraphs"].assign(summary="")}
    )
    view = widgets.passages(bare, "pompeo")
    assert view.controls["kind"].options == ("every kind", "no claims")
    for part in range(len(view.controls["part"].options)):
        view.controls["part"].set_state({"index": part})
        assert "not written yet" in live(view)
        assert "<details>" not in live(view)


def test_source_cards_have_every_text_in_order_or_newest_first(tables):
    labels = list(documents.labels(tables).values())
    said = widgets.source_cards(tables).static
    places = [said.text.index(f"{label}\nTitle:") for label in labels]
    assert places == sorted(places) and said.html.count("<h3>") == len(labels)
    newest = cards(tables, list(documents.labels(tables)), newest_first=True)
    assert re.findall(r"<h3>(.*?)</h3>", newest.html) == labels[::-1]
    assert cards(tables, list(documents.labels(tables))[::-1]) == said


def test_source_cards_start_with_nothing_chosen_and_say_what_to_do(tables):
    view = widgets.source_cards(tables)
    assert view.controls["texts"].value == ()
    assert "No text is chosen yet. Choose one or more" in live(view)
    view.controls["texts"].set_state({"index": [0, 2]})
    shown = re.findall(r"<h3>(.*?)</h3>", live(view))
    assert shown == [list(documents.labels(tables).values())[n] for n in (0, 2)]
    view.controls["texts"].set_state({"index": []})
    assert "No text is chosen yet" in live(view)


def test_a_check_shows_every_interpretation_and_the_chosen_ones(tables):
    for name in tables["figure_checks"].query("method != 'largest cause'")["figure_check"]:
        view, one = widgets.check(tables, name), figures.figure_check(tables, name)
        frame = figures.listed_by_rule(tables, one)
        assert view.static.html.count('<th scope="row"') == len(frame)
        for argument, (_, column) in LEFT.items():
            options = list(dict.fromkeys(frame[column]))
            assert (argument in view.controls) == (len(options) > 1), (name, argument)
            if argument not in view.controls:
                continue
            control = view.controls[argument]
            assert list(control.options) == options == list(control.value)
            control.set_state({"index": [len(options) - 1]})
            kept = frame[frame[column] == options[-1]]
            assert live(view).count('<th scope="row"') == len(kept) > 0
            control.set_state({"index": []})
            assert "No interpretation fits this choice. Choose more entries in the lists." in live(view)
            control.set_state({"index": list(range(len(options)))})
        assert live(view).count('<th scope="row"') == len(frame)


def test_the_reach_of_a_word_is_the_readers_to_say_within_limits(tables):
    for name in ("pompeo-f1", "ziemer-f2", "ziemer-f4"):
        view, one = widgets.check(tables, name), figures.figure_check(tables, name)
        box = view.controls["stretch"]
        assert (box.value, box.min, box.max) == (one.stretch, 0, one.most) and one.hedge in box.description
        for sent, kept in ((10**9, one.most), (-5, 0), (one.most // 2, one.most // 2)):
            box.set_state({"value": sent})
            assert box.value == kept
            assert f"taken to mean {figures.meaning(one, kept)}" in html_words(live(view))


def html_words(page):
    return re.sub(r"<[^>]+>", "", page)


def test_an_estimate_by_hand_keeps_both_ends_and_says_what_cannot_be(tables):
    view = widgets.fermi(tables)
    assert "Nothing is estimated yet" in live(view)
    for key, value in (("seized_low", 10_000), ("seized_high", 30_000), ("share_low", 5), ("share_high", 20)):
        view.controls[key].set_state({"value": value})
    shown = html_words(live(view))
    assert "50,000 cross in a year" in shown and "600,000 cross in a year" in shown and "12.0 times" in shown
    view.controls["share_low"].set_state({"value": 30})
    assert "The least value, 30, is above the greatest, 20." in html_words(live(view))
    view.controls["seized_low"].set_state({"value": 0})
    assert "Nothing is estimated yet" in live(view)


def test_outlines_are_drawn_for_every_choice(tables):
    view = widgets.true_to_scale(tables)
    for others, how in product(*(view.controls[name].options for name in ("others", "how"))):
        text = view.render(others=others, how=how).text
        assert all(country in text for country in ("Mexico", *others.split(" and ")))
        assert ("laid over each other" in text) == (how == "laid over Mexico")


def test_the_check_of_a_cause_says_when_no_figure_is_left(tables):
    view = widgets.check(tables, "pompeo-f2")
    frame = leading_cause.listed_by_rule(tables, figures.figure_check(tables, "pompeo-f2"))
    for counting, group in product(view.controls["counting"].options, view.controls["group"].options):
        text = view.render(counting=counting, group=group[1]).text
        kept = frame[(frame["counting"] == counting) | (counting == EVERY)]
        if group[1] != EVERY:
            kept = kept[(kept["period"] == group[1][0]) & (kept["age_group"] == group[1][1])]
        assert ("There is no figure for this way of counting" in text) == kept.empty
        assert all(
            text.count(f"\n{period}, ages {ages} |") == len(rows)
            for (period, ages), rows in kept.groupby(["period", "age_group"])
        )


def test_every_age_group_shows_its_causes(tables):
    view = widgets.young_adult_causes(tables)
    for place, (label, (period, ages)) in enumerate(view.controls["group"].options):
        view.controls["group"].set_state({"index": place})
        assert label == f"{period}, ages {ages}"
        rows = tables["young_adult_causes"].query("period == @period and age_group == @ages")
        assert live(view).count('<th scope="row"') == len(rows)


# Questions -------------------------------------------------------------------------------------------------


def answer_with(view, one, answer):
    """Answer as a browser does: places of choices, types of claims, or what is written."""
    inputs = [control for control in view.inputs[1:] if not isinstance(control, ipywidgets.HTML)]
    match one.kind:
        case "choose one":
            inputs[0].set_state({"index": answer[0] if answer else None})
        case "choose several":
            for place, box in enumerate(inputs[: len(one.options)]):
                box.set_state({"value": place in answer})
        case "put in order":
            lists = inputs[: len(one.options)]
            for control, place in zip(lists, [*answer, *[None] * len(lists)], strict=False):
                control.set_state({"index": 0 if place is None else place + 1})
        case "tag claims":
            for control, kind in zip(inputs, answer or [""] * len(one.options), strict=False):
                control.set_state({"index": [value for _, value in control.options].index(kind)})
        case _:
            inputs[0].set_state({"value": answer})


def right_answer(one):
    match one.kind:
        case "put in order":
            return sorted(range(len(one.options)), key=lambda place: one.options["key"][place])
        case "tag claims":
            return one.options["type"].tolist()
        case "number":
            return f"{one.options['value'].iloc[0]:.4f}"
        case "write":
            return "these are five words and more"
    return [place for place, key in enumerate(one.options["key"]) if key]


def wrong_answer(one):
    match one.kind:
        case "put in order":
            return right_answer(one)[::-1]
        case "tag claims":
            return ["legal" if kind != "legal" else "event" for kind in right_answer(one)]
        case "number":
            return f"{one.options['value'].iloc[1]:.6f}"
        case "write":
            return "two words"
    return [place for place, key in enumerate(one.options["key"]) if not key][:1]


def none(one):
    return {"tag claims": [""] * len(one.options), "number": "", "write": ""}.get(one.kind, [])


def said_to(one, answer):
    return feedback(one, answer if isinstance(answer, str) else tuple(answer)).html


def anew():
    reader.forget_progress()


def test_feedback_comes_only_after_the_button_and_as_often_as_one_likes(tables):
    for name in tables["questions"]["question"]:
        anew()
        one, view = exercise(tables, name), widgets.question(tables, name)
        assert one.prompt in view.static.text
        assert live(view) == ""
        shown = ""
        right, wrong = right_answer(one), wrong_answer(one)
        for answer in [none(one), wrong, right, wrong, none(one), right]:
            answer_with(view, one, answer)
            assert live(view) == shown, "feedback before the button"
            press(view.controls["answer"])
            shown = live(view)
            assert shown == said_to(one, answer)
            assert ("That is right." in shown) == is_right(one, answer) == (answer == right and one.kind != "write")


def test_every_option_can_be_chosen_and_gets_its_own_feedback(tables):
    for name in tables["questions"].query("kind in ['choose one', 'choose several']")["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        for place, said in enumerate(one.options["feedback"]):
            answer_with(view, one, [place])
            view.controls["answer"].click()
            assert html.escaped(said) in live(view)


def test_an_unfinished_order_is_asked_for(tables):
    for name in tables["questions"].query("kind == 'put in order'")["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        for places in ([], right_answer(one)[:-1], [0] * len(one.options)):
            answer_with(view, one, places)
            press(view.controls["answer"])
            assert "The order is not complete." in live(view)


def test_hints_come_one_by_one_and_never_more_than_three(tables):
    for name in tables["questions"]["question"]:
        anew()
        one, view = exercise(tables, name), widgets.question(tables, name)
        for presses in range(1, 6):
            press(view.controls["hinted"])
            assert live(view) == hints(one, min(presses, 3)).html
        answer_with(view, one, right_answer(one))
        press(view.controls["answer"])
        assert live(view) == hints(one, 3).html + "\n" + said_to(one, right_answer(one))
        assert reader.load_progress(tables)[name].hints == 3


def test_what_was_done_is_kept_said_and_shown_again(tables):
    anew()
    one, view = exercise(tables, "00-number"), widgets.question(tables, "00-number")
    for answer, sure in (("", "sure"), ("71.4", "fairly sure"), ("83", "a guess"), ("71", "sure")):
        answer_with(view, one, answer)
        view.inputs[-1].value = sure
        press(view.controls["answer"])
    step = reader.load_progress(tables)["00-number"]
    assert (step.tries, step.solved_at, step.sure, step.written) == (3, 2, "fairly sure", "")
    assert "Solved before, at try 2." in live(widgets.question(tables, "00-number"))
    words = widgets.question(tables, "00-write")
    answer_with(words, exercise(tables, "00-write"), "five hundred books were lent")
    press(words.controls["answer"])
    again = widgets.question(tables, "00-write")
    assert again.inputs[1].value == "five hundred books were lent" and "it is in the box" in live(again)
    done = widgets.my_progress(tables)
    assert "00 Start here | 6 | 2 | 2" in done.now.text and "five hundred" not in done.now.text
    assert done.static.text == widgets.my_progress(tables).static.text


def test_a_try_that_cannot_be_kept_is_said_and_the_exercise_works(tables, monkeypatch, tmp_path):
    file = tmp_path / "a_file"
    file.write_text("")
    monkeypatch.setenv(reader.VARIABLE, str(file / "my_work"))
    one, view = exercise(tables, "00-number"), widgets.question(tables, "00-number")
    answer_with(view, one, "83")
    press(view.controls["answer"])
    assert "That is right." in live(view) and "This try was not kept: " in live(view)


def test_a_file_for_a_teacher_has_no_words_unless_that_was_ticked(tables):
    anew()
    reader.keep_step(tables, "00-write", lambda step: progress.tried(step, False, "", "my own words here now"))
    view = widgets.my_progress(tables)
    _, words, export, forget = view.controls["done"].children
    export.click()
    assert "Written, without what you wrote: my_work/progress_for_a_teacher.json." in view.now.text
    file = reader.folder() / reader.FOR_A_TEACHER
    assert "my own words" not in file.read_text("utf-8")
    words.value = True
    export.click()
    assert "my own words" in file.read_text("utf-8")
    forget.click()
    assert "press Begin anew once more" in view.now.text and reader.load_progress(tables)
    export.click()
    forget.click()
    assert "press Begin anew once more" in view.now.text, "it is asked anew after anything else"
    forget.click()
    assert "What was kept on the exercises is removed." in view.now.text
    forget.click()
    assert "There was nothing to remove." in view.now.text and "No exercise has been tried yet." in view.now.text


# Hostile tables --------------------------------------------------------------------------------------------

BAD = """ <script>alert("x")</script> & <b onclick='y'>'z'</b>"""


CHOSEN_BY_CODE = {
    ("deaths_by_age", "age_group"),
    ("young_adult_causes", "period"),
    ("young_adult_causes", "age_group"),
    ("figure_checks", "about"),
}


def free_columns():
    """Every text column whose words are anyone's: no name, no reference, no fixed choice."""
    for table in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        schema = table["schema"]
        bound = {name for link in schema.get("foreignKeys", []) for name in [link["fields"]] if isinstance(name, str)}
        bound |= {
            name
            for link in schema.get("foreignKeys", [])
            if not isinstance(link["fields"], str)
            for name in link["fields"]
        }
        bound |= {link["field"] for link in schema.get("lists", [])}
        for field in schema["fields"]:
            limits = set(field.get("constraints", {})) & {"enum", "pattern"}
            chosen_by_code = (table["name"], field["name"]) in CHOSEN_BY_CODE
            if field["type"] == "string" and not limits and field["name"] not in bound and not chosen_by_code:
                yield table["name"], field["name"]


@pytest.fixture(scope="module")
def hostile(tables):
    frames = dict(tables)
    for table, column in free_columns():
        changed = frames[table][column].map(lambda text: text + BAD)
        if (table, column) == ("options", "text"):  # claims and slips stand there by name
            by_name = set(tables["questions"].query("kind in ['tag claims', 'number']")["question"])
            changed = changed.where(~frames[table]["question"].isin(by_name), frames[table][column])
        frames[table] = frames[table].assign(**{column: changed})
    return Tables(frames)


def test_hostile_words_stay_words_in_every_view(hostile):
    said = {}
    for name, view in every_view(hostile):
        said.setdefault(name.split()[0], []).append(static(view).text)
        pages = [static(view).html]
        if isinstance(view, View):
            for control in view.controls.values():
                for state in choices(control)[:3] if not isinstance(control, ipywidgets.Button | Group) else ():
                    control.set_state(state)
                    pages.append(live(view))
            pages += [one.value for one in view.inputs if isinstance(one, ipywidgets.HTML)]
        for page in pages:
            assert_harmless(page)
            assert "<script" not in page
    # These show numbers alone, or say in fixed words how to work on paper.
    without = {name for name, texts in said.items() if not any(BAD.strip() in text for text in texts)}
    computed = {
        "bounds",
        "deaths_at_each_age",
        "density",
        "homicides",
        "seizures",
        "then_and_now",
        "traced",
        "true_to_scale",
    }
    assert without <= {"class_steps", "deaths_by_drug", "fermi", "my_marks", "my_page", "twelve_months", *computed}


def test_hostile_words_stay_words_in_the_feedback_of_an_exercise(hostile):
    for name, view in every_view(hostile, ["question"]):
        one = exercise(hostile, name.split()[1])
        for places in (wrong_answer(one), right_answer(one)):
            answer_with(view, one, places)
            press(view.controls["answer"])
            press(view.controls["hinted"])
            assert_harmless(live(view))
            assert html.escaped(BAD.strip()) in live(view)
        assert_harmless(on_paper(one).html)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_summary_and_claim_can_be_shown(tables, text):
    made = Tables(
        {
            **tables,
            "paragraphs": tables["paragraphs"].assign(summary=text),
            "claims": tables["claims"].assign(text=text),
        }
    )
    shown = widgets.passages(made, "cornell").static
    assert_harmless(shown.html)
    assert text in shown.text
