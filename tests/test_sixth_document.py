"""A sixth text, added by rows alone, stands in every view that lists or takes texts; no code changes."""

import csv
import hashlib
import inspect
import re
import shutil

import pytest
from test_even_handed import views

from helpers import agreement, claims, deliberation, documents, html, positions, widgets
from helpers import tables as reader
from helpers.html import Fragment
from helpers.widgets.side_by_side import compared
from helpers.widgets.source_cards import cards
from helpers.widgets.what_if import subjects
from helpers.widgets.where_they_stand import EVERY, overview, read

NAME, LABEL = "harbor_letter", "Harbor letter"
# Three invented paragraphs; their words are ours.
TEXT = (
    "Our harbor needs a lighthouse, because three boats ran aground last winter.",
    "A newspaper wrote that the council promised the money in May. The council must keep its word.",
    "With a light on the rocks fewer boats will be lost, and every fisher will sleep better.",
)
CLAIMS = (  # paragraph, first word, last word, our words, type, importance
    (1, 1, 5, "The harbor has need of a light.", "proposal", "thesis"),
    (1, 6, 12, "In the winter before, three boats were stranded.", "event", "main"),
    (2, 1, 12, "By the report of a newspaper, money was promised in May.", "attribution", "supporting"),
    (2, 13, 18, "The council should do what it promised.", "value", "supporting"),
    (3, 1, 11, "A light would lower the number of boats that are lost.", "causal", "main"),
    (3, 12, 16, "People who fish would have quieter nights.", "forecast", "supporting"),
)


def hashed(text):
    return hashlib.sha256(documents.letters(text).encode()).hexdigest()


def rows():
    """Return the rows of the sixth text: for each table, what is added to it."""
    claim = [f"{NAME}-{n:02d}" for n in range(1, len(CLAIMS) + 1)]
    counts = [len(documents.words(text)) for text in TEXT]
    added = {
        "documents": [
            dict(
                document=NAME, order=6, label=LABEL, title="A Light for the Harbor", authors="not stated",
                affiliation="not stated", publisher="the harbor's notice board", published="1 December 2025",
                published_from="2025-12-01", published_to="2025-12-01", url="not stated", genre="letter",
                licence="not stated", words=sum(counts), paragraphs=len(TEXT), marker="v", ink="loosely dotted",
            )
        ],
        "provenance": [
            dict(document=NAME, field=field, basis=basis, evidence=f"what shows the {field}")
            for field, basis in zip(
                documents.CARD_FIELDS,
                ["seen", "not stated", "not stated", "seen", "seen", "not stated", "seen", "not stated"],
                strict=True,
            )
        ],
        "paragraphs": [
            dict(
                document=NAME, paragraph=n, section=f"Part {n}", words=len(documents.words(text)),
                letters=len(documents.letters(text)), sha256=hashed(text),
                summary=f"What the letter says in its part number {n}.",
            )
            for n, text in enumerate(TEXT, start=1)
        ],
        "claims": [
            dict(
                claim=claim[n], document=NAME, paragraph=one[0], first_word=one[1], last_word=one[2], text=one[3],
                type=one[4], voice="author", evidence_offered="none", theme="politics", importance=one[5],
            )
            for n, one in enumerate(CLAIMS)
        ],
        "numbers": [dict(document=NAME, paragraph=1, word=7, value="three", claim=claim[1], reason="")],
        "quotes": [dict(quote=f"{NAME}-q1", document=NAME, paragraph=3, first_word=3, text="light on the rocks")],
        "slots": [
            dict(document=NAME, slot=slot, order=n, text=f"A {slot} number {n} about the harbor.", paragraphs="1; 3",
                 basis="supplied by us")
            for slot, count in (("strongest form", 4), ("objection", 1), ("reply", 1), ("open question", 3))
            for n in range(1, count + 1)
        ],
        "arguments": [
            dict(argument=f"{NAME}-r{n}", document=NAME, order=n, label=f"Harbor reason {n}", conclusion=claim[0],
                 scheme="cause", warrant=f"What holds the harbor reason {n} together.", warrant_basis="supplied by us",
                 propositions="")
            for n in (1, 2, 3)
        ],
        "premises": [dict(argument=f"{NAME}-r{n}", claim=claim[n]) for n in (1, 2, 3)],
        "attacks": [
            dict(attack=f"{NAME}-a1", document=NAME, text="Other harbors manage without one.", source_claim="",
                 target_claim="", target_argument=f"{NAME}-r1", basis="supplied by us", note="")
        ],
        "positions": [
            dict(proposition=one, document=NAME, stance="silent", basis="stated", condition="", paragraphs="",
                 claims="", note="A harbor.")
            for one in positions.propositions(reader.load())
        ],
        "record_checks": [
            dict(record_check=f"{NAME}-c{n}", claim=claim[place], kind=kind, question=f"Harbor question {n}?",
                 result="matches the record", record=f"The harbor record number {n} says so.", as_of="2025-12-01",
                 since="nothing found", sources="harbor_book", featured="true")
            for n, (place, kind) in enumerate(
                ((1, "event"), (1, "event"), (2, "attribution"), (4, "unsourced statement"), (4, "law")),
                start=1,
            )
        ],
        "sources": [
            dict(source="harbor_book", title="The harbor's book", publisher="the harbor", published="2025",
                 url="not stated", read_as="full text", terms="ours", note="")
        ],
        "word_counts": [dict(document=NAME, word="harbor", count=3)],
        "annotations": [
            dict(document=NAME, paragraph=one[0], first_word=one[1], last_word=one[2], type=one[4], voice="author",
                 importance=one[5], **{"pass": name})
            for name in "AB"
            for one in CLAIMS
        ],
        "shared_points": [dict(point="winter", order=99, text="Winters are hard.")],
        "same_point": [
            dict(point="winter", claim=one, extent="part of the claim", use="A harbor needs light.", paragraphs="1")
            for one in (claim[1], "pompeo-01")
        ],
    }  # fmt: skip
    return added


