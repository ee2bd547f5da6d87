"""Personal data is found in what people really write, and not where the official texts have none."""

import json
from pathlib import Path
from time import perf_counter

import pytest

from bot.personal_data import LABELS, DataKind, Found, find
from ingest.pdf import read_pdf
from tests.tools.source import ROOT

SHARED = ROOT.parent / "shared" / "corpus"
PRESS = "01 53 18 41 04"
CONTACT = "entrepreneur-interet-general@data.gouv.fr"


def kinds_and_texts(text: str, *allowed: str) -> list[tuple[str, str]]:
    return [(found.kind.value, found.text) for found in find(text, allowed)]


def only(text: str) -> Found:
    (found,) = find(text)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Écrivez-moi à jean.dupont@exemple.fr.", "jean.dupont@exemple.fr"),
        ("(Jean.Dupont+ess@mairie-de-l-ile.exemple.fr)", "Jean.Dupont+ess@mairie-de-l-ile.exemple.fr"),
        ("mon mail : jean.dupont (at) exemple.fr", "jean.dupont (at) exemple.fr"),
        ("jean[arobase]exemple.fr", "jean[arobase]exemple.fr"),
        ("https://exemple.fr/?de=anne@exemple.fr&a=1", "anne@exemple.fr"),
    ],
)
def test_an_electronic_address_is_found(text: str, found: str) -> None:
    assert kinds_and_texts(text) == [("email", found)]


@pytest.mark.parametrize(
    "number",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "01\u00a053\u00a018\u00a041\u00a004",
        "01\u202f53\u202f18\u202f41\u202f04",
        "06 1234 5678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "+32 2 555 12 12",
        "0692 12 34 56",
        "0590 21 34 56",
        "0594 28 34 56",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(number: str) -> None:
    assert kinds_and_texts(f"Appelez-moi au {number}, après 18 h.") == [("phone", number)]


@pytest.mark.parametrize(
    "number", ["FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "BE68 5390 0754 7034"]
)
def test_a_bank_account_is_found_and_the_words_after_it_are_not(number: str) -> None:
    assert kinds_and_texts(f"IBAN : {number} merci de virer") == [("iban", number)]


def test_a_bank_account_is_found_after_something_that_looks_like_its_start() -> None:
    number = "FR76 3000 6000 0112 3456 7890 189"
    assert kinds_and_texts(f"RE20 {number}") == [("iban", number)]


@pytest.mark.parametrize(
    "number", ["1 85 05 78 006 084 91", "185057800608491", "2.85.05.2A.006.084.82", "1 85 05 78 006 084"]
)
def test_a_social_security_number_is_found(number: str) -> None:
    assert kinds_and_texts(f"N° de sécurité sociale : {number}.") == [("nir", number)]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("SIRET 732 829 320 00074", "siret", "732 829 320 00074"),
        ("SIRET:73282932000074.", "siret", "73282932000074"),
        ("SIRET 732 829 320 000 74", "siret", "732 829 320 000 74"),
        ("SIREN 732 829 320, 12 salariés", "siren", "732 829 320"),
        ("SIREN 732 829 320 12 salariés", "siren", "732 829 320"),
        ("RCS Paris 732829320", "siren", "732829320"),
    ],
)
def test_the_number_of_a_company_is_found(text: str, kind: str, found: str) -> None:
    assert kinds_and_texts(text) == [(kind, found)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("au 12 bis, rue des Lilas, 75012 Paris et j’attends", "12 bis, rue des Lilas, 75012 Paris"),
        ("j’habite 12 rue des lilas et je voudrais", "12 rue des lilas"),
        ("12-14 avenue du Général-de-Gaulle 35000 Rennes", "12-14 avenue du Général-de-Gaulle 35000 Rennes"),
        ("5 place du 8 Mai 1945, 69003 Lyon", "5 place du 8 Mai 1945, 69003 Lyon"),
        ("12 RUE DES LILAS 75012 PARIS", "12 RUE DES LILAS 75012 PARIS"),
        ("4 place de la mairie, 35000 rennes", "4 place de la mairie, 35000 rennes"),
        ("4 chemin de l’Église", "4 chemin de l’Église"),
        ("12 rue des Lilas\n75012 Paris", "12 rue des Lilas\n75012 Paris"),
        ("14, avenue Duquesne,\u00a075350 Paris", "14, avenue Duquesne,\u00a075350 Paris"),
        ("au lieu-dit Les Granges", "lieu-dit Les Granges"),
    ],
)
def test_a_postal_address_is_found(text: str, found: str) -> None:
    assert kinds_and_texts(text) == [("address", found)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("J’ai vu M. Jean-Paul Martin hier", "M. Jean-Paul Martin"),
        ("pour Mme de La Tour, présidente", "Mme de La Tour"),
        ("Monsieur Le Guen m’a dit", "Monsieur Le Guen"),
        ("MADAME DUPONT", "MADAME DUPONT"),
        ("chez M.\u00a0O’Neill", "M.\u00a0O’Neill"),
        ("Mr Diallo", "Mr Diallo"),
        ("Mme Chefdor", "Mme Chefdor"),
        ("M. L. Martin", "M. L. Martin"),
        ("Bonjour, je m’appelle Claire Martin et je porte un projet", "Claire Martin"),
        ("bonjour je m'appelle claire martin et je porte un projet", "claire martin"),
        ("Je soussignée Anne Petit, gérante", "Anne Petit"),
        ("Cordialement,\n\nJean-Marc Lefèvre", "Jean-Marc Lefèvre"),
    ],
)
def test_the_name_of_a_person_is_found_where_something_announces_it(text: str, found: str) -> None:
    assert kinds_and_texts(text) == [("name", found)]


