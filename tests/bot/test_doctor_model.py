"""What the doctor says of a language model, before a real server that answers well or badly."""

from collections.abc import Mapping

import pytest

from bot.doctor_model import ASKED, SUBJECT, TRACED_TO, TRIED, WHY, language_model
from bot.findings import Finding, Level
from bot.quality.certificates import Calibrated
from bot.settings import Settings, load_settings
from knowledge.chat.values import Completion, Usage, Use
from knowledge.errors import MissingExtra, ModelUnavailable, UnknownModel
from tests.llm.lying_server import deaf_url, lying_server, says, silent, status

KEY = "cle-tres-secrete"


def found(
    settings: Settings,
    completion: Completion | Exception | None = None,
    calibrated: Calibrated | None = None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Finding]:
    """Return what is found, by subject, of a model that gives a completion or fails."""

    def ask(_: object) -> Completion:
        if isinstance(completion, Exception):
            raise completion
        return completion or answered()

    findings = language_model(settings, environ or {}, ask, lambda _: calibrated)
    return {finding.subject: finding for finding in findings}


def answered(text: str = '{"reponse": "oui"}', seconds: float = 0.84) -> Completion:
    """Return what a model gives."""
    return Completion(text, "albert-large", Usage(30, 8), seconds)


def test_without_a_model_there_is_one_line_and_nothing_is_asked() -> None:
    assert found(load_settings(), ModelUnavailable("?", "ne devait pas être demandé")) == {
        SUBJECT: Finding(Level.OK, SUBJECT, "aucun : les réponses sont des citations seules")
    }


def test_a_model_that_answers_is_named_with_its_time_its_host_and_what_it_is_asked() -> None:
    settings = load_settings(
        model="openai:albert-large",
        model_url="https://albert.api.etalab.gouv.fr/v1",
        model_price="0.1/0.3",
        model_monthly_budget=20,
    )
    subjects = found(settings, calibrated=Calibrated.YES)
    assert {one.level for one in subjects.values()} == {Level.OK}
    assert subjects[SUBJECT].found == "« albert-large » répond en 0,8 s, depuis albert.api.etalab.gouv.fr"
    assert (
        subjects["Demandes au modèle"].found == "synthèses au-dessus des citations ; brouillons pour l’équipe"
    )
    assert subjects["Prix du modèle"].found == (
        "0,1 € le million de jetons lus, 0,3 € écrits, 20 € par mois au plus"
    )
    assert subjects["Calibration"].found == "mesurée avec ce modèle et ces textes"


@pytest.mark.parametrize(
    "error",
    [UnknownModel("x:y"), MissingExtra("openai", "langchain_openai"), ModelUnavailable("m", "HTTP 401")],
)
def test_a_model_that_cannot_be_asked_is_to_be_mended_and_the_answers_go_on(error: Exception) -> None:
    finding = found(load_settings(model="openai:m"), error)[SUBJECT]
    assert (finding.level, finding.found) == (Level.BROKEN, str(error))
    assert "en attendant, les réponses sont des citations seules" in finding.mend


def test_a_slow_model_and_one_that_writes_no_json_are_told_of() -> None:
    settings = load_settings(model="ollama:m", model_seconds=4)
    assert found(settings, answered(seconds=1.9))[SUBJECT].level is Level.OK
    slow = found(settings, answered(seconds=2.1))[SUBJECT]
    assert slow.level is Level.NOTE and "il n’a que 4 s" in slow.mend
    for text in ("Oui.", "[]", '{"reponse": "ou', "[" * 100_000):
        finding = found(settings, answered(text))[SUBJECT]
        assert finding.level is Level.NOTE and "pas par l’objet JSON demandé" in finding.found


def test_a_price_is_asked_for_unless_the_model_is_near() -> None:
    far = found(load_settings(model="mistralai:m"))["Prix du modèle"]
    assert far.level is Level.NOTE and "les rapports ne comptent aucun coût." in far.mend
    limited = found(load_settings(model="mistralai:m", model_monthly_budget=5))["Prix du modèle"]
    assert "GUICHET_MODEL_MONTHLY_BUDGET n’arrête rien." in limited.mend
    near = found(load_settings(model="ollama:m"))["Prix du modèle"]
    assert (near.level, near.found) == (Level.OK, "aucun, il est sur ce réseau")


@pytest.mark.parametrize("why", [one for one in Calibrated if one is not Calibrated.YES])
def test_why_no_calibration_holds_is_told(why: Calibrated) -> None:
    finding = found(load_settings(model="ollama:m"), calibrated=why)["Calibration"]
    assert (finding.level, finding.found) == (Level.NOTE, WHY[why])
    assert "guichet calibrate" in finding.mend


def test_a_calibration_that_nothing_needs_is_not_spoken_of() -> None:
    assert "Calibration" not in found(load_settings(model="ollama:m"))


def test_traces_with_texts_are_told_of() -> None:
    traced = {TRACED_TO: "https://cle:secret@traces.example"}
    plain, full = load_settings(model="ollama:m"), load_settings(model="ollama:m", model_trace_content=True)
    assert found(plain)["Traces"].found == f"aucune : {TRACED_TO} n’est pas réglé"
    assert found(plain, environ=traced)["Traces"].found == "envoyées, sans aucun texte"
    finding = found(full, environ=traced)["Traces"]
    assert finding.level is Level.NOTE and "secret" not in finding.found + finding.mend


def test_every_use_has_its_words() -> None:
    assert set(ASKED) == set(Use)


# The real way, before a real server.


def asked_for_real(url: str, **more: object) -> Finding:
    """Return what is found of the model of a server, asked as the doctor does."""
    settings = load_settings(model="openai:menteur", model_url=url, model_key=KEY, **more)
    return next(language_model(settings, {}))


def test_a_real_server_is_asked_one_thing_that_holds_nothing_of_anybody() -> None:
    with lying_server(says('{"reponse": "oui"}')) as server:
        finding = asked_for_real(server.url)
        (request,) = server.requests
    assert finding.level is Level.OK and "« menteur » répond en " in finding.found
    assert [turn["content"] for turn in request.body["messages"]] == [turn.text for turn in TRIED.turns]


@pytest.mark.parametrize(
    ("step", "said"),
    [(status(401), "HTTP 401"), (status(500), "HTTP 500"), (silent, "pas de réponse à temps")],
)
def test_a_server_that_refuses_or_keeps_silent_is_told_of_in_time(step: object, said: str) -> None:
    with lying_server(step) as server:  # type: ignore[arg-type]  # a step is one, whatever its name here
        finding = asked_for_real(server.url, model_seconds=1)
    assert finding.level is Level.BROKEN and said in finding.found
    assert KEY not in finding.found + finding.mend


def test_a_host_that_is_not_allowed_is_not_asked() -> None:
    finding = asked_for_real("https://llm.exemple.com/v1")
    assert finding.level is Level.BROKEN and "GUICHET_MODEL_HOSTS" in finding.found


def test_a_server_that_is_not_there_is_told_of() -> None:
    with deaf_url() as url:
        assert asked_for_real(url, model_seconds=1).level is Level.BROKEN
