import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.routing import BaseRoute

from bot.console.routes import console_routes
from bot.console.shell import Office
from bot.conversations.conversation import Conversation
from bot.model.draft_outcome import Outcome
from bot.model.drafting import Drafter
from bot.store.audit import Act
from bot.store.periods import Period
from knowledge.writing.synthesis import Sentence, Source, Synthesis
from tests.bot.console.cases import QUESTION, answer_of, begin, handed
from tests.bot.console.signed import NOON, PROMISES, Console, open_console
from tests.bot.databases import new_url
from tests.bot.desks import QUOTE, SEEN

FIRST = "Les pôles rassemblent a minima des entreprises de l’ESS."
DRAFT = f"{FIRST} Une enveloppe de trois millions."
WRITTEN = Synthesis(
    (Sentence(FIRST, ("c/2#é",)), Sentence("Une enveloppe de trois millions.", ("c-1",))), "essai"
)
LABEL = "Brouillon rédigé par un modèle de langue – relisez-le, rien n’est envoyé sans vous"


@dataclass(frozen=True)
class Said:
    synthesis: Synthesis | None
    outcome: str = "whole"


@dataclass
class FakeWriter:
    """Writes what it was told to; while `gate` is set, it waits for it to open."""

    said: Said = field(default_factory=lambda: Said(WRITTEN))
    asked: list[tuple[str, Sequence[Source]]] = field(default_factory=list)
    gate: threading.Event | None = None

    def write(self, question: str, sources: Sequence[Source]) -> Said:
        self.asked.append((question, sources))
        if self.gate is not None:
            assert self.gate.wait(timeout=20)
        return self.said


@pytest.fixture
def writer() -> FakeWriter:
    return FakeWriter()


@pytest.fixture
def console(tmp_path: Path, writer: FakeWriter) -> Iterator[Console]:
    def routes(office: Office) -> Sequence[BaseRoute]:
        return console_routes(replace(office, drafter=Drafter(writer)))

    with open_console(new_url(tmp_path), routes) as console:
        yield console


@pytest.fixture
def waits(console: Console) -> Conversation:
    """A conversation in which the assistant saw two passages waits for a person; Claire is signed in."""
    console.enter()
    return console.run(saw, console)


async def saw(console: Console) -> Conversation:
    begun = await begin(console, QUESTION)
    now, stores = console.clock(), console.office.stores
    kept = dict(answer_of(QUESTION)) | {"seen": [asdict(one) for one in SEEN]}
    promised = console.office.promises.promised(now)
    changed = await stores.conversations.change(
        begun.id,
        lambda c: c.answer("Je ne sais pas.", now, c.asked, kept).then(
            lambda d: d.hand_off("missing_knowledge", "les partenaires", QUESTION, now, promised)
        ),
    )
    return changed.after


def path(conversation: Conversation) -> str:
    return f"/console/conversations/{conversation.id}"


def form(conversation: Conversation, **typed: str) -> dict[str, str]:
    return {"seen": str(conversation.number), "key": "k" * 32, "text": ""} | typed


def press(console: Console, conversation: Conversation, action: str, **typed: str) -> LexborHTMLParser:
    answer = console.post(path(conversation), form(conversation, action=action, **typed))
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def send(console: Console, conversation: Conversation, text: str, **typed: str) -> None:
    sent = console.post(path(conversation), form(conversation, action="envoyer", text=text, **typed))
    assert sent.status_code == 303, sent.text


