"""The rules of even-handedness that a program can check; the rest stands in data/reviews.csv."""

import inspect
import json
import re

import pytest

from helpers import claims, comparison, documents, exercises, html, positions, reader, widgets
from helpers.checks import featured
from helpers.deliberation import SIDES
from helpers.html import Fragment
from helpers.marks import Mark
from helpers.tables import DATA
from helpers.what_if import MARKS
from helpers.widgets.my_marks import ALONE, PARTNER, REFERENCE, beside_it
from helpers.widgets.side_by_side import compared
from helpers.widgets.what_if import case_of, followed, subjects
from helpers.widgets.where_they_stand import EVERY, SHOW, overview, read

HEADINGS = [
    *("Source card", "Read", "Strongest form", "Map", "Evidence check", "Strongest objection"),
    *("Author's best reply", "Open questions", "Exit ticket"),
]
BANDS = {"strongest form": (120, 250), "objection": (50, 130), "reply": (50, 130), "open question": (40, 100)}
NOT_OURS = {
    ("quotes", "text"),
    ("documents", "title"),
    ("statements", "words"),
    ("word_counts", "word"),
    ("further_reading", "title"),
    ("further_reading", "publisher"),
}  # and all of sources
IN_QUOTES = re.compile(r"“[^”]*”|\"[^\"]*\"")
HUMAN_RULES = {"R3", "R12", "R17", "R18", "R19", "R21", "R22"}
# Words that our own text may not have; a line break in a list stands for nothing.
RESULTS = "true|untrue|false|falsehood|pants|debunk(s|ed|ing)?|verdicts?|fact-check(?!ers?)|refuted"
SCORES = "scor(e|es|ed|ing)|winners?|wins|leaderboard|rat(ed|ing|ings)|(most|least|more|less) accurate"
VERBS = """admit(s|ted)?|insist(s|ed)?|alleg(e|es|ed)|conced(e|es|ed)|expos(es|ing)|point(s|ed)? out
    |warn(s|ed)?|rant(s|ed)?"""
TERMS = """invasions?|invaders?|war on (the )?cartels|narco-?terroris(ts?|m)|illegals|poison(s|ed|ous|ing)?
    |regimes?|imperial(ism|ist)?|myths?|puppets?|appeas(e|es|ement)|failed war on drugs"""
LABELS = """addicts?|junkies?|(drug|substance) abusers?|(drug|substance) abuse|druggies?|crackheads?|aliens?
    |illegals|illegal (im)?migrants?|narcos?|(mexican|chinese) (cartels?|criminals?|gangs?)|the mexicans"""
CAMPS = "left-wing|right-wing|leftists?|liberals?|conservatives?|far (left|right)"
ADJECTIVES = """(in)?famous|renowned|so-called|controversial|respected|notorious|prominent|leading|radical
    |extremist|eminent|distinguished|obscure|disgraced|prestigious|alleged|partisan"""
LEADING = """(is|are|does|do|did|was|were|would|has|have)n['’]t (it|they|you|he|she|we|this|that)
    |why (does|do|did) .* fail|obvious(ly)?|clearly|of course|surely|without (a )?doubt
    |everyone knows|needless to say"""
OPINIONS = """do you agree|your opinion|should the united states|who is right
    |(best|right|better|wisest) (policy|text|argument|author)"""


def annotated(tables):
    """Return the texts that have an apparatus, in order."""
    return [name for name in documents.labels(tables) if name in set(tables["slots"]["document"])]


def free_columns():
    """Return the columns in which we write prose: text without a list of values, a form or a key."""
    for resource in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]:
        schema = resource["schema"]
        links = {
            str(link.get("fields", link.get("field")))
            for link in schema.get("foreignKeys", []) + schema.get("lists", [])
        }
        for field in schema["fields"]:
            limits = field.get("constraints", {})
            if (
                field["type"] != "string"
                or {"enum", "pattern"} & set(limits)
                or field["name"] in {*links, "url", "marker"}
            ):
                continue
            if resource["name"] != "sources" and (resource["name"], field["name"]) not in NOT_OURS:
                yield resource["name"], field["name"]


@pytest.fixture(scope="module")
def markdown(notebooks, guide):
    """Every markdown cell of the lessons and the guide by its place, without what stands in quotation marks."""
    return {
        f"{name}, cell {number}": IN_QUOTES.sub("", "".join(cell["source"]))
        for name, notebook in {**notebooks, "guide": guide}.items()
        for number, cell in enumerate(notebook["cells"], start=1)
        if cell["cell_type"] == "markdown"
    }


