import re
from dataclasses import replace
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from bot.console.criteria_page import HOME
from bot.console.journal_words import action_words, named
from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce, criterion_digest
from bot.staff.roles import Role
from bot.store.rule_texts import RuleKind
from ingest.eligibility import read_eligibility
from ingest.eligibility_settle import settle_rules
from tests.bot.console.criteria_texts import (
    GROUP,
    MONEY,
    RULES,
    changed_by,
    confirmed,
    in_force,
    texts,
    written_down,
)
from tests.bot.console.signed import NOON, Console
from tests.bot.desks import CORPUS, COVERAGE, SITE, FakeDesk

CHANGED = "Le texte cité a changé : confirmez ou corrigez."


@pytest.fixture
def criteria(console: Console) -> Console:
    written_down(console)
    console.enter("boss", Role.MANAGER)
    return console


def shown(console: Console, path: str = HOME) -> str:
    answer = console.get(path)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.text).replace("\xa0", " ")


def flag(console: Console, *ids: str) -> str:
    """Have criteria flagged, as when their passages changed; return the digest of the last one."""
    rules, _ = settle_rules(read_eligibility(RULES), CORPUS.documents, CORPUS.passages)
    criteria = tuple(replace(one, flagged=one.id in ids) for one in rules.criteria)
    in_service = InForce(replace(rules, criteria=criteria))
    console.office.reception.renew(Guide(in_service, CORPUS, COVERAGE, SITE, ZoneInfo("Europe/Paris")))
    last = rules.criterion(ids[-1])
    assert last is not None
    return criterion_digest(last, CORPUS)


def names(page: str) -> list[str]:
    return re.findall(r'<h2 class="fr-h5" id="critere-[^"]*">([^<]*)</h2>', page)


def test_each_criterion_is_listed_with_its_state_its_question_and_its_passage(criteria: Console) -> None:
    page = shown(criteria)
    assert names(page) == ["Au moins des entreprises de l’ESS", "Une enveloppe existe", "Déposer à temps"]
    for said in (
        "Question : Qui participe à votre projet ?",
        GROUP,
        MONEY,
        "En vigueur",
        "Aucun texte ne le dit encore.",
        "Document attendu : Cahier des charges",
        "2 sur 2",
        "Texte du dossier du corpus, lu le 23/11/2026 à 13:00.",
    ):
        assert said in page, said


def test_the_menu_leads_there(criteria: Console) -> None:
    assert f'href="{HOME}" aria-current="page"><span>Critères' in shown(criteria)


def test_a_call_without_criteria_says_so(console: Console) -> None:
    console.enter("boss", Role.MANAGER)
    page = shown(console)
    assert "Aucun critère pour cet appel à projets." in page
    assert "Le dossier du corpus n’en a pas." in page
    for kind in ("criteres", "demarches", "cas"):
        assert "Aucun texte pour le moment." in shown(console, f"{HOME}/historique/{kind}")


def test_advisers_read_and_change_nothing(criteria: Console) -> None:
    criteria.enter("claire", Role.ADVISER)
    page = shown(criteria)
    assert "Une enveloppe existe" in page
    assert "/critere/" not in page and "/ajouter" not in page
    for path in ("ajouter", "critere/ess", "suppression/ess", "retour/criteres"):
        assert criteria.get(f"{HOME}/{path}").status_code == 403
        assert criteria.post(f"{HOME}/{path}").status_code == 403
    assert criteria.post(f"{HOME}/confirmation/ess").status_code == 403


def test_what_is_to_confirm_comes_first_and_says_why(criteria: Console) -> None:
    flag(criteria, "money")
    page = shown(criteria)
    assert names(page)[0] == "Une enveloppe existe"
    assert page.count(CHANGED) == 1
    assert "Le passage, tel qu’il est maintenant" in page


def test_a_flagged_criterion_is_confirmed_as_it_was_shown(criteria: Console) -> None:
    digest = flag(criteria, "money")
    assert f'name="digest" value="{digest}"' in shown(criteria)
    answer = criteria.post(f"{HOME}/confirmation/money", {"digest": digest})
    assert answer.headers["location"] == f"{HOME}?fait=confirme"
    assert confirmed(criteria) == {"money": digest}
    assert [act.object for act in criteria.acts("criterion.confirmed")] == ["money"]


def test_nothing_is_confirmed_that_changed_since_it_was_shown(criteria: Console) -> None:
    flag(criteria, "money")
    answer = criteria.post(f"{HOME}/confirmation/money", {"digest": "0" * 64})
    assert answer.status_code == 409
    assert "Le texte cité a encore changé." in answer.text
    assert confirmed(criteria) == {}
    assert criteria.post(f"{HOME}/confirmation/inconnu", {"digest": ""}).status_code == 404


