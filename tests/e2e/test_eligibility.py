"""The criteria of the shipped call in the product as it comes, from « suis-je éligible » to the staff."""

import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.eligibility.commands import SEND, START, UNSURE
from tests.e2e.conftest import GUICHET

ROOT = Path(__file__).parents[2]
TEXTS = " ".join(
    path.read_text(encoding="utf-8").replace("*", "")
    for path in (ROOT / "knowledge/corpora/ptce-2013").glob("*.md")
)
PROMISES = ("vous êtes éligible", "vous serez retenu", "vous aurez droit", "vous obtiendrez")
CONVERSATIONS = "/api/v1/conversations"


class Applicant:
    """Whoever talks to the product as a program of another site would."""

    def __init__(self, site: str) -> None:
        self._client = httpx.Client(base_url=site, timeout=30)
        begun = self._client.post(CONVERSATIONS, json={}).json()
        self.path, self.token = f"{CONVERSATIONS}/{begun['id']}", begun["token"]
        self._own = {"Authorization": f"Bearer {self.token}"}
        self.said: list[dict[str, Any]] = []

    def says(self, text: str) -> dict[str, Any]:
        """Say something, and return the assistant's answer."""
        posted = self._client.post(f"{self.path}/messages", json={"text": text}, headers=self._own)
        assert posted.status_code == 201, posted.text
        answer: dict[str, Any] = posted.json()["reply"]["answer"]
        self.said.append(answer)
        return answer

    def state(self) -> dict[str, Any]:
        """Return the conversation."""
        found: dict[str, Any] = self._client.get(self.path, headers=self._own).json()
        return found

    def close(self) -> None:
        """Leave."""
        self._client.close()


@pytest.fixture
def applicant(site: str) -> Any:
    applicant = Applicant(site)
    yield applicant
    applicant.close()


def plain(text: str) -> str:
    return " ".join(text.split())


def test_who_asks_whether_they_are_eligible_is_led_to_the_staff_with_a_sheet(applicant: Applicant) -> None:
    offered = applicant.says("Bonjour, suis-je éligible ?")
    assert offered["decision"] == "clarification"
    assert START in offered["suggestions"]
    answer, asked = applicant.says(START), 0
    while answer["path"]["stage"] == "asking":
        asked += 1
        assert asked <= 10, "ten short questions at most"
        answer = applicant.says(UNSURE if UNSURE in answer["suggestions"] else answer["suggestions"][0])
    sheet = answer["sheet"]
    assert sheet["complete"]
    stated = [one for one in sheet["criteria"] if one["outcome"] != "not_stated"]
    assert stated
    assert {one["outcome"] for one in stated} == {"staff"}, "who knows nothing is judged by a person"
    for criterion in stated:
        assert criterion["citations"], criterion["id"]
        for citation in criterion["citations"]:
            assert plain(citation["quote"]) in plain(TEXTS)
    assert not any(promise in plain(one["text"]).lower() for one in applicant.said for promise in PROMISES)
    sent = applicant.says(SEND)
    assert (sent["decision"], sent["reason"]) == ("handoff", "requested")
    assert applicant.state()["status"] == "open"


def test_the_question_after_the_offer_is_answered_for_itself(applicant: Applicant) -> None:
    applicant.says("Suis-je éligible ?")
    answer = applicant.says("Et la date limite ?")
    assert START not in answer["suggestions"]
    assert "date et heure limites" in plain(answer["text"])


def test_who_agrees_to_the_offer_is_asked_the_first_question(applicant: Applicant) -> None:
    applicant.says("Est-ce que je suis éligible ?")
    begun = applicant.says("oui")
    assert begun["path"]["stage"] == "asking"
    assert begun["path"]["asked"] == "partners"


def test_words_are_read_as_an_answer_and_confirmed_first(applicant: Applicant) -> None:
    applicant.says(START)
    read = applicant.says("On est deux associations et trois SARL, avec la mairie")
    assert read["path"]["stage"] == "confirming"
    assert read["path"]["answers"] == {}
    noted = applicant.says("Oui, c’est exact")
    assert noted["path"]["noted"] == {"ess": 2, "commercial": 3, "local": 1}


def test_who_asks_what_the_texts_say_is_answered_from_them(applicant: Applicant) -> None:
    answer = applicant.says("Une commune peut-elle faire partie d’un PTCE ?")
    assert answer["decision"] == "answer"
    assert "path" not in answer


def test_the_steps_are_public_and_dated_as_far_as_the_texts_say(site: str) -> None:
    page = httpx.get(f"{site}/demarches", timeout=30)
    assert page.status_code == 200
    assert "15 juillet 2013" in plain(page.text)
    calendar = httpx.get(f"{site}/demarches/calendrier.ics", timeout=30)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "20130715" in calendar.text


def test_the_cases_of_the_shipped_call_hold(site_settings: dict[str, str], site: str) -> None:
    assert site
    run = subprocess.run(
        [GUICHET, "eligibility", "--cases"],
        env=os.environ | site_settings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "donnent la fiche attendue." in run.stdout
