import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.answers.content import Cited, tidy
from bot.answers.states import State
from bot.answers.validated import ValidatedAnswer
from bot.console.answer_editor import AnswerEditor
from bot.console.guard import Guard
from bot.console.shell import Office
from bot.conversations.conversation import Conversation
from bot.conversations.states import Channel
from bot.staff.roles import Role
from bot.tokens import digest, short_id
from knowledge.documents import Corpus
from knowledge.errors import StoreUnavailable
from knowledge.validated import as_document, as_passages
from tests.bot.console.signed import NOON, Console, open_console
from tests.bot.desks import CORPUS, QUOTE, FakeDesk

HOME = "/console/reponses"
TODAY = date(2026, 11, 23)
ASKED = "Quelle est la date limite ?"
TEXT = "Avant le 15 octobre 2013 à midi."
CITED = Cited("communique", "c/2#é", "Ils coopèrent.", "Communiqué de presse n° 727", "2e alinéa")
TYPED = {
    "action": "proposer",
    "question": ASKED,
    "variants": "C’est quand ?\r\n\r\nla deadline",
    "text": TEXT,
    "document": "communique",
    "passage": "c/2#é",
    "quote": "Ils coopèrent.",
    "title": "Communiqué",
    "place": "",
}


@dataclass
class Publisher:
    """Brings the answers in force into the texts of the desk, unless it fails."""

    office: Office
    failing: bool = False
    count: int = 0

    async def publish(self) -> None:
        self.count += 1
        if self.failing:
            raise StoreUnavailable("sqlite://", "plein")
        found = await self.office.stores.validated.in_force(TODAY)
        answers = [one.for_corpus() for one in found]
        corpus = replace(
            CORPUS,
            documents=(*CORPUS.documents, *([as_document(answers)] if answers else ())),
            passages=(*CORPUS.passages, *as_passages(answers)),
        )
        self.office.reception.open(FakeDesk(corpus=corpus))


@dataclass
class Answers:
    """A console with validated answers, and what publishes them."""

    console: Console
    publisher: Publisher

    def added(self, text: str = TEXT, by: str = "claire", **fields: Any) -> ValidatedAnswer:
        author = self.console.person(by)
        said = tidy(ASKED, (), text, [CITED], **fields)
        answer = ValidatedAnswer.propose(short_id(), said, author.id, NOON)
        self.console.run(self.console.office.stores.validated.add, answer)
        return answer

    def approved(self, text: str = TEXT) -> ValidatedAnswer:
        answer, by = self.added(text), self.console.person("denis")
        self.change(answer, lambda one: one.approved(by.id, NOON, TODAY))
        self.console.run(self.publisher.publish)
        return self.now(answer.id)

    def change(self, answer: ValidatedAnswer, transition: Any) -> None:
        self.console.run(self.console.office.stores.validated.change, answer.id, transition)

    def now(self, id: str) -> ValidatedAnswer:
        return self.console.run(self.console.office.stores.validated.get, id)

    def all(self) -> list[ValidatedAnswer]:
        return self.console.run(self.console.office.stores.validated.listed)

    def get(self, path: str = "") -> Any:
        return self.console.get(f"{HOME}{path}")

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        return self.console.client.post(
            f"{HOME}{path}",
            data={"csrf": self.console.csrf} | (data or {}),
            headers={"origin": "http://testserver"},
        )


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Answers]:
    publishers: list[Publisher] = []

    def routes(office: Office) -> Any:
        publishers.append(Publisher(office))
        office = replace(office, publish=publishers[0].publish)
        return Guard(office, AnswerEditor(office).routes()).routes()

    with open_console(f"sqlite:///{tmp_path}/guichet.db", routes) as console:
        yield Answers(console, publishers[0])


def said(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).replace("\xa0", " ").split())


