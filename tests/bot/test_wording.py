"""What the assistant says in its own words is complete, correct French and promises nothing."""

import re
from collections.abc import Iterator

import pytest

from bot import wording
from knowledge.asked import Asked
from knowledge.decision import Clarification, Handoff, Reason, decide, load_model
from knowledge.documents import Call
from knowledge.entries import intents
from knowledge.typology import Topic, load_typology
from tests.knowledge.made_up_receipts import evidence

PROMISE = re.compile(
    r"éligib|retenu|sélectionné|accepté|admissib|garanti|promet|assur|droit à"
    r"|vous (?:aurez|recevrez|toucherez|obtiendrez|bénéficierez)|subvention|\beuros?\b|€",
    re.IGNORECASE,
)
FAMILIAR = re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b", re.IGNORECASE)


def texts() -> Iterator[str]:
    """Every text of the module, whatever it is kept in."""
    for name, value in vars(wording).items():
        if name.isupper() and isinstance(value, str):
            yield value
        elif name.isupper() and isinstance(value, dict):
            yield from value.values()


SENTENCES = [sentence for text in texts() for sentence in re.split(r"(?<=[.?!])\s+", text)]


def test_every_reason_has_its_sentence() -> None:
    assert set(wording.HANDOFFS) == set(Reason)
    assert len(set(wording.HANDOFFS.values())) == len(Reason)


@pytest.mark.parametrize("intent", intents())
def test_every_intent_has_its_sentence(intent: str) -> None:
    seen = evidence(gathered=0.0, intent=intent, intent_similarity=1.0, oneself=True)
    outcome = decide(seen, load_model())
    if isinstance(outcome, Handoff):
        assert wording.HANDOFFS[outcome.reason]
    else:
        assert isinstance(outcome, Clarification)
        assert wording.INTENTS[outcome.intent or ""]


def test_every_kind_of_thing_has_its_words() -> None:
    assert set(wording.KINDS) == set(Asked)
    assert all(words.startswith(("de ", "d’")) for words in wording.KINDS.values())


def test_no_sentence_is_left_that_no_intent_leads_to() -> None:
    assert set(wording.INTENTS) <= set(intents())


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_sentence_speaks_of_a_right_or_of_money_but_to_say_that_it_cannot(sentence: str) -> None:
    assert not PROMISE.search(sentence) or sentence.startswith("Je ne peux ni "), sentence


@pytest.mark.parametrize("text", list(texts()))
def test_every_text_is_typeset_and_polite(text: str) -> None:
    assert "'" not in text and '"' not in text
    assert not FAMILIAR.search(text)
    assert "  " not in text
    assert not re.search(r"\S[?!:;»]", text.replace("(I only answer in French", "")), "a space is missing"


@pytest.mark.parametrize("topic", load_typology(), ids=lambda topic: topic.id)
def test_every_topic_can_be_said_in_a_sentence(topic: Topic) -> None:
    assert topic.name.startswith(("le ", "la ", "les ", "l’", "ce ", "des "))
    assert topic.name[-1].isalnum() or topic.name[-1] == ")"
    assert topic.question[0].isupper() and topic.question.endswith(" ?")


def test_the_contact_is_that_of_the_call_and_no_other() -> None:
    assert wording.whom_to_ask(Call("a", "A", contact="a@exemple.fr", authority="Ministère")) == (
        "Vous pouvez vous adresser à : a@exemple.fr."
    )
    assert wording.whom_to_ask(Call("a", "A", authority="Ministère")).endswith("(Ministère).")
    assert wording.whom_to_ask(Call("a", "A")).endswith("l’administration qui porte l’appel à projets.")
