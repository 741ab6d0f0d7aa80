"""What the tables say is whole, agrees with itself, and, where the originals are at hand, with them."""

import collections
import csv
import hashlib
import json
import math
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

from helpers import agreement, checks, datasets, documents, figures, leading_cause
from helpers.tables import DATA, listed

PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
ORDER = {  # how the rows of a table stand; a text, proposition or question sorts by its own place
    "documents": ["order"], "provenance": ["document"], "paragraphs": ["document", "paragraph"],
    "claims": ["document", "paragraph", "first_word"], "quotes": ["document", "quote"],
    "numbers": ["document", "paragraph", "word"], "slots": ["document", "slot", "order"],
    "arguments": ["document", "order"], "premises": ["argument", "claim"], "attacks": ["document", "attack"],
    "schemes": ["order"], "shared_points": ["order"], "same_point": ["point", "claim"],
    "annotations": ["document", "pass", "paragraph", "first_word", "last_word"], "word_counts": ["document", "word"],
    "propositions": ["order"], "positions": ["proposition", "document"], "figure_checks": ["figure_check"],
    "record_checks": ["record_check"], "overdose_deaths_12_months": ["vintage", "measure", "period_end"],
    "overdose_deaths": ["measure", "year"], "overdose_deaths_monthly": ["measure", "month"],
    "statements": ["said_on"], "lessons": ["order"], "questions": ["lesson", "order"],
    "options": ["question", "option"],
    "reviews": ["review"], "homicides": ["year"],
    "opioid_dispensing": ["year"], "fentanyl_seizures": ["fiscal_year"], "settled": ["lesson", "order"],
}  # fmt: skip


def annotated(tables):
    """Return the texts that have claims, in order."""
    return [name for name in documents.labels(tables) if name in set(tables["claims"]["document"])]


def placed(tables):
    """Return the claims with ``place``, which sorts them in the order of their text."""
    claims = tables["claims"]
    return claims.assign(place=claims["paragraph"] * 1_000 + claims["first_word"]).set_index("claim")


# Files ---------------------------------------------------------------------------------------------


def test_frictionless_finds_no_error():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert [task.name for task in report.tasks] == list(RESOURCES)


def test_every_table_is_declared_and_there():
    assert sorted(path.name for path in DATA.glob("*.csv")) == sorted(r["path"] for r in RESOURCES.values())


@pytest.mark.parametrize("name", RESOURCES)
def test_a_file_has_plain_line_ends_and_is_written_as_csv_writes_it(name):
    raw = (DATA / RESOURCES[name]["path"]).read_bytes()
    assert (
        b"\r" not in raw and raw.endswith(b"\n") and not raw.endswith(b"\n\n") and not raw.startswith(b"\xef\xbb\xbf")
    )
    for row in csv.reader(raw.decode().splitlines()):
        assert row == [cell.strip() for cell in row], "spaces around a cell"


@pytest.mark.parametrize("name", ORDER)
def test_the_rows_of_a_table_stand_in_order(tables, name):
    documents_in_order = list(documents.labels(tables))
    places = {
        "document": list(documents.in_order(tables)["document"]),
        "proposition": list(tables["propositions"].sort_values("order")["proposition"]),
        "question": list(tables["questions"]["question"]),
        "slot": ["strongest form", "objection", "reply", "open question"],
    }
    if name in ("documents", "propositions"):
        places = {}
    if name in ("shared_points", "schemes"):
        places = {}
    places["point"] = list(tables["shared_points"].sort_values("order")["point"])
    for column in ("claim", "argument", "record_check"):  # such as cornell-12, ziemer-r2, pompeo-c10
        if column in ORDER[name]:
            names = set(tables[name][column])
            places[column] = sorted(
                names, key=lambda one: (documents_in_order.index(one.rpartition("-")[0]), *number(one))
            )
    frame = tables[name][ORDER[name]]
    frame = frame.assign(**{c: frame[c].map(places[c].index) for c in frame.columns if c in places})
    rows = list(frame.itertuples(index=False, name=None))
    if name in (
        "overdose_deaths",
        "overdose_deaths_12_months",
    ):  # measures stand in blocks, in no order of their own
        seen = list(dict.fromkeys(frame["measure"]))
        rows = [tuple(seen.index(cell) if cell in seen else cell for cell in row) for row in rows]
    assert rows == sorted(rows)