def text(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found, selector
    return " ".join(found.text().replace("\xa0", " ").split())


def kept(console: Console, conversation: Conversation) -> Any:
    return console.run(console.office.stores.model_drafts.of, conversation.id)


def counted(console: Console) -> dict[Outcome, int]:
    day = PROMISES.local(console.clock()).date()
    months = console.run(console.office.stores.model_drafts.months, Period(day, day, PROMISES.hours.zone))
    return {outcome: count for month in months for outcome, count in month.counts.items()}


def test_a_draft_is_shown_with_where_each_sentence_stands_and_nothing_is_sent(
    console: Console, waits: Conversation
) -> None:
    assert text(LexborHTMLParser(console.get(path(waits)).text), "#proposition").startswith(
        "Proposer un brouillon"
    )
    page = press(console, waits, "proposer", text="Bonjour,")
    assert text(page, "#proposition-titre") == LABEL
    assert [" ".join(one.text().split()) for one in page.css("#proposition li > p:first-child")] == [
        FIRST,
        "Une enveloppe de trois millions.",
    ]
    links = [(link.text(), link.attributes["href"]) for link in page.css("#proposition li a")]
    assert links == [
        (
            "Communiqué de presse n° 727, 2e alinéa, page 2",
            "/textes/communique?passage=c%2F2%23%C3%A9#passage-2",
        ),
        ("Communiqué de presse n° 727, 1er alinéa, page 1", "/textes/communique?passage=c-1#passage-1"),
    ]
    assert text(page, "#proposition-dit").startswith("Brouillon prêt : 2 phrases")
    assert text(page, "#texte") == "Bonjour,"
    messages = console.run(console.office.stores.conversations.messages, waits.id)
    assert not any("entreprises de l’ESS" in one.text for one in messages)


def test_the_model_is_given_the_question_and_the_passages_that_the_assistant_saw(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    press(console, waits, "proposer")
    ((question, sources),) = writer.asked
    assert question == QUESTION
    assert [(one.key, one.passage.id) for one in sources] == [("P1", "c/2#é")]
    assert sources[0].excerpt in f"{QUOTE}\nIls coopèrent."


def test_where_the_assistant_saw_nothing_passages_are_looked_for(
    console: Console, writer: FakeWriter
) -> None:
    console.enter()
    waits = console.run(handed, console, "Quelle enveloppe pour les pôles ?")
    writer.said = Said(None, "not_said")
    now, promised = console.clock(), console.office.promises.promised(console.clock())
    claire = console.people["claire"]
    change = console.office.stores.conversations.change
    console.run(change, waits.id, lambda c: c.reply(claire.id, "Claire", "Oui.", now, c.number))
    asks = "Et l’enveloppe de trois millions ?"
    asked = console.run(change, waits.id, lambda c: c.said(asks, now, promised)).after
    press(console, asked, "proposer")
    ((question, sources),) = writer.asked
    assert question == asks
    assert "c-1" in [one.passage.id for one in sources]


def test_a_draft_is_taken_under_what_was_typed_with_its_passages_as_citations(
    console: Console, waits: Conversation
) -> None:
    press(console, waits, "proposer")
    page = press(console, waits, "reprendre-brouillon", text="Bonjour,")
    field = page.css_first("#texte")
    assert field and field.text().removeprefix("\n") == f"Bonjour,\n\n{DRAFT}"
    passages = [one.attributes["value"] for one in page.css('input[name="passage"]')]
    assert passages == ["c/2#é", "c-1"]
    again = press(console, waits, "reprendre-brouillon", text=f"Bonjour,\n\n{DRAFT}")
    assert text(again, "#texte").count(FIRST) == 1
    draft = console.run(console.office.stores.drafts.get, waits.id, console.people["claire"].id)
    assert draft and draft.text == f"Bonjour,\n\n{DRAFT}"


@pytest.mark.parametrize(
    ("sent", "outcome"),
    [
        (f"Bonjour,\n\n{DRAFT}\n\nCordialement,", Outcome.ACCEPTED),
        (DRAFT.replace("a minima", "au moins"), Outcome.EDITED),
        ("Je vous appelle demain matin.", Outcome.UNUSED),
    ],
)
def test_only_what_became_of_a_draft_is_kept_once_the_reply_is_sent(
    console: Console, waits: Conversation, sent: str, outcome: Outcome
) -> None:
    press(console, waits, "proposer")
    press(console, waits, "reprendre-brouillon")
    send(console, waits, sent)
    assert counted(console) == {outcome: 1}
    assert kept(console, waits) is None


def test_a_reply_without_the_draft_leaves_it_unused_and_sent_twice_counts_once(
    console: Console, waits: Conversation
) -> None:
    press(console, waits, "proposer")
    for _ in range(2):
        send(console, waits, f"{FIRST} Voilà.")
    assert counted(console) == {Outcome.UNUSED: 1}


def test_a_draft_is_refused_and_another_can_be_asked_for(console: Console, waits: Conversation) -> None:
    press(console, waits, "proposer")
    page = press(console, waits, "ecarter", text="Bonjour,")
    assert text(page, "#proposition-dit") == "Brouillon écarté."
    assert text(page, "#texte") == "Bonjour,"
    assert page.css_first("#action-proposer")
    assert counted(console) == {Outcome.REFUSED: 1}
    assert text(press(console, waits, "reprendre-brouillon"), "#proposition-dit").startswith("Il n’y a plus")


@pytest.mark.parametrize("outcome", ["failed", "refused", "not_said", "unread", "other"])
def test_no_draft_is_said_in_plain_words_and_the_page_works_on(
    console: Console, waits: Conversation, writer: FakeWriter, outcome: str
) -> None:
    writer.said = Said(None, outcome)
    page = press(console, waits, "proposer", text="Bonjour,")
    assert text(page, "#proposition-dit").startswith("Aucun brouillon : ")
    assert not page.css_first("#proposition-titre")
    assert text(page, "#texte") == "Bonjour,"
    assert kept(console, waits) is None
    send(console, waits, "Oui.")
    assert counted(console) == {}


def test_the_database_is_free_while_the_model_writes(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    writer.gate = threading.Event()
    pages: list[LexborHTMLParser] = []
    asks = threading.Thread(target=lambda: pages.append(press(console, waits, "proposer")))
    asks.start()
    try:
        while not writer.asked:
            pass
        act = Act(NOON, "essai", "essai.fait")
        console.run(console.office.stores.audit.add, act)
        busy = text(press(console, waits, "proposer"), "#proposition-dit")
        assert busy.startswith("Aucun brouillon : d’autres brouillons sont en cours")
    finally:
        writer.gate.set()
        asks.join(timeout=20)
    assert text(pages[0], "#proposition-titre") == LABEL
    assert len(writer.asked) == 1


def test_a_conversation_erased_while_the_model_writes_keeps_nothing(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    writer.gate = threading.Event()
    answers: list[Any] = []
    asks = threading.Thread(
        target=lambda: answers.append(console.post(path(waits), form(waits, action="proposer", text="Oui.")))
    )
    asks.start()
    try:
        while not writer.asked:
            pass
        console.run(console.office.stores.conversations.erase, waits.id)
    finally:
        writer.gate.set()
        asks.join(timeout=20)
    assert answers[0].status_code == 404
    assert "Oui." in answers[0].text
    assert kept(console, waits) is None


def test_nobody_asks_in_a_conversation_that_another_has_or_that_is_over(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    now, change = console.clock(), console.office.stores.conversations.change
    other = console.person("sacha")
    console.run(change, waits.id, lambda c: c.claim(other.id, now))
    assert "proposition" not in console.get(path(waits)).text
    press(console, waits, "proposer")
    console.run(change, waits.id, lambda c: c.resolve(other.id, now))
    press(console, waits, "proposer")
    assert "proposition" not in console.get(path(waits)).text
    assert writer.asked == []


def test_what_is_asked_of_a_model_is_written_down(console: Console, waits: Conversation) -> None:
    for action in ("proposer", "reprendre-brouillon", "ecarter", "ecarter"):
        press(console, waits, action)
    acts = console.acts("conversation.draft")
    assert [(act.action, act.object) for act in acts] == [
        ("conversation.draft_asked", waits.id),
        ("conversation.draft_taken", waits.id),
        ("conversation.draft_refused", waits.id),
    ]
    assert {act.actor for act in acts} == {console.people["claire"].id}
    assert FIRST not in repr(acts)


def test_a_form_without_its_token_asks_nothing(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    answer = console.client.post(path(waits), data=form(waits, action="proposer"))
    assert answer.status_code == 403
    assert writer.asked == []


def test_with_a_script_what_came_of_it_is_announced(console: Console, waits: Conversation) -> None:
    asked = console.post(path(waits), form(waits, action="proposer"), headers={"HX-Request": "true"})
    assert "Brouillon pr\\u00eat" in asked.headers["hx-trigger"]


def test_another_draft_may_be_asked_for_once_the_contact_wrote_again(
    console: Console, waits: Conversation
) -> None:
    page = press(console, waits, "proposer")
    assert not page.css_first("#action-proposer")
    now, promised = console.clock(), console.office.promises.promised(console.clock())
    change = console.office.stores.conversations.change
    asked = console.run(change, waits.id, lambda c: c.said("Et une commune ?", now, promised)).after
    shown = LexborHTMLParser(console.get(path(waits)).text)
    assert text(shown, "#action-proposer") == "Proposer un autre brouillon"
    press(console, asked, "proposer")
    assert counted(console) == {Outcome.UNUSED: 1}


def test_a_sentence_whose_passage_is_gone_says_so(
    console: Console, waits: Conversation, writer: FakeWriter
) -> None:
    writer.said = Said(Synthesis((Sentence(FIRST, ("parti",)),), "essai"))
    page = press(console, waits, "proposer")
    assert "n’est plus dans les textes en service" in text(page, "#proposition li")


def test_without_a_model_there_is_nothing_of_it(tmp_path: Path) -> None:
    with open_console(new_url(tmp_path)) as console:
        console.enter()
        waits = console.run(handed, console)
        page = console.get(path(waits)).text
        assert "proposition" not in page and "modèle de langue" not in page
        assert "proposition" not in console.post(path(waits), form(waits, action="proposer")).text
