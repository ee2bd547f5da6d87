"""What a language model may change of a reply: a synthèse before the quotations, never the decision alone."""

import re
from dataclasses import replace

import pytest

from bot import wording
from bot.assistant import Assistant
from bot.model.guests import Guests
from bot.replies import Decision
from knowledge.answerer import draft
from knowledge.coverage import cover
from knowledge.decision import Reading
from knowledge.errors import ModelUnavailable
from knowledge.receipt import Receipt
from knowledge.retrieval import Retriever
from knowledge.snapshot import Snapshot
from knowledge.typology import load_typology
from knowledge.writing.reading import Reader
from knowledge.writing.rewriting import Rewriter
from knowledge.writing.writer import Writer
from tests.bot.assistants import assistant_on, deciding, made_up_snapshot
from tests.llm.scripted import Answer, ScriptedChat, down, proposing

BUDGET = "L’enveloppe, combien ?"
TRUE = "L’enveloppe est de trois millions d’euros. Elle n’est pas répartie à l’avance."
FIRST = "Les communes candidatent en ligne."
LABEL = wording.SYNTHESIS.format(text="")
BOTH = "Peuvent candidater les communes, quelle enveloppe ?"
EARLIER = "Une commune peut-elle candidater ?"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return made_up_snapshot(tmp_path_factory.mktemp("guests"))


def writing(snapshot: Snapshot, *answers: Answer, told: list[str] | None = None) -> Assistant:
    note = (told if told is not None else []).append
    return assistant_on(snapshot, guests=Guests(Writer(ScriptedChat(answers), 1.0), note=note))


def test_a_synthesis_stands_before_the_quotations_which_stay(snapshot: Snapshot) -> None:
    told: list[str] = []
    plain = assistant_on(snapshot).reply(BUDGET)
    reply = writing(snapshot, proposing((TRUE, ["P1"])), told=told).reply(BUDGET)

    assert reply.text == f"{LABEL}{TRUE}\n{plain.text}"
    assert reply.citations[: len(plain.citations)] == plain.citations
    assert reply.synthesis is not None
    [sentence] = reply.synthesis.sentences
    assert set(sentence.passages) <= {citation.passage for citation in reply.citations}
    assert reply.as_json()["synthesis"]["sentences"][0]["text"] == TRUE
    assert "synthesis" not in plain.as_json()
    assert told == ["whole"]


def test_a_passage_that_only_the_synthesis_rests_on_is_quoted_too(snapshot: Snapshot) -> None:
    coverage = cover(snapshot.corpus, load_typology(), (), {})
    findings = Retriever(snapshot, deciding("sure").ranking, coverage).search(BOTH)
    borne = next(hit for hit in findings.hits if TRUE in hit.passage.text)
    other = next(hit for hit in findings.hits if hit is not borne)
    passage = replace(other.passage, text=FIRST, lead="", headings=())
    other = replace(other, passage=passage, sentences=(1.0,))
    findings = replace(findings, hits=(other, borne))
    alone = draft([other], snapshot.corpus)
    chat = ScriptedChat([lambda request: proposing((FIRST, ["P1"]), (TRUE, [_key(request.turns[-1].text)]))])

    told = Guests(Writer(chat, 1.0)).told(findings, alone, snapshot.corpus)

    assert told.synthesis is not None
    assert told.citations[:1] == alone.citations
    [added] = told.citations[1:]
    assert added.passage is borne.passage
    assert TRUE in added.quote


def _key(prompt: str) -> str:
    """The key of the passage that holds the truth in a prompt."""
    return str(re.findall(r"P\d", prompt.partition(TRUE)[0])[-1])