def conversation(console: Console, *replies: str) -> str:
    """A conversation in which the staff replied these."""
    stores, claire = console.office.stores, console.person()
    begun = Conversation.begin(short_id(), short_id(), Channel.WEB, NOON)
    console.run(stores.conversations.begin, begun, digest("jeton"))
    later = NOON + timedelta(hours=8)
    console.run(stores.conversations.change, begun.id, lambda c: c.said(ASKED, NOON, later))
    console.run(
        stores.conversations.change,
        begun.id,
        lambda c: c.hand_off("missing_knowledge", "la date limite", ASKED, NOON, later),
    )
    quoted = {"document": "communique", "passage": "c/2#é", "quote": QUOTE, "title": "C", "location": "2"}
    for text in replies:
        console.run(
            stores.conversations.change,
            begun.id,
            lambda c, text=text: c.reply(claire.id, "Claire", text, NOON, c.turn, [quoted]),
        )
    return begun.id


def test_the_form_is_filled_with_the_question_and_the_last_reply_of_a_conversation(answers: Answers) -> None:
    answers.console.enter()
    id = conversation(answers.console, "Je regarde.", TEXT)
    shown = answers.get(f"/nouvelle?conversation={id}")
    assert shown.status_code == 200
    assert f'value="{ASKED}"' in shown.text
    assert f">\n{TEXT}</textarea>" in shown.text
    assert f">\n{QUOTE}</textarea>" in unescape(shown.text)
    assert "À corriger" not in said(shown)
    assert [act.object for act in answers.console.acts("conversation.seen")] == [id]


def test_personal_data_of_a_reply_is_pointed_out_and_blocks_the_proposal(answers: Answers) -> None:
    answers.console.enter()
    id = conversation(answers.console, "Bonjour Mme Durand, écrivez à moi@chez.fr.")
    words = said(answers.get(f"/nouvelle?conversation={id}"))
    assert "La réponse contient le nom d’une personne : « Mme Durand »." in words
    assert "La réponse contient une adresse électronique : « moi@chez.fr »." in words
    refused = answers.post("/nouvelle", TYPED | {"text": "Appelez Mme Durand.", "conversation": id})
    assert refused.status_code == 422
    assert "Mme Durand" in said(refused)
    assert answers.all() == []


@pytest.mark.parametrize(("id", "status"), [("0" * 32, 404), ("%00", 404), ("x", 404)])
def test_an_unknown_conversation_is_not_proposed_from(answers: Answers, id: str, status: int) -> None:
    answers.console.enter()
    assert answers.get(f"/nouvelle?conversation={id}").status_code == status


def test_a_conversation_without_a_reply_of_the_staff_is_not_proposed_from(answers: Answers) -> None:
    answers.console.enter()
    shown = answers.get(f"/nouvelle?conversation={conversation(answers.console)}")
    assert shown.status_code == 409
    assert "Personne de l’équipe n’a encore répondu" in said(shown)


def test_a_proposal_is_kept_and_waits(answers: Answers) -> None:
    claire = answers.console.enter()
    id = conversation(answers.console, TEXT)
    sent = answers.post("/nouvelle", TYPED | {"conversation": id, "expires_on": "2026-12-31"})
    (answer,) = answers.all()
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HOME}/{answer.id}")
    assert (answer.state, answer.proposed_by, answer.conversation) == (State.PROPOSED, claire.id, id)
    assert answer.content == tidy(ASKED, ["C’est quand ?", "la deadline"], TEXT, [CITED], date(2026, 12, 31))
    assert answers.publisher.count == 0
    shown = said(answers.get(f"/{answer.id}"))
    assert "une autre personne doit l’approuver" in shown
    assert "Approuver et publier" not in shown
    assert "Selon une réponse validée le 23 novembre 2026 :" in shown


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": " "}, "Écrivez la question"),
        ({"quote": "Ils coopèrent peut-être."}, "ces mots ne sont pas, ou ne sont plus"),
        ({"expires_on": "demain"}, "Écrivez l’échéance comme une date"),
        ({"expires_on": "2026-11-22"}, "Cette échéance est déjà passée"),
        ({"text": "« Ils coopèrent toujours et sans exception aucune »"}, "retirez les guillemets"),
    ],
)
def test_a_form_with_a_fault_comes_back_whole(answers: Answers, change: dict[str, str], told: str) -> None:
    answers.console.enter()
    typed = TYPED | change
    refused = answers.post("/nouvelle", typed)
    assert refused.status_code == 422
    assert told in said(refused)
    assert ">\nC’est quand ?\n\nla deadline</textarea>" in refused.text
    assert f">\n{typed['quote']}</textarea>" in refused.text
    assert answers.all() == []