@pytest.fixture(scope="module")
def authored(tables, markdown):
    """Everything that we wrote for readers by its place, without what stands in quotation marks."""
    cells = {
        f"{table}.csv, row {row}, column {column}": IN_QUOTES.sub("", cell)
        for table, column in free_columns()
        for row, cell in enumerate(tables[table][column], start=2)
    }
    return {**cells, **markdown}


def lint(texts, pattern):
    """Return the places where a pattern stands, with the words."""
    found = re.compile(pattern, re.IGNORECASE)
    return {place: match.group() for place, text in texts.items() if (match := found.search(text))}


def any_of(words):
    return r"\b(" + re.sub(r"\s*\n\s*", "", words) + r")\b"


def test_the_lint_reads_what_we_wrote(tables, authored, markdown):
    """The rules below look at all prose of the tables and lessons, and at nothing in quotation marks."""
    columns = set(free_columns())
    ours = "claims.text paragraphs.summary slots.text options.feedback positions.note record_checks.record"
    assert {tuple(name.split(".")) for name in ours.split()} <= columns
    assert not {("documents", "title"), ("sources", "note"), ("claims", "claim"), ("quotes", "text")} & columns
    assert len(authored) > 500 and sum(map(len, markdown.values())) > 3_000
    assert lint({"here": IN_QUOTES.sub("", 'a “b” c "d" e')}, "b|d") == {}


def views(tables):
    """Return every view of the lessons as its static picture, by name."""
    arguments = {
        "document": annotated(tables),
        "lesson": tables["settled"]["lesson"].unique(),
        "quote": tables["quotes"]["quote"],
        "side": list(SIDES),
    }
    named = {
        "check": tables["figure_checks"]["figure_check"],
        "question": tables["questions"]["question"],
        "task": tables["tasks"]["task"],
        "reply": tables["tasks"]["task"],
    }
    made = {}
    for name in widgets.__all__:
        _, *others = (
            one.name
            for one in inspect.signature(getattr(widgets, name)).parameters.values()
            if one.default is one.empty
        )
        for value in (named[name] if others[0] == "name" else arguments[others[0]]) if others else [None]:
            given = [value] if others else []
            view = getattr(widgets, name)(tables, *given, *([None] if name == "reply" else []))
            made[f"{name} {value or ''}".strip()] = view if isinstance(view, Fragment) else view.static
    return made


def test_r1_same_apparatus(tables, notebooks):
    """R1: every lesson on a text has the same nine headings in the same order."""
    lessons = tables["lessons"].query("status == 'ready' and kind == 'document'")
    assert len(lessons)
    for lesson in lessons["lesson"]:
        assert lesson in notebooks, f"{lesson} is ready and has no file"
        text = "\n".join("".join(c["source"]) for c in notebooks[lesson]["cells"] if c["cell_type"] == "markdown")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS, lesson