def number(name):
    """Return what sorts a name among those of its text: its letter, then its number."""
    letter, digits = re.fullmatch(r"([a-z]?)(\d+)", name.rpartition("-")[2]).groups()
    return letter, int(digits)


# The texts -----------------------------------------------------------------------------------------


def test_the_size_of_a_text_is_that_of_its_paragraphs(tables):
    sizes = tables["paragraphs"].groupby("document")["words"].agg(["sum", "count"])
    for text in tables["documents"].itertuples():
        assert (text.words, text.paragraphs) == tuple(sizes.loc[text.document]), text.document
        assert documents.paragraphs(tables, text.document)["paragraph"].tolist() == list(range(1, text.paragraphs + 1))


def test_the_order_of_the_texts_follows_the_middle_of_their_dates(tables):
    frame = tables["documents"]
    last = frame["published_to"].fillna(frame["published_from"])
    assert (frame["published_from"] <= last).all()
    middle = frame["published_from"] + (last - frame["published_from"]) / 2
    assert frame.assign(middle=middle).sort_values("middle")["order"].tolist() == list(range(1, len(frame) + 1))


def test_a_claim_stands_inside_its_paragraph(tables):
    frame = tables["claims"].merge(tables["paragraphs"], on=["document", "paragraph"])
    assert len(frame) == len(tables["claims"])
    assert (frame["first_word"] <= frame["last_word"]).all() and (frame["last_word"] <= frame["words"]).all()
    assert all(row.claim.startswith(f"{row.document}-") for row in frame.itertuples())


def test_every_text_is_annotated_as_closely_as_the_others(tables):
    claims = tables["claims"]["document"].value_counts()
    sizes = tables["documents"].set_index("document")
    short = sizes[sizes["genre"] != "policy essay"].index
    density = {name: 1000 * claims[name] / sizes.loc[name, "words"] for name in short}
    assert max(density.values()) <= 1.5 * min(density.values()), density
    assert set(claims.index) == set(sizes.index)
    for name in sizes.index:
        own = tables["claims"][tables["claims"]["document"] == name]
        assert (own["importance"] == "thesis").sum() == 1, name
        assert not own.duplicated(["paragraph", "first_word", "last_word"]).any(), name


def test_every_point_is_shared_by_two_texts_and_some_by_texts_that_differ_on_force(tables):
    frame = tables["same_point"].merge(tables["claims"], on="claim")
    texts = frame.groupby("point")["document"].nunique()
    assert set(texts.index) == set(tables["shared_points"]["point"]) and (texts >= 2).all()
    assert len(frame) == len(tables["same_point"])
    stands = tables["positions"].query("proposition == 'force_without_consent'").set_index("document")["stance"]
    across = frame.assign(stance=frame["document"].map(stands)).groupby("point")["stance"].agg(set)
    assert across.map(lambda found: {"supports", "opposes"} <= found).sum() >= 5


def test_every_text_meets_as_many_objections(tables):
    counts = tables["attacks"]["document"].value_counts().reindex(annotated(tables), fill_value=0)
    assert counts.min() >= 1 and counts.max() - counts.min() <= 1


def test_every_proposition_is_taken_up_by_two_texts(tables):
    assert 12 <= len(tables["propositions"]) <= 20
    taken = tables["positions"].query("stance != 'silent'").groupby("proposition")["document"].nunique()
    assert (taken >= 2).all() and len(taken) == len(tables["propositions"])


