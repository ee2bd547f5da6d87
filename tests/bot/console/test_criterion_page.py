import re
from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from bot.console.criteria_page import HOME
from bot.console.criterion_form import Typed, read_option, typed_in, written_option
from bot.console.forms import Form
from bot.console.shell import Office
from bot.staff.roles import Role
from bot.store.rule_texts import RuleConflict
from ingest.eligibility import WrittenRules, read_eligibility
from knowledge.eligibility.criteria import Option
from tests.bot.console.criteria_texts import MONEY, changed_by, confirmed, in_force, written_down
from tests.bot.console.signed import Console

ONE = f"{HOME}/critere/money"
ESS = f"{HOME}/critere/ess"
WHY = {"reason": "Le cahier des charges est paru."}


@pytest.fixture
def criteria(console: Console) -> Console:
    written_down(console)
    console.enter("boss", Role.MANAGER)
    return console


def page_of(answer: Any) -> str:
    return unescape(answer.text).replace("\xa0", " ")


def fields(answer: Any) -> dict[str, Any]:
    """Return what the form of a page holds; a name that stands several times has a list."""
    found: dict[str, Any] = {}
    page = re.search(r"<main.*?</form>", answer.text, re.DOTALL)
    assert page
    for tag in re.finditer(r"<input ([^>]*)>|<textarea ([^>]*)>\n?(.*?)</textarea>", page[0], re.DOTALL):
        name = re.search(r'name="([^"]*)"', tag[0])
        kind = re.search(r'type="([^"]*)"', tag[0])
        if not name or (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag[0]):
            continue
        value = re.search(r'value="([^"]*)"', tag[0])
        said = unescape(tag[3] if tag[2] else value[1] if value else "")
        found.setdefault(name[1], []).append(said)
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', page[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.setdefault(name, []).append(unescape(chosen[1]) if chosen else "")
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def send(console: Console, path: str, typed: Mapping[str, Any], action: str = "previsualiser") -> Any:
    return console.post(path, {**typed, "action": action})


def kept(console: Console) -> WrittenRules:
    return read_eligibility(in_force(console).text)


def test_a_criterion_is_shown_before_it_is_kept(criteria: Console) -> None:
    before = in_force(criteria)
    typed = fields(criteria.get(ONE)) | {"name": "Une enveloppe est prévue", "help": "Même un peu."}
    seen = send(criteria, ONE, typed)
    assert seen.status_code == 200
    page = page_of(seen)
    for said in (
        "La question, telle que la voient les demandeurs",
        "Avez-vous besoin d’argent ?",
        "Même un peu.",
        "Réponses possibles : Oui ; Non ; Je ne sais pas",
        f"<p>{MONEY}</p>",
        "2 sur 2",
        '<ins>name = "Une enveloppe est prévue"</ins>',
    ):
        assert said in page, said
    assert in_force(criteria) == before
    done = send(criteria, ONE, fields(seen) | WHY, "enregistrer")
    assert done.headers["location"] == f"{HOME}?fait=change"
    now = in_force(criteria)
    assert (now.origin, now.by) == ("staff", criteria.person("boss").id)
    assert now.note == "Critère modifié\xa0: Une enveloppe est prévue. Le cahier des charges est paru."
    criterion = kept(criteria).rules.criterion("money")
    assert criterion and criterion.name == "Une enveloppe est prévue"
    assert list(confirmed(criteria)) == ["money"]


def test_a_form_that_is_sent_back_as_it_is_changes_nothing(criteria: Console) -> None:
    for id in ("ess", "money", "closing"):
        path = f"{HOME}/critere/{id}"
        assert "Aucune ligne ne change." in page_of(send(criteria, path, fields(criteria.get(path))))


def test_nothing_is_kept_that_was_not_shown(criteria: Console) -> None:
    before = in_force(criteria)
    typed = fields(criteria.get(ONE)) | WHY
    answer = send(criteria, ONE, typed, "enregistrer")
    assert answer.status_code == 409 and "Le texte a changé depuis l’aperçu." in answer.text
    seen = fields(send(criteria, ONE, typed)) | {"name": "Autre chose"}
    assert send(criteria, ONE, seen, "enregistrer").status_code == 409
    assert in_force(criteria) == before


def test_a_reason_is_needed(criteria: Console) -> None:
    seen = fields(send(criteria, ONE, fields(criteria.get(ONE)) | {"name": "Autre"}))
    refused = send(criteria, ONE, seen | {"reason": " "}, "enregistrer")
    assert refused.status_code == 422 and "Dites pourquoi" in refused.text
    assert send(criteria, ONE, seen | {"reason": "x" * 501}, "enregistrer").status_code == 422
    assert in_force(criteria).origin == "corpus"