def with_six(folder, order=6):
    """Load a copy of the tables to which the rows of the sixth text were added, last or with others after it."""
    shutil.copytree(reader.DATA, folder)
    for name, added in rows().items():
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, head, lineterminator="\n").writerows(added)
    path = folder / "documents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))
    for text in texts:
        later = text["document"] != NAME and int(text["order"]) >= order
        text["order"] = order if text["document"] == NAME else int(text["order"]) + later
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, texts[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(texts)
    return reader.load(folder)


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return with_six(tmp_path_factory.mktemp("six") / "data")


def shown(view):
    return view if isinstance(view, Fragment) else view.static


def test_the_sixth_text_stands_in_every_view_that_takes_a_text(six):
    found = {}
    for name in widgets.__all__:
        function = getattr(widgets, name)
        _, *others = inspect.signature(function).parameters
        if others == ["document"]:
            found[name] = shown(function(six, NAME)).text
    assert set(found) >= {"argument_map", "author_reply", "evidence_check", "open_questions", "passages", "source_card"}
    assert all(LABEL in found[name] for name in ("source_card", "reading_groups"))
    assert all(one[3] in found["passages"] for one in CLAIMS)
    assert all(f"Harbor reason {n}" in found["argument_map"] for n in (1, 2, 3))
    assert all(f"Harbor question {n}?" in found["evidence_check"] for n in range(1, 6))
    assert len(re.findall("about the harbor", found["strongest_form"])) == 4
    assert "about the harbor" in found["strongest_objection"] and "about the harbor" in found["author_reply"]
    assert len(re.findall("about the harbor", found["open_questions"])) == 3


def test_the_sixth_text_stands_in_every_view_that_lists_texts(six):
    view = widgets.side_by_side(six)
    labels = [label for label, _ in view.controls["texts"].options]
    assert labels == [*documents.labels(reader.load()).values(), LABEL]
    assert re.findall(r"<h3>(.*?)</h3>", widgets.source_cards(six).static.html) == labels
    question = next(iter(positions.propositions(six)))
    (header,) = (line for line in overview(six, EVERY, question).text.splitlines() if line.startswith("Statement | "))
    assert f" | {LABEL} | " in header
    assert f"{LABEL}: ○\u00a0silent" in read(six, question, list(documents.labels(six))).text
    assert CLAIMS[0][3] in compared(six, list(documents.labels(six)), "theme politics").text
    assert f"The reasons of {LABEL}" in [words for words, _ in subjects(six)]
    assert LABEL in dict(deliberation.shared(six)[0][2])
    words = widgets.words_that_differ(six)
    assert LABEL in [label for label, _ in words.controls["text"].options]
    assert f"Words that set {LABEL} apart\n" in words.static.text and "\nharbor | 3 | " in words.static.text
    assert LABEL in agreement.agreement(six)["text"].tolist()
    assert widgets.fragment(six, f"{NAME}-q1").text.endswith(f"({LABEL}, paragraph 3)")


def test_what_the_sixth_text_shares_stands_on_the_cards_of_both(six):
    own = widgets.argument_map(six, NAME).render(claim=f"{NAME}-02").text
    other = widgets.argument_map(six, "pompeo").render(claim="pompeo-01").text
    assert "Winters are hard. Pompeo, paragraph 1" in own
    assert f"Winters are hard. {LABEL}, paragraph 1" in other


def test_every_view_can_be_made_of_six_texts(six, monkeypatch):
    monkeypatch.setattr(html, "_png", lambda picture: b"picture")
    made = views(six)
    before = views(reader.load())
    assert set(before) <= set(made)
    own = {name.split()[0]: made[name].text for name in set(made) - set(before)}
    takes = {name for name in widgets.__all__ if "document" in inspect.signature(getattr(widgets, name)).parameters}
    assert set(own) == takes | {"fragment"}
    # This one shows the text's last day and no words of ours.
    assert {name for name, text in own.items() if "harbor" not in text.lower()} == {"twelve_months"}
    # Of the views that take no text, these list the texts.
    listing = {name for name, view in made.items() if " " not in name and LABEL in view.text}
    assert listing == {"my_texts", "reading_times", "shared_packet", "side_by_side", "source_cards", "same_point",
                       "timeline", "what_if", "where_they_stand", "words_that_differ"}  # fmt: skip


@pytest.mark.parametrize("order", [1, 3])
def test_a_sixth_text_stands_in_its_place_by_order(tmp_path, order):
    made = with_six(tmp_path / "data", order)
    labels = list(documents.labels(reader.load()).values())
    labels.insert(order - 1, LABEL)
    assert list(documents.labels(made).values()) == labels
    view, words = widgets.side_by_side(made), widgets.words_that_differ(made)
    assert [label for label, _ in view.controls["texts"].options] == labels
    assert [label for label, _ in words.controls["text"].options][1:-1] == labels
    assert re.findall(r"<h3>(.*?)</h3>", widgets.source_cards(made).static.html) == labels
    assert re.findall(r"Words that set (.*?) apart\n", words.static.text) == labels
    newest = cards(made, list(documents.labels(made)), newest_first=True)
    assert re.findall(r"<h3>(.*?)</h3>", newest.html) == labels[::-1]
    for question in positions.propositions(made):
        assert positions.positions(made, question)["label"].tolist() == labels
    assert agreement.agreement(made)["text"].tolist() == [*labels, "all texts"]


def test_texts_that_share_a_point_stand_in_order_of_publication(tmp_path):
    made = with_six(tmp_path / "data", 1)
    links = made["same_point"]
    point, claim = links.iloc[0][["point", "claim"]]
    links.loc[len(links)] = links.iloc[0].replace(claim, f"{NAME}-02")
    shared = dict(claims.same_point(made, claim))[made.row("shared_points", point=point).text]
    texts = [one.document for one in shared]
    assert len(texts) > 1 and texts == [name for name in documents.labels(made) if name in texts]