@pytest.mark.parametrize(
    "said",
    [
        down(),
        "",
        "{",
        proposing(("L’enveloppe est de cinq millions d’euros.", ["P1"])),
        proposing((TRUE, ["P9"])),
        proposing(missing="le montant"),
        proposing(("Vous êtes éligible.", ["P1"])),
    ],
    ids=["down", "nothing", "half", "figure", "forged", "not said", "verdict"],
)
def test_whatever_else_a_model_does_the_plain_answer_goes_out(snapshot: Snapshot, said: Answer) -> None:
    plain = assistant_on(snapshot).reply(BUDGET)
    reply = writing(snapshot, said).reply(BUDGET)
    assert replace(reply, receipt=None) == replace(plain, receipt=None)


def test_staffs_approved_words_are_not_summed_up(snapshot: Snapshot) -> None:
    chat = ScriptedChat([proposing((TRUE, ["P1"]))])
    reply = assistant_on(snapshot, guests=Guests(Writer(chat, 1.0))).reply(
        "Les associations de l’ESS sont-elles admises ?"
    )
    assert reply.decision is Decision.ANSWER
    assert chat.requests == []


def test_a_model_is_not_asked_to_write_what_is_not_answered(snapshot: Snapshot) -> None:
    chat = ScriptedChat([proposing((TRUE, ["P1"]))])
    for confidence in ("unsure", "lost"):
        reply = assistant_on(snapshot, confidence, guests=Guests(Writer(chat, 1.0))).reply(BUDGET)
        assert reply.decision is not Decision.ANSWER
    assert chat.requests == []


def test_what_was_read_counts_only_as_it_was_calibrated(snapshot: Snapshot) -> None:
    kept: list[Receipt] = []
    says_yes = '{"passage": "P1", "words": "trois millions d’euros"}'
    model = replace(deciding("unsure"), answer=0.6)
    weighed = replace(model, reading=Reading("openai:scripted", 6.0, 0.0, -6.0, 0.9))

    def decision(decides: object, said: Answer) -> Decision:
        guests = Guests(reader=Reader(ScriptedChat([said]), 1.0))
        assert decides in (model, weighed)
        chosen = weighed if decides is weighed else model
        return assistant_on(snapshot, chosen, keep=kept.append, guests=guests).reply(BUDGET).decision

    assert decision(model, says_yes) is Decision.CLARIFICATION
    assert decision(weighed, says_yes) is Decision.ANSWER
    assert decision(weighed, '{"passage": "aucun", "words": ""}') is not Decision.ANSWER
    assert decision(weighed, ModelUnavailable("m", "panne")) is Decision.CLARIFICATION
    assert [receipt.evidence.read for receipt in kept][0] is None


def test_a_follow_up_that_a_model_writes_out_is_searched_for_and_shown(snapshot: Snapshot) -> None:
    chat = ScriptedChat(['{"question": "Une association peut-elle candidater ?"}'])
    guests = Guests(rewriter=Rewriter(chat, 1.0, wording.LONGEST))
    kept: list[Receipt] = []
    reply = assistant_on(snapshot, keep=kept.append, guests=guests).reply("Et une association ?", [EARLIER])
    assert reply.understood == "Une association peut-elle candidater ?"
    # Staff approved these very words: of a contact, never of a model.
    assert [receipt.evidence.approved for receipt in kept] == [False]


def test_an_invented_follow_up_is_not_searched_for(snapshot: Snapshot) -> None:
    chat = ScriptedChat(['{"question": "Comment gagner un million d’euros ?"}'])
    guests = Guests(rewriter=Rewriter(chat, 1.0, wording.LONGEST))
    followed = assistant_on(snapshot, guests=guests).reply("Et une association ?", [EARLIER])
    plain = assistant_on(snapshot).reply("Et une association ?", [EARLIER])
    assert replace(followed, receipt=None) == replace(plain, receipt=None)


def test_a_fault_of_ours_around_a_model_leaves_the_plain_answer(
    snapshot: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> str:
        raise RuntimeError("one of our checks fails")

    plain = assistant_on(snapshot).reply(BUDGET)
    reply = writing(snapshot, broken).reply(BUDGET)
    assert replace(reply, receipt=None) == replace(plain, receipt=None)
    assert "one of our checks fails" in caplog.text