def test_a_quotation_must_be_in_the_texts_word_for_word(criteria: Console) -> None:
    typed = fields(criteria.get(ONE))
    typed["quote"] = ["Une enveloppe de cinq millions.", ""]
    answer = send(criteria, ONE, typed)
    assert answer.status_code == 422
    page = page_of(answer)
    assert "Une citation n’est pas dans les textes" in page
    assert "« Une enveloppe de cinq millions. »" in page
    assert 'value="enregistrer"' not in answer.text
    typed["previewed"] = "0" * 16
    assert send(criteria, ONE, typed | WHY, "enregistrer").status_code == 422
    assert in_force(criteria).origin == "corpus"


def test_cases_that_would_fail_are_shown_and_must_be_accepted(criteria: Console) -> None:
    typed = fields(criteria.get(ONE)) | {"met": "funds = no"}
    seen = send(criteria, ONE, typed)
    page = page_of(seen)
    assert "0 sur 2" in page
    assert "Une enveloppe existe : attendu « Rempli », trouvé « Non rempli »" in page
    refused = send(criteria, ONE, fields(seen) | WHY, "enregistrer")
    assert refused.status_code == 422 and "Des cas métier échoueraient." in refused.text
    assert in_force(criteria).origin == "corpus"
    done = send(criteria, ONE, fields(seen) | WHY | {"despite": "1"}, "enregistrer")
    assert done.status_code == 303
    assert in_force(criteria).note.endswith("(enregistré malgré 2 cas en échec)")
    assert [act.data for act in criteria.acts("rules.accepted")] == [{"criterion": "money", "count": 2}]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Donnez un nom à ce critère"),
        ("met", "deux partenaires", "ne se lit pas comme une condition"),
        ("met", "inconnue = yes", "inconnue"),
        ("met", "partners.absent >= 1", "absent"),
        ("ask", "", "Écrivez la question."),
        ("least", "-1", "Écrivez un nombre en chiffres et sans signe"),
        ("most", "beaucoup", "Écrivez un nombre en chiffres et sans signe"),
        ("takes", "un air", "Choisissez le type de réponse"),
        ("options", "pas une réponse", "ne se lit pas comme une réponse"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    criteria: Console, field: str, typed: str, said: str
) -> None:
    form = fields(criteria.get(ESS)) | {field: typed, "to_meet": "Mes mots à garder."}
    answer = send(criteria, ESS, form)
    assert answer.status_code == 422
    assert said in page_of(answer)
    assert "Mes mots à garder." in answer.text
    assert "<title>Erreur" in answer.text
    assert in_force(criteria).origin == "corpus"


def test_two_people_at_once_lose_nothing(criteria: Console) -> None:
    anne = criteria.person("anne", Role.MANAGER)
    seen = fields(send(criteria, ONE, fields(criteria.get(ONE)) | {"name": "Le mien"}))
    changed_by(criteria, anne.id, "Au moins des entreprises de l’ESS", "Des entreprises de l’ESS")
    answer = send(criteria, ONE, seen | WHY, "enregistrer")
    assert answer.status_code == 409
    page = page_of(answer)
    assert "Quelqu’un a modifié ce texte entre-temps" in page
    assert '<ins>name = "Des entreprises de l’ESS"</ins>' in page
    assert 'value="Le mien"' in page and WHY["reason"] in page
    done = send(criteria, ONE, fields(answer), "enregistrer")
    assert done.status_code == 303
    names = [one.name for one in kept(criteria).rules.criteria]
    assert names == ["Des entreprises de l’ESS", "Le mien", "Déposer à temps"]


def test_a_criterion_is_added_with_its_question(criteria: Console) -> None:
    empty = fields(criteria.get(f"{HOME}/ajouter"))
    typed = empty | {
        "id": "size",
        "name": "Une équipe de plus de trois personnes",
        "state": "stated",
        "document": "communique",
        "quote": MONEY,
        "met": "people > 3",
        "question": "people",
        "ask": "Combien êtes-vous ?",
        "takes": "number",
        "unit": "personnes",
        "least": "1",
        "most": "12,5",
    }
    seen = send(criteria, f"{HOME}/ajouter", typed)
    page = page_of(seen)
    assert "Réponses possibles : un nombre en chiffres (personnes) ; Je ne sais pas" in page
    assert "Une équipe de plus de trois personnes : attendu « rien », trouvé « Réponse attendue »" in page
    sent = fields(seen) | WHY | {"despite": "1"}
    done = send(criteria, f"{HOME}/ajouter", sent, "enregistrer")
    assert done.headers["location"] == f"{HOME}?fait=ajoute"
    added = kept(criteria).rules.criteria[-1]
    assert (added.id, added.stated) == ("size", True)
    people = kept(criteria).rules.question("people")
    assert people and (people.least, people.most) == (Decimal(1), Decimal("12.5"))
    shown = fields(criteria.get(f"{HOME}/critere/size"))
    assert (shown["least"], shown["most"]) == ("1", "12,5")
    again = send(criteria, f"{HOME}/ajouter", typed | {"seen": str(in_force(criteria).id)})
    assert again.status_code == 422 and "Cet identifiant est déjà pris." in again.text
    wrong = send(criteria, f"{HOME}/ajouter", typed | {"id": "Pas bon"})
    assert "Un identifiant n’a que des lettres" in wrong.text
    unlooked = typed | {"id": "other", "met": "funds = yes", "question": "age"}
    refused = send(criteria, f"{HOME}/ajouter", unlooked)
    assert "Aucune condition de ce critère ne regarde cette question." in refused.text


