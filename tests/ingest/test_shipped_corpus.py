"""The shipped corpus: the press release unchanged, a sourced summary, what is awaited, what was approved."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from ingest.blocks import BlockKind
from ingest.manifest import PREPARATION, load_manifest
from ingest.preparation import load_preparation
from ingest.preparation_render import render
from ingest.preparation_settle import settle
from ingest.readers import read
from ingest.structure import to_passages
from knowledge.documents import Document, Kind, Passage, Status
from knowledge.preparation import State
from knowledge.typology import load_typology
from tests.ingest.shown import shown

FOLDER = Path(str(files("knowledge"))) / "corpora" / "ptce-2013"
MANIFEST = load_manifest(FOLDER)
RELEASE_DIGEST = "1f28fc1e7578f944181186aade504a259150a4a6da4fb02e9201cbf5688a343c"


def of_kind(kind: Kind) -> Document:
    (document,) = (document for document in MANIFEST.documents if document.kind is kind)
    return document


def lines_of(document: Document) -> list[str]:
    assert document.source is not None
    return shown(read((FOLDER / document.source).read_bytes(), document.source))


def test_the_call_is_the_ptce_call_and_names_no_date_that_no_text_states() -> None:
    assert MANIFEST.call.id == "ptce-2013"
    assert MANIFEST.call.closes is None
    assert MANIFEST.call.contact is None


def test_every_document_that_is_there_names_its_licence() -> None:
    there = [document for document in MANIFEST.documents if document.status is not Status.EXPECTED]
    assert len(there) == 2
    assert all(document.licence and document.published for document in there)


def test_the_press_release_is_the_one_published_byte_for_byte() -> None:
    source = of_kind(Kind.PRESS_RELEASE).source or ""
    assert hashlib.sha256((FOLDER / source).read_bytes()).hexdigest() == RELEASE_DIGEST


def test_the_press_release_gives_its_paragraphs_word_for_word() -> None:
    lines = lines_of(of_kind(Kind.PRESS_RELEASE))
    assert "¶ Paris, le 15 juillet 2013 N° 727" in lines
    assert (
        "¶ Ce premier appel à projets est une enveloppe de trois millions d'euros, qui permettra de soutenir"
        " une quinzaine de PTCE. Les PTCE retenus auront préalablement candidaté à l'appel à projets en"
        " respectant un cahier des charges défini par les ministères concernés."
    ) in lines
    assert lines[-1] == "¶ Cabinet de Benoît HAMON – Anne-Sophie DE FAUCIGNY : 01 53 18 41 04"
    assert not any(mark in line for line in lines for mark in ("*", "](", "<"))


def test_the_summary_is_labelled_and_not_official() -> None:
    summary = of_kind(Kind.SUMMARY)
    assert not summary.official
    assert lines_of(summary)[1].startswith(
        "¶ Synthèse rédigée par l’équipe de Guichet ; ce n’est pas un texte officiel."
    )


def test_every_sentence_of_the_summary_is_followed_by_its_source() -> None:
    source = of_kind(Kind.SUMMARY).source or ""
    blocks = read((FOLDER / source).read_bytes(), source)
    texts = [block.text for block in blocks if block.kind is BlockKind.PARAGRAPH][1:]
    facts, sources = texts[::2], texts[1::2]
    assert len(facts) == len(sources) > 15
    for fact, cited in zip(facts, sources, strict=True):
        assert fact.endswith(".")
        assert not re.search(r"\.\s+[A-ZÀ-Þ]", fact), fact
        assert re.match(
            r"Source : (?:https?://\S+|communiqué de presse n° 727|Assemblée nationale, )", cited
        ), cited


@pytest.mark.parametrize("figure", ["10 à 15 projets", "30 000 à 300 000 euros", "50 %", "20 %"])
def test_the_figures_of_the_question_are_never_given_as_those_of_the_ministry(figure: str) -> None:
    said = [line for line in lines_of(of_kind(Kind.SUMMARY)) if figure in line]
    assert said
    assert all("député Paul Salen, et non selon le ministère" in line for line in said)


def test_the_summary_does_not_confuse_this_call_with_later_ones() -> None:
    text = "\n".join(lines_of(of_kind(Kind.SUMMARY)))
    for later in ("DGCS", "2,7", "30 juin 2015", "2023", "17 octobre 2022", "182", "130 000"):
        assert later not in text


def test_the_specifications_are_awaited_with_the_topics_they_must_cover() -> None:
    awaited = of_kind(Kind.SPECIFICATIONS)
    assert awaited.status is Status.EXPECTED
    assert awaited.source is None
    assert 25 <= len(awaited.topics) == len(set(awaited.topics))
    said = " / ".join(awaited.topics)
    for topic in (
        "limites de dépôt",
        "courriel",
        "pièces",
        "éligibles",
        "taux d’aide",
        "critères",
        "jury",
        "durée",
    ):
        assert topic in said


def passages() -> tuple[Passage, ...]:
    return tuple(
        passage
        for document in MANIFEST.documents
        if document.source
        for passage in to_passages(
            document.id, read((FOLDER / document.source).read_bytes(), document.source)
        )
    )


def test_the_preparation_is_still_what_the_texts_say() -> None:
    prepared = load_preparation(FOLDER)
    treatments, warnings = settle(prepared, MANIFEST.documents, passages())
    assert warnings == ()
    assert [treatment.topic for treatment in treatments] == [topic.id for topic in prepared.topics]
    texts = {passage.id: passage.text for passage in passages()}
    for treatment in treatments:
        assert all(quoted.quote in texts[quoted.passage] for quoted in treatment.passages)
        assert all(treatment.value in quoted.quote for quoted in treatment.passages[:1])


def test_the_preparation_treats_every_topic_of_the_typology_and_some_of_its_own() -> None:
    topics = [topic.id for topic in load_preparation(FOLDER).approved]
    known = [topic.id for topic in load_typology()]
    assert set(known) <= set(topics)
    assert len(topics) > len(known)


def test_the_preparation_quotes_official_texts_before_the_summary() -> None:
    rank = {document.id: document.kind.rank for document in MANIFEST.documents}
    for topic in load_preparation(FOLDER).topics:
        ranks = [rank[quote.document] for quote in topic.passages]
        assert ranks == sorted(ranks), topic.id


def test_the_preparation_says_what_is_missing_where_texts_say_only_a_part() -> None:
    topics = load_preparation(FOLDER).topics
    assert [topic.id for topic in topics if bool(topic.missing) != (topic.state is State.PARTLY)] == []
    assert [topic.id for topic in topics if bool(topic.questions) == (topic.state is State.NOT_STATED)] == []


def test_the_preparation_is_as_guichet_writes_it() -> None:
    text = (FOLDER / PREPARATION).read_text(encoding="utf-8")
    assert render(load_preparation(FOLDER)) == text
