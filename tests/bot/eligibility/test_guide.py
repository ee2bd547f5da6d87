"""A contact is led question by question, by buttons or in words, to a sheet, and back from anywhere."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot import wording as own
from bot.eligibility import commands, wording
from bot.eligibility.path import Stage
from bot.eligibility.shown import sheet_of
from bot.replies import Decision, Reply
from knowledge.eligibility.answers import BadAnswer
from knowledge.eligibility.asking import path_length
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import UNSURE, Criterion, Outcome, Question, Rules, Takes
from knowledge.procedure import Procedure
from tests.bot.eligibility.made_up_call import (
    CALL,
    CLOSES,
    NOW,
    PARTNERS,
    POOLING,
    QUOTE,
    RULES,
    SHORT_RULES,
    Contact,
    guide,
    handed,
)

BEGUN = commands.START


def contact(rules: Rules = SHORT_RULES) -> Contact:
    return Contact(guide(rules))


def begun(rules: Rules = SHORT_RULES) -> Contact:
    one = contact(rules)
    one.says(BEGUN)
    return one


def finished() -> Contact:
    one = begun()
    one.all("Une entreprise de l’ESS", "Une entreprise commerciale", "C’est tout", "Oui")
    return one


def test_the_path_opens_by_saying_what_it_is_and_asks_at_once() -> None:
    reply = contact().says(BEGUN)
    assert reply.decision is Decision.CLARIFICATION
    assert reply.confidence == 0
    assert "2 courtes questions au plus" in reply.text
    assert "jamais une décision" in reply.text
    assert "Question 1, 2 au plus." in reply.text
    assert PARTNERS.ask in reply.text
    assert reply.suggestions == (
        "Une entreprise de l’ESS",
        "Une entreprise commerciale",
        "Une collectivité territoriale",
        commands.UNSURE,
        commands.TEXT,
        commands.STOP,
    )


def test_a_question_of_yes_or_no_has_its_buttons_its_position_and_its_help() -> None:
    one = begun()
    reply = one.all("Une entreprise de l’ESS", commands.ALL)
    assert "Question 2, 2 au plus." in reply.text
    assert POOLING.help in reply.text
    assert reply.suggestions[:3] == (commands.YES, commands.NO, commands.UNSURE)
    assert commands.CORRECT in reply.suggestions


def test_partners_are_added_one_after_the_other_until_that_is_all() -> None:
    one = begun()
    reply = one.says("Une entreprise de l’ESS")
    assert "Noté : 1 entreprise de l’ESS. Qui d’autre ?" in reply.text
    assert commands.ALL in reply.suggestions
    reply = one.says("une société et deux communes")
    assert "1 entreprise de l’ESS, 1 entreprise commerciale, 2 collectivités territoriales" in reply.text
    assert one.waiting.answers == {}
    one.says("c'est tout")
    assert one.waiting.answers["partners"] == {"ess": 1, "commercial": 1, "local": 2}


@pytest.mark.parametrize("text", ["non", "personne d’autre", "aucun autre", "fini"])
def test_saying_that_there_is_nobody_else_ends_the_list(text: str) -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", text)
    assert one.waiting.answers == {"partners": {"ess": 1}}


def test_not_knowing_who_else_loses_nobody() -> None:
    one = begun()
    reply = one.all("Une entreprise de l’ESS", "je ne sais pas")
    assert wording.UNSURE_WHO in reply.text
    assert (one.waiting.noted, one.waiting.answers) == ({"ess": 1}, {})


def test_a_list_is_not_all_while_it_is_empty() -> None:
    one = begun()
    reply = one.says("C’est tout")
    assert wording.NOBODY_YET in reply.text
    assert one.waiting.answers == {}


def test_a_legal_form_is_understood_and_confirmed() -> None:
    one = begun()
    reply = one.says("On est une SCIC")
    assert "J’ai compris : « SCIC », comme « une entreprise de l’ESS ». Est-ce exact ?" in reply.text
    assert reply.suggestions[:2] == (commands.RIGHT, commands.WRONG)
    assert one.waiting.stage is Stage.CONFIRMING
    assert one.waiting.noted == {}
    one.says(commands.RIGHT)
    assert one.waiting.noted == {"ess": 1}


@pytest.mark.parametrize("no", [commands.WRONG, "non", "non pas du tout"])
def test_what_was_misunderstood_is_asked_again(no: str) -> None:
    one = begun()
    reply = one.all("On est une SCIC", no)
    assert PARTNERS.ask in reply.text
    assert (one.waiting.noted, dict(one.waiting.proposed)) == ({}, {})


def test_a_no_with_the_right_answer_is_taken() -> None:
    one = begun()
    one.all("On est une SCIC", "non, une commune")
    assert one.waiting.noted == {"local": 1}


def test_confirming_more_partners_keeps_those_told_before() -> None:
    one = begun()
    one.all("Une entreprise commerciale", "deux SCOP", "oui c’est ça")
    assert one.waiting.noted == {"ess": 2, "commercial": 1}


def test_who_says_nothing_is_sure_is_believed() -> None:
    one = begun()
    one.says("je ne sais pas")
    assert one.waiting.answers == {"partners": UNSURE}


def test_every_sort_of_answer_leads_to_the_end_in_words() -> None:
    one = begun(RULES)
    said = {
        "partners": ("Une entreprise de l’ESS", "C’est tout"),
        "pooling": ("oui bien sûr",),
        "stage": ("un projet en cours",),
        "length": ("18",),
        "founded": ("le 3 mars 2015",),
        "place": ("Bobigny",),
        "form": ("Association déclarée",),
    }
    asked = []
    while one.waiting.stage is not Stage.DONE:
        asked.append(one.waiting.asked)
        one.all(*said[one.waiting.asked])
    assert len(asked) == len(set(asked)) <= path_length(RULES) <= len(RULES.criteria)
    assert one.waiting.answers["place"] == "commune:93008 departement:93 region:11 metropole"


def test_an_answer_that_was_typed_is_said_back() -> None:
    one = begun(RULES)
    one.path = replace(one.waiting, asked="place")
    reply = one.says("Rouen")
    assert "Noté : Rouen (76)." in reply.text


def test_an_ambiguous_place_gives_choices_and_then_goes_on() -> None:
    one = begun(RULES)
    one.path = replace(one.waiting, asked="place")
    reply = one.says("Saint-Denis")
    assert "Saint-Denis (93)" in reply.suggestions
    assert "place" not in one.waiting.answers
    one.says("Saint-Denis (93)")
    assert str(one.waiting.answers["place"]).startswith("commune:93066")


def test_a_free_question_is_answered_and_leads_back() -> None:
    one = begun()
    one.says("Une entreprise de l’ESS")
    said = Reply("?", Decision.ANSWER, "Le texte dit : « Oui. »", receipt="r-1", suggestions=tuple("abcd"))
    reply = one.says("c’est quoi une entreprise de l’ESS ?", said)
    assert reply.text.startswith("Le texte dit : « Oui. »\nRevenons à votre fiche :\n")
    assert "Noté : 1 entreprise de l’ESS. Qui d’autre ?" in reply.text
    assert reply.suggestions[:4] == ("a", "b", "c", "Une entreprise de l’ESS")
    assert reply.receipt == "r-1"
    assert one.waiting.noted == {"ess": 1}


def test_a_question_for_staff_is_left_to_them_and_the_path_is_kept() -> None:
    one = begun()
    one.says("Une entreprise de l’ESS")
    before = one.waiting
    reply = one.says("Où en est mon dossier ?", handed("Où en est mon dossier ?", "personal_file"))
    assert (reply.text, reply.suggestions) == ("Une personne vous répondra.", ())
    assert one.waiting == before
    assert "Qui d’autre ?" in one.says(commands.RESUME).text


def test_who_asks_for_a_person_gets_one_even_in_few_words() -> None:
    one = begun()
    reply = one.says("conseiller svp", handed("conseiller svp", "requested"))
    assert reply.decision is Decision.HANDOFF


def test_who_is_in_distress_is_not_asked_anything() -> None:
    one = begun()
    said = Reply("je veux mourir", Decision.CLARIFICATION, own.INTENTS["distress"])
    reply = one.says("je veux mourir", said)
    assert (reply.text, reply.suggestions) == (own.INTENTS["distress"], ())


@pytest.mark.parametrize("reason", ["missing_knowledge", "low_confidence", "out_of_scope"])
def test_an_unclear_answer_says_what_is_expected_and_is_no_handoff(reason: str) -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    first = one.says("bof bof", handed("bof bof", reason))
    assert first.decision is Decision.CLARIFICATION
    assert "Répondez « Oui », « Non » ou « Je ne sais pas »." in first.text
    assert wording.PERSON not in first.text
    assert first.receipt is None
    second = one.says("moyen", handed("moyen", reason))
    assert wording.PERSON in second.text
    one.says("Oui")
    assert one.waiting.unclear == 0


def test_a_yes_to_a_list_is_unclear_at_once() -> None:
    reply = begun().says("oui")
    assert wording.UNCLEAR[PARTNERS.takes] in reply.text


def test_a_long_message_that_answers_nothing_still_reaches_staff() -> None:
    text = "Depuis trois jours le formulaire de dépôt affiche une erreur et personne ne répond au téléphone"
    assert begun().says(text, handed(text, "missing_knowledge")).decision is Decision.HANDOFF


def test_the_text_is_shown_with_its_citation_and_the_question_again() -> None:
    reply = begun().says(commands.TEXT)
    assert [one.quote for one in reply.citations] == [QUOTE]
    assert reply.citations[0].url.startswith("https://guichet.example/textes/avis?passage=p1")
    assert PARTNERS.ask in reply.text


@pytest.mark.parametrize(
    "text", ["je ne comprends pas la question", "Pourquoi cette question ?", "pas compris"]
)
def test_who_does_not_understand_a_question_is_shown_where_it_comes_from(text: str) -> None:
    reply = begun().says(text)
    assert [one.quote for one in reply.citations] == [QUOTE]
    assert PARTNERS.ask in reply.text


def test_a_word_taken_for_a_greeting_is_an_unclear_answer() -> None:
    greeting = own.INTENTS["greeting"].format(call="Essai")
    reply = begun().says("bof", Reply("bof", Decision.CLARIFICATION, greeting))
    assert reply.text.startswith(wording.UNCLEAR[PARTNERS.takes])
    reply = begun().says("bonjour", Reply("bonjour", Decision.CLARIFICATION, greeting))
    assert reply.text.startswith(greeting)


def test_an_answer_is_corrected_by_buttons() -> None:
    one = finished()
    reply = one.says(commands.CORRECT)
    assert wording.WHICH_ONE in reply.text
    buttons = [text for text in reply.suggestions if text.startswith("Corriger :")]
    assert buttons == [f"Corriger : {PARTNERS.ask}", f"Corriger : {POOLING.ask}"]
    reply = one.says(buttons[1])
    assert "Vous aviez répondu : oui." in reply.text
    one.says("non")
    assert one.waiting.answers["pooling"] == "no"
    assert one.waiting.stage is Stage.DONE


def test_an_answer_is_corrected_in_words_and_stands_until_there_is_another() -> None:
    one = finished()
    one.says("je voudrais corriger les partenaires")
    assert one.waiting.asked == "partners"
    assert one.waiting.answers["partners"] == {"ess": 1, "commercial": 1}
    one.all("Une collectivité territoriale", "C’est tout")
    assert one.waiting.answers["partners"] == {"local": 1}


def test_an_answer_changed_and_changed_back_leaves_no_trace() -> None:
    one = finished()
    before = one.says(commands.SHEET)
    one.all("corriger les moyens", "non", "corriger les moyens", "oui")
    assert one.says(commands.SHEET).sheet == before.sheet


def test_which_answer_is_asked_when_the_words_do_not_say() -> None:
    one = finished()
    assert wording.WHICH_ONE in one.says("je me suis trompé").text
    assert PARTNERS.ask in one.says("les partenaires").text


def test_who_stops_may_ask_anything_and_resume_where_they_were() -> None:
    one = begun()
    one.says("Une entreprise de l’ESS")
    stopped = one.says(commands.STOP)
    assert stopped.suggestions[0] == commands.RESUME
    asked = one.says("Quelle est l’enveloppe ?")
    assert asked.text == "Le texte dit : « Oui. »"
    assert asked.path is None
    assert "Noté : 1 entreprise de l’ESS. Qui d’autre ?" in one.says(commands.RESUME).text


def test_who_begins_again_may_resume_or_restart() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    reply = one.says(BEGUN)
    assert reply.suggestions == (commands.RESUME, commands.RESTART)
    one.says(commands.RESTART)
    assert one.waiting.answers == {}


def test_what_was_said_before_is_proposed_and_not_assumed() -> None:
    one = contact()
    one.says("on est une SCIC et une société, on peut postuler ?")
    reply = one.says(BEGUN)
    assert "Plus tôt, vous avez écrit : « on est une SCIC et une société, on peut postuler ? »." in reply.text
    assert "Je propose de noter : 1 entreprise de l’ESS, 1 entreprise commerciale." in reply.text
    assert one.waiting.answers == {}
    one.says(commands.RIGHT)
    assert one.waiting.noted == {"ess": 1, "commercial": 1}


def test_what_was_proposed_and_denied_is_not_proposed_again() -> None:
    one = contact()
    one.all("on est une SCIC, on peut postuler ?", BEGUN, commands.WRONG, commands.STOP)
    assert "Plus tôt" not in one.says(commands.RESUME).text


def test_what_a_free_question_says_in_passing_is_proposed_on_the_way_back() -> None:
    one = begun()
    reply = one.says("Quelle aide quand on est deux SCOP comme nous ?")
    assert "Je propose de noter : 2 entreprises de l’ESS." in reply.text
    assert one.waiting.stage is Stage.CONFIRMING


def test_the_end_is_a_sheet_that_text_alone_tells() -> None:
    one = begun()
    reply = one.all("Une entreprise de l’ESS", "C’est tout", "Oui")
    assert one.waiting.stage is Stage.DONE
    assert reply.sheet is not None
    sheet = sheet_of(reply.sheet)
    assert {one.id: one.outcome for one in sheet.criteria} == {
        "mix": Outcome.NOT_MET,
        "shared": Outcome.MET,
        "rules": Outcome.NOT_STATED,
    }
    assert "Rempli, d’après vos réponses : Critère shared." in reply.text
    assert "Non rempli, d’après vos réponses : Critère mix." in reply.text
    assert "Non précisé par les textes : Critère rules." in reply.text
    assert "Pour « Critère mix », notre conseil : Trouver qui manque." in reply.text
    assert "ni un avis ni une décision" in reply.text
    assert "(Ministère d’essai)" in reply.text
    assert "Il reste" in reply.text
    assert "Déposer le dossier (Le porteur)" in reply.text
    assert reply.suggestions == (commands.SEND, commands.CORRECT, commands.STEPS, commands.REMIND)


def test_the_sheet_may_be_seen_on_the_way() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    reply = one.says(commands.SHEET)
    assert "Réponse attendue : Critère shared." in reply.text
    assert reply.suggestions[0] == commands.RESUME
    assert one.waiting.asked == "pooling"


def test_sending_is_a_handoff_with_the_sheet() -> None:
    one = finished()
    reply = one.says(commands.SEND)
    assert (reply.decision, reply.reason) == (Decision.HANDOFF, "requested")
    assert reply.topic == "la fiche de critères"
    assert reply.text == reply.why
    assert reply.sheet is not None
    assert sheet_of(reply.sheet).complete


@pytest.mark.parametrize("order", [commands.SHEET, commands.SEND, commands.CORRECT])
def test_there_is_nothing_to_show_before_the_first_answer(order: str) -> None:
    reply = contact().says(order)
    assert (reply.text, reply.suggestions) == (wording.NOT_BEGUN, (commands.START,))
    assert reply.decision is Decision.CLARIFICATION


def test_the_steps_come_with_the_deadline_and_the_pieces() -> None:
    reply = contact().says(commands.STEPS)
    assert "Il reste 18\xa0jours" in reply.text
    assert "1. Déposer le dossier (Le porteur)" in reply.text
    assert "Pièces à fournir : Le formulaire." in reply.text
    assert reply.suggestions == (commands.START, commands.REMIND)


@pytest.mark.parametrize("reason", ["personal_file", "missing_knowledge", "low_confidence", "out_of_scope"])
def test_what_to_do_is_answered_by_the_steps_rather_than_by_nobody(reason: str) -> None:
    text = "Que dois-je faire, et quand ?"
    reply = contact().says(text, handed(text, reason))
    assert reply.decision is Decision.CLARIFICATION
    assert "1. Déposer le dossier (Le porteur)" in reply.text
    assert "2. Réunir le jury – non précisé par les textes disponibles" in reply.text
    assert reply.receipt == "r-2"


@pytest.mark.parametrize("text", ["Que dois-je faire de mon dossier ?", "Où en est mon dossier ?"])
def test_a_file_of_ones_own_stays_with_staff(text: str) -> None:
    assert contact().says(text, handed(text, "personal_file")).decision is Decision.HANDOFF


def test_a_reminder_is_wished_and_given_up() -> None:
    one = finished()
    assert commands.FORGET in one.says(commands.REMIND).suggestions
    assert one.waiting.remind is True
    one.says(commands.FORGET)
    assert one.waiting.remind is False


def test_no_reminder_is_given_once_the_call_has_closed() -> None:
    one = finished()
    one.now = CLOSES + timedelta(minutes=1)
    assert one.says(commands.REMIND).text == wording.NO_REMINDER
    assert one.waiting.remind is None
    assert commands.REMIND not in one.says(commands.SHEET).suggestions
    assert one.guide.closed_notice(one.now)
    assert one.guide.closed_notice(NOW) == ""


def test_a_reminder_waits_for_a_date_that_is_not_known() -> None:
    one = Contact(guide(SHORT_RULES, call=replace(CALL, closes=None)))
    assert one.says(commands.REMIND).text == wording.REMINDED_UNKNOWN


def test_answers_that_still_hold_are_kept_when_the_criteria_change_and_it_is_said_once() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    one.guide = guide(RULES, digest="d2")
    reply = one.says("Oui")
    assert reply.text.startswith(wording.CHANGED)
    assert one.waiting.rules == "d2"
    assert dict(one.waiting.answers) == {"partners": {"ess": 1}, "pooling": "yes"}
    assert wording.CHANGED not in one.says("un projet en cours").text


def test_a_question_that_is_gone_gives_way_to_the_next() -> None:
    one = begun(RULES)
    one.path = replace(one.waiting, asked="place", answers={"partners": {"ess": 1}})
    one.guide = guide(SHORT_RULES, digest="d2")
    reply = one.says("93")
    assert reply.text.startswith(wording.CHANGED)
    assert POOLING.ask in reply.text
    assert "pooling" not in one.waiting.answers


def reworded(question: Question, ask: str) -> Rules:
    questions = tuple(replace(one, ask=ask) if one == question else one for one in SHORT_RULES.questions)
    return replace(SHORT_RULES, questions=questions)


def test_an_answer_to_other_words_is_dropped_and_its_question_asked_again() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    one.guide = guide(reworded(PARTNERS, "Qui vous finance ?"), digest="d2")
    reply = one.says("Oui")
    assert reply.text.startswith(wording.CHANGED)
    assert "Qui vous finance ?" in reply.text
    assert dict(one.waiting.answers) == {"pooling": "yes"}


def test_an_option_of_another_name_is_another_answer() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    named = replace(
        PARTNERS, options=(replace(PARTNERS.options[0], name="une banque"), *PARTNERS.options[1:])
    )
    one.guide = guide(replace(SHORT_RULES, questions=(named, POOLING)), digest="d2")
    assert one.guide.answers(one.waiting) == {}
    helped = replace(PARTNERS, help="Autrement dit, vos partenaires.")
    one.guide = guide(replace(SHORT_RULES, questions=(helped, POOLING)), digest="d2")
    assert one.guide.answers(one.waiting) == {"partners": {"ess": 1}}


def test_a_message_is_no_answer_to_a_question_that_is_put_otherwise_meanwhile() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    one.guide = guide(reworded(POOLING, "Refusez-vous de partager des moyens ?"), digest="d2")
    reply = one.says("Oui")
    assert reply.text.startswith(wording.CHANGED)
    assert "Refusez-vous de partager des moyens ?" in reply.text
    assert dict(one.waiting.answers) == {"partners": {"ess": 1}}
    one.says("Non")
    assert one.waiting.answers["pooling"] == "no"


def test_partners_told_so_far_are_dropped_with_the_words_of_their_question() -> None:
    one = begun()
    one.says("Une entreprise de l’ESS")
    one.guide = guide(reworded(PARTNERS, "Qui vous finance ?"), digest="d2")
    assert "Qui vous finance ?" in one.says("Une entreprise commerciale").text
    assert one.waiting.noted == {}


def test_a_finished_path_goes_on_where_a_question_is_put_otherwise() -> None:
    one = finished()
    one.guide = guide(reworded(POOLING, "Refusez-vous de partager des moyens ?"), digest="d2")
    assert commands.RESUME in one.says(commands.SHEET).suggestions
    assert "Refusez-vous de partager des moyens ?" in one.says(commands.RESUME).text


def test_a_path_of_a_release_that_kept_no_words_keeps_its_answers() -> None:
    one = begun()
    one.all("Une entreprise de l’ESS", "C’est tout")
    one.path = replace(one.waiting, asked_as={})
    one.guide = guide(reworded(PARTNERS, "Qui vous finance ?"), digest="d2")
    one.says("Oui")
    assert set(one.waiting.answers) == {"partners", "pooling"}


def test_a_change_of_the_criteria_is_said_on_the_way_back_from_a_free_question() -> None:
    one = begun()
    one.says("Une entreprise de l’ESS")
    one.guide = guide(RULES, digest="d2")
    assert wording.CHANGED in one.says("Quelle est l’enveloppe ?").text
    assert wording.CHANGED not in one.says("une société").text


@pytest.mark.parametrize("text", ["Suis-je éligible ?", "on est une asso et une SARL, on peut postuler ?"])
def test_who_asks_for_a_verdict_is_offered_the_path_with_passages(text: str) -> None:
    reply = contact().says(text, handed(text, "missing_knowledge"))
    assert reply.decision is Decision.CLARIFICATION
    assert reply.text == wording.OFFER
    assert reply.suggestions[0] == commands.START
    assert [one.quote for one in reply.citations] == [QUOTE]
    assert reply.path is None


def test_who_asks_for_a_verdict_and_gets_an_answer_of_the_texts_keeps_it_and_may_begin() -> None:
    reply = contact().says("Je suis étudiant, puis-je postuler ?")
    assert (reply.decision, reply.text) == (Decision.ANSWER, "Le texte dit : « Oui. »")
    assert reply.suggestions == (commands.START,)


@pytest.mark.parametrize("text", ["Qui est éligible ?", "Puis-je candidater en ligne ?", "Bonjour"])
def test_anything_else_is_left_to_the_assistant_as_it_is(text: str) -> None:
    said = Reply(text, Decision.ANSWER, "Le texte dit : « Oui. »", receipt="r-1")
    assert contact().says(text, said) == said


def test_a_verdict_that_the_assistant_refuses_becomes_the_offer() -> None:
    reply = contact().says("Mon projet sera-t-il retenu ?", handed("Mon projet sera-t-il retenu ?", "policy"))
    assert (reply.decision, reply.text) == (Decision.CLARIFICATION, wording.OFFER)
    assert reply.reason is None


def test_a_verdict_asked_on_the_way_is_refused_and_the_question_asked_again() -> None:
    reply = begun().says("du coup, suis-je éligible ?")
    assert reply.text.startswith(wording.NO_VERDICT)
    assert PARTNERS.ask in reply.text


def test_a_verdict_asked_at_the_end_shows_the_way_to_the_sheet() -> None:
    asked = "alors, suis-je éligible ?"
    reply = finished().says(asked, handed(asked, "policy"))
    assert reply.text.startswith(wording.NO_VERDICT)
    assert reply.suggestions[0] == commands.SHEET


def test_the_steps_are_offered_beside_an_answer_on_what_to_do() -> None:
    reply = contact().says("Que dois-je faire, et quand ?")
    assert reply.text == "Le texte dit : « Oui. »"
    assert reply.suggestions == (commands.STEPS,)
    without = Contact(guide(SHORT_RULES, procedure=Procedure()))
    assert without.says("Que dois-je faire, et quand ?").suggestions == ()


@pytest.mark.parametrize("text", [commands.STOP, commands.TEXT, commands.ALL, commands.RIGHT, commands.WRONG])
def test_a_button_of_an_earlier_message_is_understood_late(text: str) -> None:
    one = finished()
    assert one.says(text).text == wording.FINISHED
    assert one.waiting.stage is Stage.DONE


def test_without_criteria_nothing_changes() -> None:
    one = Contact(guide(Rules(), procedure=Procedure()))
    for text in (commands.START, "Suis-je éligible ?", commands.STEPS, commands.SHEET, "oui"):
        said = handed(text, "policy")
        assert one.guide.hear(text, None, (), NOW) is None
        assert one.guide.after(said, None, NOW) == said
    assert not one.guide.available


def test_steps_without_criteria_are_shown_alone() -> None:
    reply = Contact(guide(Rules())).says(commands.STEPS)
    assert "Déposer le dossier" in reply.text
    assert (reply.path, reply.suggestions) == (None, ())


def test_a_form_gives_all_the_answers_at_once() -> None:
    one = finished()
    reply = one.guide.updated(one.path, {"pooling": "no"}, ["form", "unknown"], NOW)
    assert reply.path is not None
    assert reply.path["answers"] == {"pooling": "no"}
    assert (reply.path["stage"], reply.path["done"]) == ("paused", ["form"])
    assert reply.sheet is not None
    assert [piece.done for piece in sheet_of(reply.sheet).pieces] == [True]
    whole = one.guide.updated(None, {"partners": {"ess": 1}, "pooling": "no"}, [], NOW)
    assert whole.path is not None
    assert whole.path["stage"] == "done"


def test_a_form_with_a_bad_answer_is_refused() -> None:
    with pytest.raises(BadAnswer):
        guide().updated(None, {"pooling": "maybe"}, [], NOW)


def test_a_form_shows_each_question_with_its_passages() -> None:
    shown = guide().question("partners")
    assert (shown.ask, shown.takes, [one.id for one in shown.options]) == (
        PARTNERS.ask,
        PARTNERS.takes,
        ["ess", "commercial", "local"],
    )
    assert [one.quote for one in shown.citations] == [QUOTE]
    with pytest.raises(KeyError):
        guide().question("nothing")


def test_the_next_question_is_none_at_the_end() -> None:
    made = guide(SHORT_RULES)
    assert made.next({}) == PARTNERS
    assert made.next({"partners": {"ess": 1}, "pooling": "yes"}) is None


def test_no_two_buttons_of_a_reply_are_the_same_and_each_leads_on() -> None:
    one = begun(RULES)
    for _ in range(len(RULES.questions) * 3):
        if one.waiting.stage is Stage.DONE:
            break
        reply = one.guide.hear(one.waiting.asked, one.path, (), NOW) or one.says(commands.RESUME)
        assert len(set(reply.suggestions)) == len(reply.suggestions)
        for button in reply.suggestions:
            assert one.guide.hear(button, one.path, (), NOW) is not None, button
        one.all(reply.suggestions[0], *([commands.ALL] if one.waiting.noted else []))
        if one.waiting.asked in ("length", "founded", "place", "form"):
            one.says(commands.UNSURE)
    assert one.waiting.stage is Stage.DONE


def test_who_leaves_before_confirming_is_told_again_what_they_wrote() -> None:
    one = begun()
    one.says("on est une SCIC")
    one.says(commands.STOP)
    asked = one.says(commands.RESUME)
    assert "« on est une SCIC »" in asked.text
    assert "«  »" not in asked.text
    assert asked.suggestions[0] == commands.RIGHT


@pytest.mark.parametrize("text", ["oui", "d’accord", "on est une SCIC et une société"])
def test_who_agrees_after_the_offer_or_begins_to_answer_is_asked_the_first_question(text: str) -> None:
    reply = guide(RULES).hear(text, None, ("Suis-je éligible ?",), NOW)
    assert reply is not None
    assert PARTNERS.ask in reply.text


@pytest.mark.parametrize("text", ["oui", "on est une SCIC et une société"])
def test_the_same_words_after_any_other_question_begin_nothing(text: str) -> None:
    assert guide(RULES).hear(text, None, ("Qui décide ?",), NOW) is None
    assert guide(RULES).hear(text, None, (), NOW) is None


def test_a_number_out_of_bounds_is_told_which_ones_are_taken() -> None:
    months = Question("months", "Combien ?", Takes.NUMBER, unit="mois", least=Decimal(1), most=Decimal(36))
    met = read_condition(["months >= 2"])
    rules = Rules((months,), (Criterion("length", "Deux mois", True, (), met),))
    one = begun(rules)
    for typed in ("0", "50"):
        said = one.says(typed, handed(typed, "missing_knowledge")).text.replace("\xa0", " ")
        assert "Il faut au moins 1 mois. Il faut au plus 36 mois." in said
    assert one.waiting.answers == {}
