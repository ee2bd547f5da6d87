from dataclasses import replace

import pytest

from knowledge.documents import Corpus, Status
from knowledge.entries import Channel, Entry, entries, in_context, intents, speaks
from tests.knowledge.examples import CALL, CORPUS, NOTICE, PASSAGES


def of(channel: Channel, corpus: Corpus = CORPUS) -> list[Entry]:
    return [entry for entry in entries(corpus) if entry.channel is channel]


def test_passages_are_embedded_below_their_headings_and_introduction() -> None:
    assert [entry.targets for entry in of(Channel.PASSAGE)] == [("c:1",), ("c:2",), ("p:1",)]
    assert of(Channel.PASSAGE)[1].text == (
        "Annonce > Les pôles\nLes pôles rassemblent :\n– des entreprises de l’économie sociale et solidaire ;"
    )
    assert in_context(replace(PASSAGES[0], headings=())) == PASSAGES[0].text


def test_each_sentence_leads_to_its_passage() -> None:
    first = [entry.text for entry in of(Channel.SENTENCE) if entry.targets == ("c:1",)]
    assert first == [
        "Une enveloppe de trois millions d’euros est ouverte.",
        "Elle soutient la coopération locale.",
    ]


def test_a_heading_leads_to_all_the_passages_below_it() -> None:
    twin = replace(PASSAGES[0], id="c:3", position=2)
    corpus = Corpus(CALL, (NOTICE,), (PASSAGES[0], twin))
    assert of(Channel.HEADING, corpus) == [Entry(Channel.HEADING, "Annonce", ("c:1", "c:3"))]


def test_topics_lead_to_the_text_that_is_expected() -> None:
    assert [(entry.text, entry.targets) for entry in of(Channel.TOPIC)] == [
        ("date limite", ("cahier",)),
        ("jury", ("cahier",)),
    ]


def test_intents_lead_to_their_name() -> None:
    assert {entry.targets[0] for entry in of(Channel.INTENT)} == set(intents())
    assert all(phrasings for phrasings in intents().values())


def test_what_leads_to_a_passage_comes_first_and_alone_is_searched() -> None:
    channels = [entry.channel for entry in entries(CORPUS)]
    assert list(dict.fromkeys(channels)) == list(Channel)
    assert {entry.channel for entry in entries(CORPUS) if not entry.searched} == {
        Channel.TOPIC,
        Channel.INTENT,
    }
    assert [entry.searched for entry in entries(CORPUS)] == sorted(
        (entry.searched for entry in entries(CORPUS)), reverse=True
    )


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.WITHDRAWN, Status.EXPECTED])
def test_a_text_that_may_not_be_quoted_is_not_embedded(status: Status) -> None:
    corpus = Corpus(CALL, (replace(NOTICE, status=status),), PASSAGES[:2])
    assert {entry.channel for entry in entries(corpus)} == {Channel.INTENT}


@pytest.mark.parametrize(
    "text", ["", "1", "Voir https://exemple.fr/une-page", "ANNEXE", "contact@exemple.fr", "le la"]
)
def test_what_says_nothing_is_not_embedded(text: str) -> None:
    assert not speaks(text)
    corpus = Corpus(CALL, (NOTICE,), (replace(PASSAGES[0], text=text),))
    assert {entry.channel for entry in entries(corpus)} == {Channel.INTENT}