def test_passages_are_searched_cited_inserted_and_taken_away_without_a_script(answers: Answers) -> None:
    answers.console.enter()
    typed = {"question": ASKED, "text": TEXT, "search": "enveloppe"}
    found = answers.post("/nouvelle", typed | {"action": "chercher"})
    assert 'name="cite" value="c-1"' in found.text
    assert found.status_code == 200
    cited = answers.post("/nouvelle", typed | {"cite": "c-1"})
    assert ">\nUne enveloppe de trois millions.</textarea>" in cited.text
    assert f">\n{TEXT}</textarea>" in cited.text
    assert json.loads(cited.headers["HX-Trigger"]) == {"annonce": "Passage cité."}
    both = {"document": ["communique", "communique"], "passage": ["c/2#é", "c-1"], "title": ["", ""]}
    both |= {"quote": ["Ils coopèrent.", "Une enveloppe"], "place": ["", ""]}
    left = answers.post("/nouvelle", typed | both | {"drop": "0"})
    assert ">\nUne enveloppe</textarea>" in left.text
    assert "Ils coopèrent.</textarea>" not in left.text
    inserted = answers.post("/nouvelle", typed | {"insert": "c-1"})
    quotation = "« Une enveloppe de trois millions. » (Communiqué de presse n° 727, 1er alinéa, page 1)"
    assert f">\n{TEXT}\n{quotation}</textarea>" in inserted.text
    assert answers.all() == []


