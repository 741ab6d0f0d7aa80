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

from helpers import checks, claims, datasets, documents, html, widgets
from helpers.exercises import exercise, feedback, hints, is_right
from helpers.html import Fragment
from helpers.tables import DATA, Tables
from helpers.widgets.argument_map import claim_card
from helpers.widgets.check import EVERY
from helpers.widgets.deaths import causes_of_death
from helpers.widgets.passages import passage
from helpers.widgets.side_by_side import ORDERS, comparison
from helpers.widgets.view import InPage, View
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
    "fragment": "quotes",
    "question": "questions",
    "deaths_at_each_age": None,
    "deaths_by_drug": None,
    "disagreements": None,
    "glossary": None,
    "lesson_table": None,
    "patterns": None,
    "side_by_side": None,
    "words_that_differ": None,
    "young_adult_causes": None,
}


MOVABLE = ["argument_map", "passages", "check", "side_by_side", "words_that_differ", "young_adult_causes"]


def every_view(tables, only=widgets.__all__):
    """Each widget with each argument that it can take, by name."""
    for name in only:
        table = TAKES[name]
        arguments = [(one,) for one in tables[table].iloc[:, 0]] if table else [()]
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
    assert sorted(TAKES) == sorted(widgets.__all__)


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
        for one in [*view.controls.values(), *view.inputs] if isinstance(view, View) else []:
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
                | ipywidgets.Checkbox,
            ), name


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
        return comparison(tables, values["texts"], values["question"], ORDERS[values["order"]])
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
    with pytest.raises(KeyError, match=r"'nobody'.* is one of: .*(pompeo|00-keyboard)"):
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
        own = shown.get(f"{name} {row.get('document')}") or next(iter(shown.values()))
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
        assert {claim for claim in said["text"] if f"- {claim} (" in text} == set(wanted["text"])
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


def test_the_static_comparison_has_every_text_and_question_in_order(tables):
    said = widgets.side_by_side(tables).static
    labels = list(documents.labels(tables).values())
    places = [said.text.index(f"\n{label}\nTitle:") for label in labels]
    assert places == sorted(places)
    assert all(text in said.text for text in claims.propositions(tables).values())
    assert all(note in said.text for note in tables["positions"]["note"])
    assert said.html.count("<h4>") == len(labels)


def test_the_comparison_starts_with_nothing_chosen_and_says_what_to_do(tables):
    view = widgets.side_by_side(tables)
    assert view.controls["texts"].value == ()
    assert "No text is chosen yet. Choose one or more" in live(view)
    view.controls["texts"].set_state({"index": [0, 2]})
    shown = [label for label in documents.labels(tables).values() if f"<h4>{label}</h4>" in live(view)]
    assert shown == [list(documents.labels(tables).values())[n] for n in (0, 2)]
    view.controls["texts"].set_state({"index": []})
    assert "No text is chosen yet" in live(view)


def test_the_comparison_can_be_read_newest_first(tables):
    labels = documents.labels(tables)
    newest = comparison(tables, list(labels), newest_first=True).text
    places = [newest.index(f"\n{label}\nTitle:") for label in labels.values()]
    assert places == sorted(places, reverse=True)
    mixed = comparison(tables, list(labels)[::-1])
    assert mixed == comparison(tables, list(labels))


def test_a_check_shows_every_interpretation_and_the_chosen_ones(tables):
    view = widgets.check(tables, "pompeo-f1")
    frame = checks.deaths_per_day(tables, checks.figure_check(tables, "pompeo-f1"))
    assert all(period in view.static.text for period in frame["period"])
    view.controls["counted"].set_state({"index": [1, 2]})
    view.controls["periods"].set_state({"index": [1]})
    measures, (series,) = view.controls["counted"].value, view.controls["periods"].value
    assert {datasets.MEASURES[name] for name in measures} == {view.controls["counted"].options[n][0] for n in (1, 2)}
    kept = checks.restrict(frame, measures, [series])
    assert live(view).count('<th scope="row"') == len(kept) > 0
    view.controls["periods"].set_state({"index": []})
    assert "Choose at least one thing to count" in live(view)


def test_a_number_box_keeps_to_its_limits(tables):
    view = widgets.check(tables, "pompeo-f1")
    box = view.controls["at_least"]
    for sent, kept in ((10**9, box.max), (-5, box.min), (250, 250)):
        box.set_state({"value": sent})
        assert box.value == kept
        assert f"at least {kept:,} a day" in live(view)


def test_the_check_of_a_cause_says_when_no_figure_is_left(tables):
    view = widgets.check(tables, "pompeo-f2")
    frame = checks.largest_cause(tables, checks.figure_check(tables, "pompeo-f2"))
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