@pytest.mark.parametrize(
    "text",
    [
        "L’enveloppe est de 3 000 000 euros.",
        "190 000 000 euros, 620 000 000 €, 190 000 000 d’euros au total et 1 190 000 000 habitants",
        "Loi n° 2014-856 du 31 juillet 2014, JORF n° 0176 du 1er août 2014, page 12666, NOR : EFIX1315311L",
        "JORFTEXT000029313296, LEGIARTI000029315137, article L. 3332-17-1 du code du travail",
        "du 01/09/2013 au 30/06/2014, le 01.02.2013 10 h, le 15.07.2013 8 h, 2013 2014 2015",
        "732 829 321, 732 829 320 00075 et FR76 3000 6000 0112 3456 7890 188 sont faux",
        "numéros 39 60, 3114, 0 800 12 25 00 et 0806 00 01 26",
        "Madame, Monsieur, Madame la Ministre, Monsieur le Préfet, Monsieur le Maire, M. le ministre",
        "le maître d’ouvrage et le Maître d’Ouvrage",
        "1 place de stage, 41 places, 12 cours de gestion, 2 chemins possibles, 12 voies",
        "1 place par candidat, 35000 euros ; 5 cours pour 35000 euros",
        "Je m’appelle l’attention sur ce point.",
        "Cordialement,\nLe Président",
        "Cordialement,\nL’équipe du Guichet",
        "version 1.2.3.4 @ 10 h, prix @ l’unité",
        "",
    ],
)
def test_what_only_looks_like_personal_data_is_left_alone(text: str) -> None:
    assert kinds_and_texts(text) == []


def test_what_is_found_is_in_order_and_does_not_overlap() -> None:
    text = (
        "Mme Durand, 12 rue des Lilas, 75012 Paris, claire@exemple.fr, 06 12 34 56 78, "
        "SIRET 732 829 320 00074, FR76 3000 6000 0112 3456 7890 189"
    )
    found = find(text)
    assert [one.kind.value for one in found] == ["name", "address", "email", "phone", "siret", "iban"]
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))
    assert all(text[one.start : one.end] == one.text for one in found)


def test_every_kind_has_its_french_name() -> None:
    assert set(LABELS) == set(DataKind)
    assert only("claire@exemple.fr").label == "une adresse électronique"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Écrivez à CONTACT@exemple.fr", "contact@exemple.fr"),
        (f"Appelez le {PRESS}", f"Cabinet – Anne-Sophie DE FAUCIGNY : {PRESS}"),
        ("Appelez le +33 1 53 18 41 04", PRESS),
        ("Appelez le 0033153184104", PRESS),
        ("Appelez le 01.53.18.41.04", "+33 (0)1 53 18 41 04"),
        ("Demandez Mme de Faucigny", f"Cabinet – Anne-Sophie DE FAUCIGNY : {PRESS}"),
        ("au 14, avenue Duquesne, 75350 Paris", "14 avenue Duquesne, 75350 PARIS"),
    ],
)
def test_the_public_contact_is_allowed_however_it_is_written(text: str, allowed: str) -> None:
    assert find(text) != ()
    assert find(text, [allowed]) == ()


def test_what_is_not_allowed_is_still_found_beside_what_is() -> None:
    text = f"Appelez le {PRESS} ou le 06 12 34 56 78, Mme Li ou M. Faucigny"
    allowed = (PRESS, "contact@exemple.fr", "Ligne Faucigny-Lucinge")
    assert kinds_and_texts(text, *allowed) == [("phone", "06 12 34 56 78"), ("name", "Mme Li")]


def test_the_shipped_texts_hold_the_press_contact_and_nothing_else() -> None:
    folder = ROOT / "knowledge" / "corpora" / "ptce-2013"
    found = {path.name: kinds_and_texts(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    assert found == {
        "communique-de-presse-2013-07-15.md": [("phone", PRESS)],
        "preparation.toml": [("phone", PRESS)] * 2,
        "corpus.toml": [],
        "synthese.md": [],
        "eligibility.toml": [],
        "eligibility-cases.toml": [],
        "procedure.toml": [],
    }


def test_a_thousand_questions_hold_that_number_and_nothing_else() -> None:
    lines = [
        line
        for path in (ROOT / "tests" / "questions").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    found = [one for line in lines for one in kinds_and_texts(json.loads(line)["question"])]
    assert len(lines) > 1_000
    assert set(found) == {("phone", PRESS)}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real texts are not beside this repository")
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("ptce-2013/loi-2014-856-titre-Ier.md", set()),
        ("eig4/AAPEIG4_Cahierdescharges.pdf", {CONTACT}),
        ("eig4/AACEIG4_Reglement.pdf", set()),
    ],
)
def test_the_real_texts_hold_their_public_contact_and_nothing_else(path: str, found: set[str]) -> None:
    assert {text for _, text in kinds_and_texts(text_of(SHARED / path))} == found


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n\n".join(block.text for block in read_pdf(path.read_bytes()))
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "12",
        "A1 ",
        "a@",
        "a@a.",
        "12 rue ",
        "12 rue de la ",
        "1 place a ",
        "M. Aa ",
        "FR76",
        "06 12 ",
        "\n",
    ],
)
def test_no_text_takes_long_to_read(piece: str) -> None:
    start = perf_counter()
    find((piece * 4_000)[:4_000])
    assert perf_counter() - start < 2