def test_a_second_person_approves_and_the_assistant_has_it_at_once(answers: Answers) -> None:
    answer = answers.added()
    denis = answers.console.enter("denis")
    assert "Approuver et publier" in said(answers.get(f"/{answer.id}"))
    sent = answers.post(f"/{answer.id}/approuver", {"seen": "1"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HOME}/{answer.id}")
    kept = answers.now(answer.id)
    assert (kept.state, kept.approved_by, kept.approved_on) == (State.APPROVED, denis.id, TODAY)
    assert answers.publisher.count == 1
    assert "L’assistant donne cette réponse" in said(answers.get(f"/{answer.id}"))


def test_the_author_cannot_approve(answers: Answers) -> None:
    answer = answers.added()
    answers.console.enter("claire")
    refused = answers.post(f"/{answer.id}/approuver", {"seen": "1"})
    assert refused.status_code == 403
    assert "une autre personne doit l’approuver" in said(refused)
    assert answers.now(answer.id) == answer
    assert answers.publisher.count == 0


@pytest.mark.parametrize("seen", ["9" * 5_000, "²", "-1"])
def test_a_number_that_no_page_of_ours_holds_approves_nothing(answers: Answers, seen: str) -> None:
    answer = answers.added()
    answers.console.enter("denis")
    assert answers.post(f"/{answer.id}/approuver", {"seen": seen}).status_code == 409
    assert answers.now(answer.id).state is State.PROPOSED
    left = answers.post("/nouvelle", {"question": ASKED, "drop": seen})
    assert left.status_code < 500


def test_words_that_changed_meanwhile_are_not_approved(answers: Answers) -> None:
    answer, carole = answers.added(), answers.console.person("carole")
    answers.change(answer, lambda one: one.edited(tidy(ASKED, (), "Le 16."), carole.id, NOON))
    answers.console.enter("denis")
    refused = answers.post(f"/{answer.id}/approuver", {"seen": "1"})
    assert refused.status_code == 409
    assert "a changé depuis que vous l’avez ouverte" in said(refused)
    assert answers.now(answer.id).state is State.PROPOSED


@pytest.mark.parametrize(
    "text", ["Écrivez à Mme Durand.", "Voir « Ils coopèrent toujours et sans exception »."]
)
def test_what_cannot_be_published_is_not_approved(answers: Answers, text: str) -> None:
    answer = answers.added(text)
    answers.console.enter("denis")
    assert "À corriger avant l’approbation" in said(answers.get(f"/{answer.id}"))
    refused = answers.post(f"/{answer.id}/approuver", {"seen": "1"})
    assert refused.status_code == 422
    assert "ne peut pas être approuvée telle quelle" in said(refused)
    assert answers.now(answer.id) == answer


def test_a_publication_that_fails_loses_nothing_and_is_tried_again(answers: Answers) -> None:
    answer = answers.added()
    answers.console.enter("denis")
    answers.publisher.failing = True
    assert answers.post(f"/{answer.id}/approuver", {"seen": "1"}).status_code == 303
    shown = said(answers.get(f"/{answer.id}"))
    assert "L’assistant ne donne pas encore cette réponse" in shown
    assert "rien n’est perdu" in shown
    answers.publisher.failing = False
    again = answers.post("/publier", {"id": answer.id, "seen": "2"})
    assert again.headers["location"] == f"{HOME}/{answer.id}"
    assert "L’assistant donne cette réponse" in said(answers.get(f"/{answer.id}"))


def test_an_answer_is_withdrawn_for_a_reason_and_the_assistant_falls_silent(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("rene", Role.MANAGER)
    assert answers.post(f"/{answer.id}/retirer", {"seen": "2", "why": " "}).status_code == 409
    assert answers.post(f"/{answer.id}/retirer", {"seen": "2", "why": "Texte paru."}).status_code == 303
    assert answers.now(answer.id).why == "Texte paru."
    assert answers.console.office.reception.desk.corpus == CORPUS
    shown = said(answers.get(f"/{answer.id}"))
    assert "Texte paru." in shown
    assert "L’assistant donne" not in shown


def test_a_withdrawal_that_the_assistant_does_not_know_of_yet_is_said(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("rene", Role.MANAGER)
    answers.publisher.failing = True
    answers.post(f"/{answer.id}/retirer", {"seen": "2", "why": "Texte paru."})
    assert "L’assistant donne encore cette réponse" in said(answers.get(f"/{answer.id}"))


@pytest.mark.parametrize(("until", "status"), [("2026-12-31", 303), ("2026-11-22", 409), ("", 409)])
def test_an_answer_is_given_a_last_day(answers: Answers, until: str, status: int) -> None:
    answer = answers.approved()
    answers.console.enter("rene", Role.MANAGER)
    assert answers.post(f"/{answer.id}/echeance", {"seen": "2", "until": until}).status_code == status
    assert answers.now(answer.id).expires_on == (date(2026, 12, 31) if status == 303 else None)


def test_an_adviser_neither_withdraws_nor_ends_an_answer(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("claire")
    for act in ("retirer", "echeance"):
        assert answers.post(f"/{answer.id}/{act}", {"seen": "2", "why": "Non."}).status_code == 403
    assert "Pourquoi la retirer" not in said(answers.get(f"/{answer.id}"))
    assert answers.now(answer.id) == answer


def test_an_answer_that_was_withdrawn_is_erased_for_good(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("rene", Role.MANAGER)
    assert "Effacer définitivement" not in said(answers.get(f"/{answer.id}"))
    assert answers.post(f"/{answer.id}/effacer").status_code == 409
    answers.post(f"/{answer.id}/retirer", {"seen": "2", "why": "Elle nomme quelqu’un."})
    assert "Effacer définitivement" in said(answers.get(f"/{answer.id}"))
    assert answers.post(f"/{answer.id}/effacer").headers["location"] == HOME
    assert answers.get(f"/{answer.id}").status_code == 404
    assert [act.object for act in answers.console.acts("validated.erased")] == [answer.id]
    assert answers.console.calls.forgotten == [answer.id]


def test_an_answer_stays_until_its_words_are_erased_everywhere(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("rene", Role.MANAGER)
    answers.publisher.failing = True
    answers.post(f"/{answer.id}/retirer", {"seen": "2", "why": "Elle nomme quelqu’un."})
    refused = answers.post(f"/{answer.id}/effacer")
    assert refused.status_code == 409
    assert "donne encore cette réponse" in said(refused)
    assert answers.console.calls.forgotten == []
    answers.publisher.failing = False
    answers.post("/publier", {"id": answer.id})
    assert answers.post(f"/{answer.id}/effacer").status_code == 303


def test_a_question_is_not_given_two_answers(answers: Answers) -> None:
    proposed = answers.added("Avant le 16.")
    answers.approved()
    answers.console.enter("denis")
    told = "La question a déjà une réponse en service"
    assert told in said(answers.post(f"/{proposed.id}/approuver", {"seen": "1"}))
    assert answers.now(proposed.id) == proposed
    refused = answers.post("/nouvelle", TYPED)
    assert refused.status_code == 422
    assert told in said(refused)


def test_the_words_in_force_stay_until_the_new_ones_are_approved(answers: Answers) -> None:
    answer = answers.approved()
    carole = answers.console.enter("carole")
    form = answers.get(f"/{answer.id}/modifier")
    assert 'name="seen" value="2"' in form.text
    sent = answers.post(f"/{answer.id}/modifier", TYPED | {"text": "Avant le 16.", "seen": "2"})
    revision = answers.now(sent.headers["location"].removeprefix(f"{HOME}/"))
    assert (revision.state, revision.edited_by) == (State.PROPOSED, carole.id)
    assert (revision.replaces, revision.content.text) == (answer.id, "Avant le 16.")
    assert answers.now(answer.id) == answer
    of_revision, of_answer = (said(answers.get(f"/{one.id}")) for one in (revision, answer))
    assert "Version en vigueur" in of_revision and TEXT in of_revision
    assert "Version proposée" in of_answer and "Avant le 16." in of_answer
    assert answers.post(f"/{revision.id}/approuver", {"seen": "1"}).status_code == 403
    answers.console.enter("claire")  # who wrote the former words approves the new ones
    assert answers.post(f"/{revision.id}/approuver", {"seen": "1"}).status_code == 303
    assert answers.now(revision.id).state is State.APPROVED
    ended = answers.now(answer.id)
    assert (ended.state, ended.history[-1].what) == (State.WITHDRAWN, "replaced")
    assert [act.object for act in answers.console.acts("validated.replaced")] == [answer.id]
    texts = [passage.text for passage in answers.console.office.reception.desk.corpus.passages]
    assert "Avant le 16." in texts and TEXT not in texts


def test_an_answer_in_service_has_one_new_version_at_a_time(answers: Answers) -> None:
    answer = answers.approved()
    answers.console.enter("carole")
    path = f"/{answer.id}/modifier"
    stale = answers.post(path, TYPED | {"text": "Le 17.", "seen": "1"})
    assert stale.status_code == 409
    sent = answers.post(path, TYPED | {"text": "Le 17.", "seen": "2"})
    assert answers.get(path).headers["location"] == f"{sent.headers['location']}/modifier"
    refused = answers.post(path, TYPED | {"text": "Le 18.", "seen": "2"})
    assert refused.status_code == 409
    assert "Le 17." in said(refused)
    assert ">\nLe 18.</textarea>" in refused.text
    assert f'action="{sent.headers["location"]}/modifier"' in refused.text
    assert [one.content.text for one in answers.all()] == ["Le 17.", TEXT]


def test_of_two_editions_the_later_sees_the_other_and_loses_nothing(answers: Answers) -> None:
    answer, carole = answers.added(), answers.console.person("carole")
    answers.change(answer, lambda one: one.edited(tidy(ASKED, (), "Le 17."), carole.id, NOON))
    answers.console.enter("claire")
    refused = answers.post(f"/{answer.id}/modifier", TYPED | {"text": "Le 18.", "seen": "1"})
    assert refused.status_code == 409
    assert "Le 17." in said(refused)
    assert ">\nLe 18.</textarea>" in refused.text
    assert 'name="seen" value="2"' in refused.text
    assert answers.post(f"/{answer.id}/modifier", TYPED | {"text": "Le 18.", "seen": "2"}).status_code == 303
    assert answers.now(answer.id).content.text == "Le 18."


def without_its_words() -> Corpus:
    """The texts after one of them changed."""
    changed = replace(CORPUS.passages[1], text="Ils coopèrent tous.")
    return replace(CORPUS, passages=(CORPUS.passages[0], changed, *CORPUS.passages[2:]))


def test_a_flagged_answer_comes_first_with_what_changed_and_is_confirmed(answers: Answers) -> None:
    other = answers.added("Autre chose.")
    answer = answers.approved()
    answers.change(answer, lambda one: one.flagged(NOON))
    answers.console.office.reception.open(FakeDesk(corpus=without_its_words()))
    answers.console.enter("claire")
    listed = answers.get()
    assert re.findall(r'id="reponse-(\w+)', listed.text) == [answer.id, other.id]
    assert "Ces mots ne sont plus dans « Communiqué de presse n° 727 »." in said(listed)
    shown = answers.get(f"/{answer.id}")
    assert re.search(r"<del>.*?coopèrent\..*?</del>", shown.text)
    assert re.search(r"<ins>.*?coopèrent tous\..*?</ins>|<ins>.*?tous\..*?</ins>", shown.text)
    assert "Confirmer ou corriger" in said(shown)
    typed = TYPED | {"quote": "Ils coopèrent tous.", "seen": "3"}
    assert answers.post(f"/{answer.id}/modifier", typed).status_code == 303
    assert answers.now(answer.id).state is State.PROPOSED
    assert answers.post(f"/{answer.id}/approuver", {"seen": "4"}).status_code == 403
    answers.console.enter("denis")
    assert answers.post(f"/{answer.id}/approuver", {"seen": "4"}).status_code == 303
    assert answers.now(answer.id).state is State.APPROVED


@pytest.mark.parametrize(
    ("word", "shown"), [("", 2), ("a-approuver", 1), ("en-service", 1), ("retirees", 0), ("inconnu", 2)]
)
def test_answers_are_listed_by_state(answers: Answers, word: str, shown: int) -> None:
    answers.added("Autre chose.")
    answers.approved()
    answers.console.enter()
    listed = answers.get(f"?etat={word}")
    assert len(re.findall('id="reponse-', listed.text)) == shown
    assert ("Aucune réponse ici." in said(listed)) is (shown == 0)


def test_the_menu_says_how_many_answers_wait_for_someone(answers: Answers) -> None:
    answers.added()
    answers.console.enter()
    menu = re.sub(r"\s+", " ", answers.get().text)
    assert '<span>Réponses validées <span class="console-count">1<' in menu


def test_an_answer_that_is_not_there_is_not_found(answers: Answers) -> None:
    answers.console.enter("rene", Role.MANAGER)
    for path in ("/x", f"/{'0' * 32}", "/%00", f"/{'0' * 32}/modifier"):
        assert answers.get(path).status_code == 404
    assert answers.post(f"/{'0' * 32}/approuver", {"seen": "1"}).status_code == 404


def test_what_is_typed_is_never_html(answers: Answers) -> None:
    answers.console.enter()
    hostile = "<script>alert(1)</script>"
    answers.post("/nouvelle", TYPED | {"question": hostile, "text": hostile})
    (answer,) = answers.all()
    for path in ("", f"/{answer.id}", f"/{answer.id}/modifier"):
        assert "<script>alert" not in answers.get(path).text