def test_a_criterion_whose_quotation_is_gone_is_corrected_not_confirmed(criteria: Console) -> None:
    changed_by(criteria, "", MONEY, "Une enveloppe de quatre millions.")
    page = shown(criteria)
    assert CHANGED in page
    assert "Aucune de ses citations n’est plus dans les textes." in page
    assert "/confirmation/money" not in page
    assert "Corriger" in page


def test_the_history_says_who_changed_what_when_and_why(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    changed_by(criteria, anne.id, 'met = ["funds = yes"]', 'met = ["funds = no"]')
    page = shown(criteria, f"{HOME}/historique/criteres")
    assert "Texte modifié dans la console par Anne le 23/11/2026 à 13:00." in page
    assert '<strong>Ajouté :</strong> <ins>  "funds = no",</ins>' in page
    assert '<strong>Retiré :</strong> <del>  "funds = yes",</del>' in page
    for said in ("Anne, le 23/11/2026 à 13:00", "Autre motif", "Compte maintenant", "Premier texte connu."):
        assert said in page
    assert page.count("Compte maintenant") == 1
    assert criteria.get(f"{HOME}/historique/autre").status_code == 404


def test_a_file_that_changed_since_the_staff_wrote_theirs_is_noticed(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    changed_by(criteria, anne.id, "Une enveloppe existe", "Une enveloppe est prévue")
    notice = "Le fichier du dossier du corpus a changé depuis"
    assert notice not in shown(criteria)
    later = NOON.replace(hour=15)
    text = RULES.replace("Comptez-vous aussi.", "Comptez tout le monde.")
    criteria.run(texts(criteria).keep_corpus, RuleKind.ELIGIBILITY, text, later)
    assert notice in shown(criteria)
    assert "Une enveloppe est prévue" in shown(criteria)


def test_the_text_of_the_folder_counts_again(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    assert "compte déjà" in shown(criteria, f"{HOME}/retour/criteres")
    changed_by(criteria, anne.id, "Une enveloppe existe", "Une enveloppe est prévue")
    page = shown(criteria, f"{HOME}/retour/criteres")
    assert '<ins>name = "Une enveloppe existe"</ins>' in page
    refused = criteria.post(f"{HOME}/retour/criteres", {"seen": "1"})
    assert refused.status_code == 409 and "Ce texte vient d’être modifié" in refused.text
    done = criteria.post(f"{HOME}/retour/criteres", {"seen": str(in_force(criteria).id)})
    assert done.headers["location"] == f"{HOME}?fait=corpus"
    assert in_force(criteria).origin == "corpus"
    page = shown(criteria, f"{HOME}/historique/criteres")
    assert "Retiré par Boss, pour revenir au texte du corpus." in page
    assert [act.action for act in criteria.acts("rules.")] == ["rules.changed", "rules.withdrawn"]


def test_a_text_that_cannot_be_read_is_said_and_never_replaced(criteria: Console) -> None:
    changed_by(criteria, "", 'takes = "yes_no"', 'takes = "peut-être"')
    page = shown(criteria)
    assert "Un texte ne peut pas être lu" in page and "eligibility.toml, ligne" in page
    assert criteria.get(f"{HOME}/ajouter").status_code == 409


def test_the_texts_of_another_call_are_neither_shown_nor_changed(criteria: Console) -> None:
    other = replace(CORPUS, call=replace(CORPUS.call, id="ptce-2027"))
    criteria.office.reception.open(FakeDesk(other))
    assert "Aucun critère pour cet appel à projets." in shown(criteria)
    assert "Aucun texte pour le moment." in shown(criteria, f"{HOME}/historique/criteres")
    assert criteria.get(f"{HOME}/critere/ess").status_code == 404
    assert criteria.post(f"{HOME}/retour/criteres", {"seen": "0"}).status_code == 303
    assert in_force(criteria).text == RULES


@pytest.mark.parametrize(
    "path", ["", "/historique/criteres", "/retour/criteres", "/ajouter", "/cas", "/demarches"]
)
def test_which_texts_count_is_not_known_while_the_call_is_closed(criteria: Console, path: str) -> None:
    criteria.office.reception.refuse("Les textes sont fermés.")
    answer = criteria.get(HOME + path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Les textes sont fermés." in answer.text


def test_the_journal_names_these_acts_in_french() -> None:
    acts = ("rules.changed", "rules.withdrawn", "rules.accepted", "criterion.confirmed")
    assert not any(action_words(act) == act for act in acts)
    assert named("eligibility", {}) == "Critères et questions"