def answer_with(view, kind, places):
    """Answer as a browser does."""
    inputs = view.inputs[1:]
    if kind == "choose one":
        inputs[0].set_state({"index": places[0] if places else None})
    elif kind == "choose several":
        for place, box in enumerate(inputs):
            box.set_state({"value": place in places})
    else:
        for one, place in zip(inputs, [*places, *[None] * len(inputs)], strict=False):
            one.set_state({"index": 0 if place is None else place + 1})


def right_answer(one):
    if one.kind == "put in order":
        return sorted(range(len(one.options)), key=lambda place: one.options["key"][place])
    return [place for place, key in enumerate(one.options["key"]) if key]


def wrong_answer(one):
    if one.kind == "put in order":
        return right_answer(one)[::-1]
    return [place for place, key in enumerate(one.options["key"]) if not key][:1]


def test_feedback_comes_only_after_the_button_and_as_often_as_one_likes(tables):
    for name in tables["questions"]["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        assert one.prompt in view.static.text
        assert live(view) == ""
        shown = ""
        for places in [[], wrong_answer(one), right_answer(one), wrong_answer(one), [], right_answer(one)]:
            answer_with(view, one.kind, places)
            assert live(view) == shown, "feedback before the button"
            press(view.controls["answer"])
            shown = live(view)
            assert shown == feedback(one, tuple(places)).html
            assert ("That is right." in shown) == is_right(one, places) == (places == right_answer(one))


def test_every_option_can_be_chosen_and_gets_its_own_feedback(tables):
    for name in tables["questions"].query("kind != 'put in order'")["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        for place, said in enumerate(one.options["feedback"]):
            answer_with(view, one.kind, [place])
            view.controls["answer"].click()
            assert html.escaped(said) in live(view)


def test_an_unfinished_order_is_asked_for(tables):
    for name in tables["questions"].query("kind == 'put in order'")["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        for places in ([], right_answer(one)[:-1], [0] * len(one.options)):
            answer_with(view, one.kind, places)
            press(view.controls["answer"])
            assert "The order is not complete." in live(view)


def test_hints_come_one_by_one_and_never_more_than_three(tables):
    for name in tables["questions"]["question"]:
        one, view = exercise(tables, name), widgets.question(tables, name)
        for presses in range(1, 6):
            press(view.controls["hinted"])
            assert live(view) == hints(one, min(presses, 3)).html
        answer_with(view, one.kind, right_answer(one))
        press(view.controls["answer"])
        assert live(view) == hints(one, 3).html + "\n" + feedback(one, tuple(right_answer(one))).html


# Hostile tables --------------------------------------------------------------------------------------------

BAD = """ <script>alert("x")</script> & <b onclick='y'>'z'</b>"""


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
            chosen_by_code = table["name"] == "young_adult_causes" and field["name"] in ("period", "age_group")
            if field["type"] == "string" and not limits and field["name"] not in bound and not chosen_by_code:
                yield table["name"], field["name"]


@pytest.fixture(scope="module")
def hostile(tables):
    frames = dict(tables)
    for table, column in free_columns():
        frames[table] = frames[table].assign(**{column: frames[table][column].map(lambda text: text + BAD)})
    return Tables(frames)


def test_hostile_words_stay_words_in_every_view(hostile):
    said = {}
    for name, view in every_view(hostile):
        said.setdefault(name.split()[0], []).append(static(view).text)
        pages = [static(view).html]
        if isinstance(view, View):
            for control in view.controls.values():
                for state in choices(control)[:3] if not isinstance(control, ipywidgets.Button) else ():
                    control.set_state(state)
                    pages.append(live(view))
            pages += [one.value for one in view.inputs if isinstance(one, ipywidgets.HTML)]
        for page in pages:
            assert_harmless(page)
            assert "<script" not in page
    # Two views show numbers and our own words alone; a text that is not annotated yet has no words to show.
    without = {name for name, texts in said.items() if not any(BAD.strip() in text for text in texts)}
    assert without <= {"deaths_by_drug", "twelve_months"}


def test_hostile_words_stay_words_in_the_feedback_of_an_exercise(hostile):
    for name, view in every_view(hostile, ["question"]):
        one = exercise(hostile, name.split()[1])
        for places in (wrong_answer(one), right_answer(one)):
            answer_with(view, one.kind, places)
            press(view.controls["answer"])
            press(view.controls["hinted"])
            assert_harmless(live(view))
            assert html.escaped(BAD.strip()) in live(view)


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