def test_the_readme_states_how_far_the_two_passes_agree(tables):
    frame = agreement.agreement(tables)
    lines = [
        "| Text | First pass | Second pass | In both | Type | Voice | Importance |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in frame.itertuples():
        alphas = ["none" if math.isnan(value) else f"{value:.2f}" for value in (row.type, row.voice, row.importance)]
        lines.append("| " + " | ".join([row.text, *map(str, (row.first, row.second, row.both)), *alphas]) + " |")
    assert "\n".join(lines) in (DATA / "README.md").read_text("utf-8"), "\n".join(lines)


def test_quotes_are_short_fragments(tables):
    frame = tables["quotes"].merge(tables["paragraphs"], on=["document", "paragraph"], suffixes=("", "_of_paragraph"))
    length = frame["text"].map(lambda text: len(documents.words(text)))
    assert (length <= 12).all() and (length < frame["words"]).all()
    assert (frame["first_word"] + length - 1 <= frame["words"]).all()
    assert (length.groupby(frame["document"]).sum() <= 160).all()


def test_every_number_has_a_claim_that_holds_it_or_a_reason(tables):
    frame = tables["numbers"]
    assert ((frame["claim"] == "") != (frame["reason"] == "")).all()
    claims = tables["claims"].set_index("claim")
    for row in frame[frame["claim"] != ""].itertuples():
        claim = claims.loc[row.claim]
        assert (claim["document"], claim["paragraph"]) == (row.document, row.paragraph), row
        assert claim["first_word"] <= row.word <= claim["last_word"], row


def test_every_text_with_claims_has_every_summary(tables):
    for name in annotated(tables):
        assert documents.paragraphs(tables, name)["summary"].ne("").all(), name


def test_a_strongest_form_has_four_to_six_sentences_on_at_least_two_paragraphs(tables):
    assert sorted(set(tables["slots"]["document"])) == sorted(annotated(tables))
    assert tables["slots"]["text"].str.fullmatch(r"[^.?]+[.?]").all(), "a row of slots is one sentence"
    for name in annotated(tables):
        frame = documents.slot(tables, name, "strongest form")
        assert 4 <= len(frame) <= 6 and len({number for cell in frame["paragraphs"] for number in cell}) >= 2


def test_the_parts_of_an_argument_belong_to_its_text(tables):
    claims = tables["claims"].set_index("claim")["document"]
    arguments = tables["arguments"].set_index("argument")
    assert arguments["conclusion"].map(claims).eq(arguments["document"]).all()
    premises = tables["premises"]
    assert premises["claim"].map(claims).eq(premises["argument"].map(arguments["document"])).all()
    assert set(premises["argument"]) == set(arguments.index), "a reason without a premise"


def test_an_attack_has_one_target_in_its_own_text(tables):
    frame = tables["attacks"]
    assert ((frame["target_claim"] == "") != (frame["target_argument"] == "")).all()
    target = frame["target_claim"] + frame["target_argument"]
    assert [name.rpartition("-")[0] for name in target] == frame["document"].tolist()


def test_every_text_has_a_stance_on_every_proposition(tables):
    frame = tables["positions"]
    pairs = set(zip(frame["proposition"], frame["document"], strict=True))
    assert pairs == {(p, d) for p in tables["propositions"]["proposition"] for d in tables["documents"]["document"]}
    assert frame.loc[frame["stance"] != "silent", "paragraphs"].ne("").all()


# Checks --------------------------------------------------------------------------------------------


def chosen_by_the_rule(figures, records):
    """Return the five featured checks: names, from frames in the order of the text."""
    chosen = figures["name"].tolist()[:2]
    for kind in ("event", "attribution", "unsourced statement", "law"):
        chosen += records.loc[records["kind"] == kind, "name"].tolist()[:1]
    chosen += [name for name in records["name"] if name not in chosen]
    return chosen[:5]


def values_listed(tables, name):
    """How many interpretations the rule of a figure check lists."""
    check = figures.figure_check(tables, name)
    lists = leading_cause if check.method == checks.LARGEST_CAUSE else figures
    return len(lists.listed_by_rule(tables, check))


def test_the_featured_checks_are_those_of_the_written_rule(tables):
    claims = placed(tables)
    figures = tables["figure_checks"].rename(columns={"figure_check": "name"})
    records = tables["record_checks"].rename(columns={"record_check": "name"})
    for document in annotated(tables):
        own = []
        for frame in (figures, records):
            frame = frame.assign(place=frame["claim"].map(claims["place"]), of=frame["claim"].map(claims["document"]))
            own.append(frame[frame["of"] == document].sort_values(["place", "name"]))
        several = [values_listed(tables, name) > 1 for name in own[0]["name"]]
        expected = chosen_by_the_rule(own[0][several], own[1])
        assert len(expected) == 5, document
        marked = [name for frame in own for name in frame.loc[frame["featured"], "name"]]
        assert sorted(marked) == sorted(expected), document
        shown = checks.featured(tables, document)
        assert sorted(shown["check"]) == sorted(expected) and shown["paragraph"].is_monotonic_increasing
        assert shown["kind"].nunique() >= 3


def test_no_check_is_put_on_a_value_a_proposal_or_a_forecast(tables):
    kinds = tables["claims"].set_index("claim")["type"]
    for name in ("record_checks", "figure_checks"):
        frame = tables[name].assign(type=tables[name]["claim"].map(kinds))
        found = frame[frame["type"].isin(["value", "proposal", "forecast"])]
        assert not len(found), found.iloc[:, :2]


def test_a_record_counts_up_to_the_latest_day_of_its_text(tables):
    latest = {name: documents.judged_by(tables, name) for name in documents.labels(tables)}
    frame = tables["record_checks"]
    own = frame["claim"].map(placed(tables)["document"]).map(latest)
    assert frame["as_of"].eq(own).all()


def test_the_words_of_a_figure_check_stand_in_its_claim(tables):
    claims = placed(tables)
    quotes = tables["quotes"].set_index("quote")
    for row in tables["figure_checks"].itertuples():
        assert bool(row.words) != bool(row.in_our_words), row.figure_check
        if not row.words:
            continue
        claim, quote = claims.loc[row.claim], quotes.loc[row.words]
        assert (claim["document"], claim["paragraph"]) == (quote["document"], quote["paragraph"])
        assert claim["first_word"] <= quote["first_word"] <= claim["last_word"]


def test_every_source_is_used(tables):
    used = set()
    for name, resource in RESOURCES.items():
        for link in resource["schema"].get("foreignKeys", []):
            if link["reference"]["resource"] == "sources":
                used |= set(tables[name][link["fields"]])
        for link in resource["schema"].get("lists", []):
            if link["reference"]["resource"] == "sources":
                used |= {source for cell in tables[name][link["field"]] for source in listed(cell)}
    assert used == set(tables["sources"]["source"])


# Figures of the data lessons ----------------------------------------------------------------------------


def test_at_least_sixty_values_were_read_again_and_stand_in_their_tables(tables):
    """A value that was read again stands in its table as it was read; what could not be reached is said."""
    frame = tables["rereadings"]
    assert (frame["result"] == "re-read").sum() >= 60 and (frame["result"] != "re-read").any()
    for row in frame.itertuples():
        key = RESOURCES[row.in_table]["schema"]["primaryKey"]
        rows = in_file_keyed(row.in_table, key)
        assert rows[row.row][row.column] == row.value, row
        assert row.source in listed(rows[row.row]["source"]), row


def in_file_keyed(name, key):
    """The rows of a table as they stand in its file, by their key."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {"; ".join(row[column] for column in key): row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("weapons_flow", "low", "high"), ("weapon_traces", "least", "most"), ("territory", "low", "high"),
     ("study_effects", "low", "high")],
)  # fmt: skip
def test_a_range_has_two_ends_in_order_and_holds_its_value(tables, name, low, high):
    value = {"weapons_flow": "point", "weapon_traces": "percent", "study_effects": "estimate"}.get(name)
    for row in tables.rows(name):
        ends = [getattr(row, end) for end in (low, high)]
        given = [end == end and end is not None for end in ends]
        if name == "weapons_flow" and given == [True, False]:
            assert row.interval == "at least" and row.point != row.point
            continue
        assert all(given) or not any(given), row
        if all(given):
            assert ends[0] <= ends[1], row
            middle = getattr(row, value) if value else ends[0]
            assert middle != middle or ends[0] <= middle <= ends[1], row


def test_numbers_of_events_have_a_unit_and_one_for_each_subject(tables):
    frame = tables["events"]
    assert (frame["number"].notna() == (frame["unit"] != "")).all()
    assert (frame.dropna(subset=["number"]).groupby("subject")["unit"].nunique() == 1).all()


def test_words_that_are_inexact_reach_no_further_than_a_reader_can_stretch_them(tables):
    assert (tables["hedges"]["stretch"] <= tables["hedges"]["most"]).all()
    ranks = tables["figure_checks"]["method"] == checks.LARGEST_CAUSE
    assert (tables["figure_checks"]["figure"].isna() == ranks).all()
    known = set(tables["population"]["country"]) | set(tables["study_effects"]["subject"])
    known |= set(tables["events"]["subject"])
    for row in tables["figure_checks"][~ranks].itertuples():
        assert set(listed(row.about)) <= known, row.figure_check


NOT_FOR_A_MAIN_FIGURE = "reported by others"


def test_what_was_only_reported_by_others_is_marked_so(tables):
    """A row that says that it was read at the source has a source that was read, and the other way round."""
    read_as = tables["sources"].set_index("source")["read_as"]
    for name, resource in RESOURCES.items():
        fields = [field["name"] for field in resource["schema"]["fields"]]
        if not {"standing", "status", "released", "source"} <= set(fields) or name == "young_adult_causes":
            continue
        for row in tables[name].itertuples():
            seen = {read_as[one] for one in listed(row.source)}
            if row.standing == "read at the source":
                assert seen <= {"full table", "full text", "excerpt"}, (name, row.source)
            if seen == {"report by others"}:
                assert row.standing in (NOT_FOR_A_MAIN_FIGURE, "computed by us"), (name, row.source)


# Deaths --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_months_of_a_year_add_up_to_the_year(tables, year):
    months = tables["overdose_deaths_monthly"]
    months = months[months["month"].str.startswith(f"{year}-") & (months["measure"] == "synthetic_opioids")]
    assert len(months) == 12
    total = tables.row("overdose_deaths", year=year, measure="synthetic_opioids", status="final")["deaths"]
    assert months["deaths"].sum() == total


def test_no_figure_was_public_before_its_period_ended(tables):
    frame = datasets.deaths_per_day(tables)
    assert set(frame["series"]) == {"year", "month", "twelve months"}
    assert (frame["released"] >= frame["end"]).all()
    rolling = tables["overdose_deaths_12_months"]
    assert rolling["released"].eq(rolling["vintage"]).all()
    for name, column in (("deaths_by_age", "year"), ("young_adult_causes", "period")):
        last = tables[name][column].astype(str).str[-4:].astype(int)
        assert (tables[name]["released"] >= last.map(lambda year: pd.Timestamp(year, 12, 31))).all(), name


# Exercises and lessons -----------------------------------------------------------------------------


def options(tables, question):
    return tables["options"][tables["options"]["question"] == question]


def test_every_exercise_has_a_usable_key(tables):
    assert set(tables["options"]["question"]) == set(tables["questions"]["question"])
    claims = set(tables["claims"]["claim"])
    for row in tables["questions"].itertuples():
        keys = options(tables, row.question)["key"].tolist()
        assert options(tables, row.question)["option"].tolist() == list(range(1, len(keys) + 1)), row.question
        assert row.question[:2] == row.lesson[:2], row.question
        fits = {
            "choose one": set(keys) == {0, 1} and sum(keys) == 1,
            "choose several": set(keys) == {0, 1},
            "put in order": sorted(keys) == list(range(1, len(keys) + 1)),
            "tag claims": set(keys) == {1} and set(options(tables, row.question)["text"]) <= claims,
            "number": keys[0] == 1 and set(keys[1:]) == {0} and row.tolerance > 0 and row.unit != "",
            "write": keys == [1, 1],
        }
        assert (row.kind == "number") == (row.unit != "") == (row.tolerance == row.tolerance), row.question
        assert fits[row.kind], row.question
    assert tables["options"]["feedback"].str.endswith((".", "?")).all()
    places = tables["questions"].groupby("lesson")["order"].apply(list)
    assert all(found == list(range(1, len(found) + 1)) for found in places)


def right(tables, question):
    frame = options(tables, question)
    return frame.loc[frame["key"] == 1, "text"].tolist()


def test_the_answer_in_deaths_a_day_is_the_nearest_one(tables):
    deaths = tables.row("overdose_deaths", year=2022, measure="synthetic_opioids")["deaths"]
    assert f"{deaths:,}" in tables.row("questions", question="04-daily")["prompt"]
    choices = {text: int(text.replace(",", "").split()[-1]) for text in options(tables, "04-daily")["text"]}
    assert right(tables, "04-daily") == [min(choices, key=lambda text: abs(choices[text] - deaths / 365))]


def test_the_answer_on_growth_is_the_nearest_one(tables):
    first, last = (tables.row("overdose_deaths", year=y, measure="synthetic_opioids")["deaths"] for y in (2013, 2022))
    sizes = {"doubled": 2, "five times": 5, "ten times": 10, "more than twenty times": 20}
    choices = {t: next(n for w, n in sizes.items() if w in t) for t in options(tables, "04-predict")["text"]}
    assert right(tables, "04-predict") == [min(choices, key=lambda t: abs(math.log(last / first / choices[t])))]
    assert last / first > 20
    later = tables.row("overdose_deaths", year=2024, measure="synthetic_opioids")["deaths"]
    feedback = options(tables, "04-predict").set_index("key").loc[1, "feedback"]
    assert f"From {first:,} in 2013 to {last:,} in 2022 is nearly {math.ceil(last / first)} times" in feedback
    assert f"to {later:,} in 2024 is a fall of about {100 * (1 - later / last):.0f} percent" in feedback


def test_the_nearest_match_for_half_a_million_weapons_follows_from_the_estimates(tables):
    number = {row.work: row.point for row in tables["weapons_flow"].itertuples()}
    frame = options(tables, "08-origin")
    assert right(tables, "08-origin") == [min(frame["text"], key=lambda work: abs(number[work] - 500_000))]
    for row in frame[frame["key"] == 0].itertuples():
        size = "more" if number[row.text] > 500_000 else "less"
        assert row.feedback == f"It gives {number[row.text]:,.0f}, which is much {size}."


def test_the_length_of_a_choice_does_not_give_the_key_away(tables):
    """Who always takes the longest choice is right no more often than by chance, about one time in four."""
    names = tables["questions"].query("kind == 'choose one'")["question"]
    sizes = {name: options(tables, name).assign(size=lambda frame: frame["text"].str.len()) for name in names}
    longest = [name for name, frame in sizes.items() if frame.loc[frame["size"].idxmax(), "key"] == 1]
    assert len(longest) <= len(sizes) / 4, longest
    for name, frame in sizes.items():
        key, others = (frame.loc[frame["key"] == right, "size"].max() for right in (1, 0))
        assert key <= 1.2 * others, (name, key, others)


def test_the_answers_on_sources_and_positions_follow_from_the_tables(tables):
    frame = documents.in_order(tables)
    neighbours = zip(frame.itertuples(), frame.iloc[1:].itertuples(), strict=False)
    unsure = {f"{a.label}; {b.label}": not (a.published_to < b.published_from) for a, b in neighbours}
    assert options(tables, "01-dates")["text"].tolist() == list(unsure)
    assert right(tables, "01-dates") == [pair for pair, open_order in unsure.items() if open_order]
    assert right(tables, "01-authors") == frame.loc[frame["authors"] == "not stated", "label"].tolist()
    stands = tables["positions"].query("proposition == 'leaders'").set_index("document")
    agreeing = [label for name, label in documents.labels(tables).items() if stands.loc[name, "stance"] == "supports"]
    assert sorted(right(tables, "01-agree")) == sorted(agreeing)
    feedback = options(tables, "01-agree").set_index("text")["feedback"]
    for name, label in documents.labels(tables).items():
        assert documents.cited(listed(stands.loc[name, "paragraphs"])).lower() in feedback[label].lower()
    first = tables.row("provenance", document=frame["document"].iloc[0], field="publisher")
    assert first["basis"] == "inferred", "01-basis asks about an inferred publisher"


def test_every_lesson_that_is_ready_has_its_notebook(tables, notebooks):
    frame = tables["lessons"]
    assert set(frame.loc[frame["status"] == "ready", "lesson"]) == set(notebooks)
    assert frame["lesson"].str[:2].astype(int).tolist() == frame["order"].tolist()


# With the originals ----------------------------------------------------------------------------------

FILES = {
    "pompeo": "000_*",
    "essay": "001_*",
    "cornell": "002_*",
    "ziemer": "003_*",
    "mcinerney_vallely": "004_*",
}
NUMBER_WORDS = re.compile(
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen"
    "|(twen|thir|for|fif|six|seven|eigh|nine)ty|(hundred|thousand|million|billion|trillion|dozen)s?"
    "|half|halves|quarters?|thirds|fourths|fifths"
)


@pytest.fixture(scope="module")
def originals(tables):
    """Every paragraph of the originals by text and number: found by its hash, as raw text, or ``None``."""
    if not os.environ.get("LESSON_ORIGINALS"):
        pytest.skip("LESSON_ORIGINALS is not set: the originals are not part of the project")
    return {
        name: found_paragraphs(
            next(Path(os.environ["LESSON_ORIGINALS"]).glob(pattern + ".txt")).read_text("utf-8"), rows
        )
        for name, pattern in FILES.items()
        for rows in [documents.paragraphs(tables, name)]
    }


def found_paragraphs(raw, rows):
    """Slide a window of each paragraph's letters over a text, and return what it covers."""
    places = [place for place, character in enumerate(raw) for _ in documents.letters(character)]
    letters = documents.letters(raw)
    assert len(places) == len(letters)
    found = {}
    for row in rows.itertuples():
        for start in range(len(letters) - row.letters + 1):
            if hashlib.sha256(letters[start : start + row.letters].encode()).hexdigest() == row.sha256:
                found[row.paragraph] = raw[places[start] : places[start + row.letters - 1] + 1]
                break
    return found


def test_every_paragraph_is_that_of_the_original(tables, originals):
    assert sum(map(len, originals.values())) == len(tables["paragraphs"]) == 82
    for row in tables["paragraphs"].itertuples():
        text = originals[row.document][row.paragraph]
        assert len(documents.words(text)) == row.words, (row.document, row.paragraph)
        assert len(documents.letters(text)) == row.letters, (row.document, row.paragraph)


def plain(text):
    return text.replace("’", "'").replace("“", '"').replace("”", '"').strip(".,;:!?\"'()")


def test_quotes_stand_verbatim_at_their_place_and_are_no_sentence(tables, originals):
    for row in tables["quotes"].itertuples():
        text = originals[row.document][row.paragraph]
        span = documents.words(text)[row.first_word - 1 :][: len(documents.words(row.text))]
        assert plain(" ".join(span)) == plain(row.text), row.quote
        assert row.text not in map(plain, re.split(r"(?<=[.!?])\s+", text)), row.quote


def is_number(word, before):
    if any(character.isdigit() for character in word):
        return True
    parts = re.split(r"[-‑]", word.lower())
    return any(map(NUMBER_WORDS.fullmatch, parts)) or (word.lower() == "third" and before.lower() == "a")


def test_every_number_of_an_annotated_text_is_in_the_table(tables, originals):
    listed_numbers = collections.defaultdict(dict)
    for row in tables["numbers"].itertuples():
        listed_numbers[row.document][row.paragraph, row.word] = row.value
    for name in annotated(tables):
        found = {}
        for number, text in originals[name].items():
            words = [plain(word) for word in documents.words(text)]
            for place, (before, word) in enumerate(zip(["", *words], words, strict=False), start=1):
                if is_number(word, before):
                    found[number, place] = word
        assert found == listed_numbers[name]


def test_words_are_counted_in_the_originals(tables, originals):
    counts = {}
    for name, found in originals.items():
        words = [word for text in found.values() for word in documents.words(text)]
        plain_words = [re.sub("'s$", "", word.lower().replace("’", "'").strip(".,;:!?()[]“”\"‘'")) for word in words]
        counts[name] = collections.Counter(filter(None, plain_words))
    everywhere = sum(counts.values(), collections.Counter())
    expected = {(name, word, n) for name, own in counts.items() for word, n in own.items() if everywhere[word] >= 3}
    assert set(tables["word_counts"].itertuples(index=False, name=None)) == expected


def runs(text, length=7):
    words = [documents.letters(word) for word in documents.words(text)]
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_our_words_do_not_run_along_with_the_originals(tables, originals):
    titles = tables["documents"].set_index("document")["title"].map(runs)
    theirs = {name: set().union(*map(runs, found.values())) for name, found in originals.items()}
    columns = [("paragraphs", "summary"), ("claims", "text"), ("slots", "text"), ("arguments", "label"),
               ("arguments", "warrant"), ("attacks", "text"), ("positions", "note")]  # fmt: skip
    shared = [
        f"{table}.csv, row {number}"
        for table, column in columns
        for number, (name, text) in enumerate(
            zip(tables[table]["document"], tables[table][column], strict=True), start=2
        )
        if runs(text) & theirs[name] - titles[name]
    ]
    assert not shared, shared