def test_a_criterion_is_deleted_with_the_question_that_it_alone_looks_at(criteria: Console) -> None:
    gone = f"{HOME}/suppression/money"
    shown = criteria.get(gone)
    page = page_of(shown)
    assert "« Avez-vous besoin d’argent ? » : elle sera supprimée aussi." in page
    assert "Ses réponses ne sont pas acceptées" in page
    sent = fields(shown) | WHY
    assert criteria.post(gone, sent).status_code == 422
    assert criteria.post(gone, sent | {"previewed": "0" * 16}).status_code == 409
    done = criteria.post(gone, sent | {"despite": "1"})
    assert done.headers["location"] == f"{HOME}?fait=supprime"
    rules = kept(criteria).rules
    assert [one.id for one in rules.criteria] == ["ess", "closing"]
    assert [one.id for one in rules.questions] == ["partners"]


def test_one_that_was_deleted_meanwhile_can_be_kept_again(criteria: Console) -> None:
    seen = fields(send(criteria, ONE, fields(criteria.get(ONE)) | {"name": "Le mien"}))
    gone = f"{HOME}/suppression/money"
    criteria.post(gone, fields(criteria.get(gone)) | WHY | {"despite": "1"})
    assert criteria.get(ONE).status_code == 404
    answer = send(criteria, ONE, seen, "enregistrer")
    assert answer.status_code == 409 and "Le mien" in answer.text
    assert send(criteria, ONE, fields(answer) | WHY, "enregistrer").status_code == 303
    assert kept(criteria).rules.criterion("money")


def test_nothing_is_kept_while_the_texts_are_closed(criteria: Console) -> None:
    typed = fields(criteria.get(ONE)) | {"name": "À garder"}
    criteria.office.reception.refuse("Les textes sont fermés.")
    answer = send(criteria, ONE, typed | WHY, "enregistrer")
    assert answer.status_code == 503
    assert "Les textes sont fermés." in answer.text
    assert in_force(criteria).origin == "corpus"


def test_one_that_cannot_be_served_yet_is_kept_and_says_so(
    criteria: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(_office: Office) -> bool:
        return False

    monkeypatch.setattr("bot.console.rule_shelf.bring", closed)
    seen = fields(send(criteria, ONE, fields(criteria.get(ONE)) | {"name": "Autre"}))
    done = send(criteria, ONE, seen | WHY, "enregistrer")
    assert done.headers["location"] == f"{HOME}?fait=attente"
    assert "à la prochaine ouverture des textes" in criteria.get(done.headers["location"]).text
    assert in_force(criteria).origin == "staff"


def test_the_last_moment_is_not_too_late_to_lose_nothing(
    criteria: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def taken(*_: object) -> bool:
        raise RuleConflict

    monkeypatch.setattr("bot.console.criterion_page.keep", taken)
    seen = fields(send(criteria, ONE, fields(criteria.get(ONE)) | {"name": "Le mien"}))
    answer = send(criteria, ONE, seen | WHY, "enregistrer")
    assert answer.status_code == 409 and 'value="Le mien"' in answer.text
    gone = f"{HOME}/suppression/money"
    sent = fields(criteria.get(gone)) | WHY | {"despite": "1"}
    assert criteria.post(gone, sent).status_code == 409


def test_another_question_of_the_criterion_may_be_chosen_or_a_new_one(criteria: Console) -> None:
    assert fields(criteria.get(f"{ONE}?question=partners"))["question"] == "partners"
    assert fields(criteria.get(f"{ONE}?question=nouvelle"))["question"] == ""
    assert fields(criteria.get(ONE))["question"] == "funds"
    assert fields(criteria.get(f"{HOME}/critere/closing"))["question"] == ""


@pytest.mark.parametrize(
    "option",
    [
        Option("ess", "une entreprise de l’ESS", ("scop", "scic"), ("54*", "9220")),
        Option("other", "un autre (ou plusieurs)"),
        Option("state", "l’État : une préfecture", (), ("7120",)),
    ],
)
def test_an_answer_is_written_and_read_the_same(option: Option) -> None:
    assert read_option(written_option(option)) == option


def test_a_form_of_nothing_is_read_as_nothing() -> None:
    assert typed_in(Form(())) == Typed(state="", takes="")