@pytest.mark.parametrize("slot", BANDS)
def test_r2_equal_words(tables, slot):
    """R2: the words in each part of the apparatus lie within 15% of the median of the texts."""
    sizes = {
        name: sum(len(documents.words(text)) for text in documents.slot(tables, name, slot)["text"])
        for name in annotated(tables)
    }
    low, high = BANDS[slot]
    assert sizes and all(low <= size <= high for size in sizes.values()), sizes
    median = sorted(sizes.values())[len(sizes) // 2]
    assert all(abs(size - median) <= 0.15 * median for size in sizes.values()), sizes


def test_r3_strongest_form_first(tables):
    """R3: a strongest form comes before any objection and cites at least two paragraphs."""
    assert HEADINGS.index("Strongest form") < HEADINGS.index("Strongest objection")
    for name in annotated(tables):
        frame = tables["slots"][tables["slots"]["document"] == name]
        assert frame["slot"].iloc[0] == "strongest form" and frame["slot"].nunique() == 4
        cited = documents.slot(tables, name, "strongest form")["paragraphs"]
        assert cited.map(len).gt(0).all() and len(set().union(*cited)) >= 2, name


def test_r4_equal_counts(tables):
    """R4: 3 reasons, 5 checks, an objection, a reply and 3 open questions for every text."""
    assert annotated(tables)
    for name in annotated(tables):
        slots = {slot: len(documents.slot(tables, name, slot)) for slot in BANDS}
        reasons = tables["arguments"]["document"].eq(name).sum()
        assert (reasons, len(featured(tables, name)), slots["open question"]) == (3, 5, 3), name
        assert slots["objection"] >= 1 and slots["reply"] >= 1, name


def test_r5_kinds_of_checks(tables):
    """R5: the five checks of a text are of at least three kinds."""
    for name in annotated(tables):
        assert featured(tables, name)["kind"].nunique() >= 3, name


def test_r6_result_words(authored):
    """R6: results stand in the column for results, and nothing is called true or false."""
    assert lint(authored, any_of(RESULTS)) == {}
    assert lint(authored, r"\bmostly (right|wrong|accurate|correct)\b") == {}
    assert lint(authored, "(matches|differs from) the record|record is mixed") == {}


def test_r9_no_score(tables, authored):
    """R9: no score, ranking or total for a text or a side; only a sentence that says so may name one."""
    said = {
        place: re.sub(r"\b(no|not|never)\b[^.!?]*", "", text, flags=re.IGNORECASE) for place, text in authored.items()
    }
    assert lint(said, any_of(SCORES)) == {}
    texts = any_of("|".join(["texts?", "authors?", "documents?", "sides?", *documents.labels(tables).values()]))
    assert lint(said, rf"\brank(s|ed|ing|ings)?\b (of |among |by )?(the )?(five )?{texts}") == {}
    numbers = tables["documents"].select_dtypes("number").columns
    assert set(numbers) == {"order", "words", "paragraphs"}


def test_r10_neutral_verbs(tables, authored):
    """R10: authors say, write, argue, state, propose, report and estimate."""
    names = {name for label in documents.labels(tables).values() for name in (label, *label.split())}
    speakers = ["he|she|it|they|who|authors?|writers?|texts?|essay|op-ed|group|article", *names - {"and"}]
    as_verb = rf"{any_of('|'.join(speakers))} ((also|then|rightly|wrongly|only) )?claim(s|ed)?\b"
    assert lint(authored, any_of(VERBS)) | lint(authored, as_verb) == {}


def test_r11_no_side_s_term(authored):
    """R11: no side's term stands unquoted in our words."""
    assert lint(authored, any_of(TERMS)) == {}


def test_r12_person_first(authored):
    """R12: people come first in our words, and no nationality stands for crime (the rest is a review)."""
    assert lint(authored, any_of(LABELS)) == {}


def places(text, labels):
    """Return labels in the order in which they first stand in a text."""
    return sorted(labels, key=lambda label: text.index(label))


def test_r13_order_of_publication(tables, notebooks):
    """R13: the texts stand in order of publication everywhere, and the order can be reversed."""
    labels = list(documents.labels(tables).values())
    assert tables["documents"].sort_values("order")["label"].tolist() == labels
    assert documents.in_order(tables, reverse=True)["label"].tolist() == labels[::-1]
    for question in positions.propositions(tables):
        assert positions.positions(tables, question)["label"].tolist() == labels
        assert positions.positions(tables, question, reverse=True)["label"].tolist() == labels[::-1]
    names = list(documents.labels(tables))
    for newest_first in (False, True):
        expected = labels[::-1] if newest_first else labels
        assert (
            places(overview(tables, EVERY, "force_without_consent", newest_first=newest_first).text, labels) == expected
        )
        for question in positions.propositions(tables):
            page = read(tables, question, names[::-1], newest_first).html
            assert [title.split(":")[0] for title in re.findall(r"<h4>(.*?)</h4>", page)] == expected
            page = compared(tables, names[::-1], question, newest_first=newest_first).html
            assert re.findall(r"<h4>(.*?)</h4>", page) == expected
    for view in (widgets.side_by_side(tables), widgets.source_cards(tables)):
        assert [label for label, _ in view.controls["texts"].options] == labels
    assert [label for label, _ in widgets.where_they_stand(tables).controls["text"].options][1:] == labels
    for question in ("01-authors", "01-agree"):
        assert exercises.exercise(tables, question).options["text"].tolist() == labels
    names = list(documents.labels(tables))
    assert tables["lessons"].query("kind == 'document'").sort_values("order")["document"].tolist() == names
    for lesson, notebook in notebooks.items():
        code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        cards = re.findall(r'source_card\(data, "(\w+)"\)', code)
        assert cards == sorted(cards, key=names.index), lesson


COMPARISONS = ["my_marks", "same_point", "side_by_side", "source_cards", "what_if", "where_they_stand"]


def test_r14_nothing_selected_at_first(tables, authored, monkeypatch, tmp_path):
    """R14: a comparison starts empty and is complete in its static form; no hue, no axis of politics."""
    monkeypatch.setenv(reader.VARIABLE, str(tmp_path / "my_work"))  # a reader who has marked nothing yet
    labels = list(documents.labels(tables).values())
    said = set(tables["claims"]["text"])
    for name in COMPARISONS:
        now = getattr(widgets, name)(tables).now.text
        assert not any(label in now for label in labels) and not any(text in now for text in said), name
    assert widgets.side_by_side(tables).controls["texts"].value == ()
    assert tables["documents"]["marker"].is_unique and tables["documents"]["ink"].is_unique
    assert lint(authored, any_of(CAMPS)) == {}


def blocks(fragment):
    """Return what each fold of a view holds, by the words to open it."""
    parts = re.split(r"<details><summary[^>]*>", fragment.html)[1:]
    return {part.split("</summary>")[0]: part.split("</summary>", 1)[1] for part in parts}


def test_r14_static_comparisons_have_every_text_in_order(tables):
    """R14: what nobody has run shows all texts, in order of publication, under every theme, question and point."""
    labels = list(documents.labels(tables).values())
    assert re.findall(r"<h3>(.*?)</h3>", widgets.source_cards(tables).static.html) == labels
    page = widgets.side_by_side(tables).static.html
    for theme in comparison.THEMES.values():
        inside = page[page.index(html.escaped(f"Theme: {theme}") + "</summary>") :]
        assert re.findall(r"<h3>(.*?)</h3>", inside)[: len(labels)] == labels, theme
    stand = widgets.where_they_stand(tables).static
    for question in positions.propositions(tables).values():
        assert question in stand.text
        inside = stand.html[stand.html.index(f"What shows it: {html.escaped(question)}") :]
        titles = [title.split(":")[0] for title in re.findall(r"<h4>(.*?)</h4>", inside)]
        assert titles[: len(labels)] == labels, question
    points = blocks(widgets.same_point(tables).static)
    for point in positions_of_points(tables):
        assert point[0] in points
        cards = [title for title in re.findall(r"<h4>(.*?)</h4>", points[point[0]]) if title in labels]
        assert cards == point[1], point
    assert all(claim in widgets.side_by_side(tables).static.text for claim in tables["claims"]["text"])


def positions_of_points(tables):
    """Return the words of each shared point with the labels of the claims that make it, in order."""
    labels = documents.labels(tables)
    for name, text in claims.points(tables).items():
        said = [tables.row("claims", claim=link.claim).document for link in tables.rows("same_point", point=name)]
        yield html.escaped(text), [labels[one] for one in sorted(said, key=list(labels).index)]


def every_text(tables):
    """Return the words of every view, as stored and as a reader can make it say, without what is not ours."""
    shown = {name: view.text for name, view in views(tables).items()}
    names = list(documents.labels(tables))
    for question in positions.propositions(tables):
        shown[f"side by side {question}"] = compared(tables, names, question).text
        for show in SHOW:
            shown[f"where they stand {question} {show}"] = overview(tables, show, question).text
    for _, about in subjects(tables):
        case = case_of(tables, about)
        for mark in MARKS:
            shown[f"what if {about} {mark}"] = followed(tables, about, dict.fromkeys(case.items, mark), 3).text
    own = [Mark(name, "unclear", "event", "") for name in tables["claims"]["claim"]]
    for beside in (ALONE, REFERENCE, PARTNER):
        shown[f"marks {beside}"] = beside_it(tables, own, beside, own).text
    theirs = {*tables["documents"]["title"], *tables["sources"]["title"], *tables["sources"]["publisher"]}
    theirs = sorted(filter(None, theirs), key=len, reverse=True)
    theirs.append("National Institute on Drug Abuse")
    for place, text in shown.items():
        for words in theirs:
            text = text.replace(words, "")
        text = re.sub(r"\(?\b(https?://|\w+\.com)\S+", "", text)
        shown[place] = IN_QUOTES.sub("", text)
    return shown


@pytest.fixture(scope="module")
def said_by_views(tables):
    return every_text(tables)


THEIR_WORDS = ("words_that_differ",)  # lists words of the texts


@pytest.mark.parametrize("rule", ["RESULTS", "SCORES", "VERBS", "TERMS", "LABELS", "CAMPS"])
def test_the_rules_hold_in_every_view(said_by_views, rule):
    """R6, R9 to R12 and R14: what a view says keeps to the words of the tables it is made from."""
    ours = {place: text for place, text in said_by_views.items() if not place.startswith(THEIR_WORDS)}
    ours = {place: re.sub(r"\b(no|not|never)\b[^.!?]*", "", text, flags=re.IGNORECASE) for place, text in ours.items()}
    assert len(ours) > 150 and lint(ours, any_of(globals()[rule])) == {}


def test_no_view_counts_or_ranks_by_text(tables, said_by_views):
    """R9: no view gives a text, an author or a side a number of results, or a place in an order by them."""
    texts = "|".join([*documents.labels(tables).values(), "for it", "against it"])
    result = "match(es)?|differ(s)? from the record|mixed records?|supported|reasons? stands?"
    counted = rf"\b({texts})\b[:,]? (has |with )?\d+ ({result})"
    assert lint(said_by_views, counted) == {}
    assert lint({"here": "Pompeo: 3 match"}, counted)


def test_r15_same_source_cards(tables):
    """R15: source cards have the same fields and no adjectives; what is not known reads "not stated"."""
    for name in documents.labels(tables):
        card = documents.source_card(tables, name)
        assert card["field"].tolist() == list(documents.CARD_FIELDS.values()), name
        assert card["value"].ne("").all() and card["evidence"].ne("").all(), name
        assert card["value"].eq("not stated").eq(card["basis"].eq("not stated")).all(), name
    columns = [("documents", name) for name in ("affiliation", "genre", "publisher", "published")]
    columns.append(("provenance", "evidence"))
    texts = {f"{t} {c} {n}": cell for t, c in columns for n, cell in enumerate(tables[t][c])}
    assert lint(texts, any_of(ADJECTIVES)) == {}


def test_r16_short_quotations(tables):
    """R16: at most 12 words a quotation and 160 words a text, as many for each text, plus or minus 1."""
    quotes = tables["quotes"]
    sizes = quotes["text"].map(lambda text: len(documents.words(text)))
    assert sizes.max() <= 12 and sizes.groupby(quotes["document"]).sum().max() <= 160
    counts = quotes["document"].value_counts().reindex(annotated(tables), fill_value=0)
    assert counts.max() - counts.min() <= 1 and counts.min() >= 1
    for table, column in free_columns():
        for cell in tables[table][column]:
            assert all(len(documents.words(quote)) <= 12 for quote in IN_QUOTES.findall(cell)), (table, cell)


def test_r17_no_leading_prompts(tables, authored):
    """R17: no prompt hands out its answer."""
    asked = {
        place: text
        for place, text in authored.items()
        if place.startswith(("questions.csv", "options.csv")) or ", cell " in place
    }
    assert len(asked) > 100 and lint(asked, any_of(LEADING)) == {}


def test_r18_whole_figures(tables, notebooks):
    """R18: a chart has alt text, source, vintage, what it cannot show and its numbers; all from helpers."""
    figures = {
        f"{name}, figure {number}": figure
        for name, view in views(tables).items()
        for number, figure in enumerate(re.findall(r"<figure.*?</figure>", view.html, re.DOTALL), start=1)
    }
    assert len(figures) >= 4
    for place, figure in figures.items():
        alt = re.search(r'<img [^>]*alt="([^"]{40,})"', figure)
        assert alt, place
        caption = re.search(r"Figure\. </strong>(.*?)</p>", figure)
        assert caption and "Source" in caption[1] and re.search(r"\b(19|20)\d\d\b", caption[1]), (
            place,
            caption and caption[1],
        )
        assert re.search(r"What it cannot show\. </strong>[^<]{40,}", figure), place
        assert "<table" in figure and "<caption" in figure and '<th scope="col"' in figure, place
    required = inspect.signature(html.figure).parameters
    assert all(
        required[name].default is inspect.Parameter.empty for name in ("alt", "caption", "cannot_show", "numbers")
    )
    for name, notebook in notebooks.items():
        code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        assert not re.search(r"matplotlib|pyplot|\.plot\(", code), name


def test_r19_keys_mark_structure_and_facts(tables):
    """R19: a key marks the structure of a text or a checkable fact, never an opinion on policy."""
    assert set(tables["questions"]["key_kind"]) <= {"structure", "checkable fact"}
    prompts = dict(enumerate(tables["questions"]["prompt"]))
    assert lint(prompts, any_of(OPINIONS)) == {}


def test_human_rules_are_on_record(tables):
    """R3, R12, R17, R18, R19, R21, R22: a reading by a person is recorded as what it is, and dated."""
    frame = tables["reviews"]
    assert set(frame["rule"]) >= HUMAN_RULES
    assert frame.loc[frame["by"] == "person", "date"].notna().all()
    assert frame.loc[frame["by"] == "not yet", "date"].isna().all()
