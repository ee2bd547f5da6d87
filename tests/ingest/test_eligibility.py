"""What a call asks is read with its lines, and a faulty file is said to be, line by line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.eligibility import DECISION_KEY, ELIGIBILITY, load_eligibility, read_eligibility
from ingest.errors import ManifestError
from ingest.preparation import PreparedQuote
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import Criterion, Option, Question, Takes

VALID = """\
# Relu le 3 mai.
[[question]]
id = "partners"
ask = "Qui participe à votre projet ?"
takes = "partners"
help = "Comptez-les."
options = [
  { id = "ess", name = "une entreprise de l’ESS", words = ["association"], forms = ["9220", "54*"] },
  { id = "local", name = "une commune" },
]

[[question]]
id = "months"
ask = "Combien de mois dure-t-il ?"
takes = "number"
unit = "mois"

[[criterion]]
id = "ess"
name = "Des entreprises de l’ESS"
passages = [
  { document = "communique", quote = "des entreprises de l'économie" },
  { document = "projet", quote = "définis par la loi" },
]
met = ["partners.ess >= 2", "partners.ess = 1 & months > 12"]
not_met = ["partners.ess = 0"]
staff = []
to_meet = "Associez-en une."

[[criterion]]
id = "length"
name = "Un projet de moins de deux ans"
draft = true
met = ["months < 24"]
[[criterion.passages]]
document = "projet"
quote = "la loi"

[[criterion]]
id = "closing"
name = "Une date limite"
state = "not_stated"
announced = "cahier"

[decision]
passages = [{ document = "communique", quote = "Le ministre" }]
"""


def read_fault(text: str) -> str:
    with pytest.raises(ManifestError) as caught:
        read_eligibility(text, Path("appel/eligibility.toml"))
    return str(caught.value).removeprefix("appel/eligibility.toml, ")


def test_questions_are_read_with_their_options() -> None:
    partners, months = read_eligibility(VALID).rules.questions
    ess = Option("ess", "une entreprise de l’ESS", ("association",), ("9220", "54*"))
    options = (ess, Option("local", "une commune"))
    ask = "Qui participe à votre projet ?"
    assert partners == Question("partners", ask, Takes.PARTNERS, "Comptez-les.", options=options)
    assert months == Question("months", "Combien de mois dure-t-il ?", Takes.NUMBER, unit="mois")


def test_a_number_has_its_bounds() -> None:
    bounded = read_eligibility(VALID.replace('unit = "mois"', "least = 0\nmost = 36.5")).rules.questions[1]
    assert (bounded.least, bounded.most) == (Decimal(0), Decimal("36.5"))


def test_criteria_are_read_with_their_conditions_and_without_passages() -> None:
    ess, length, closing = read_eligibility(VALID).rules.criteria
    assert ess == Criterion(
        "ess",
        "Des entreprises de l’ESS",
        met=read_condition(["partners.ess >= 2", "partners.ess = 1 & months > 12"]),
        not_met=read_condition(["partners.ess = 0"]),
        to_meet="Associez-en une.",
    )
    assert (length.stated, length.draft, length.flagged) == (True, True, False)
    assert (closing.stated, closing.announced, closing.conditions) == (False, "cahier", ((), (), ()))


def test_quotations_are_kept_by_criterion_with_their_lines() -> None:
    written = read_eligibility(VALID)
    assert written.quotes == {
        "ess": (
            PreparedQuote("communique", "des entreprises de l'économie"),
            PreparedQuote("projet", "définis par la loi"),
        ),
        "length": (PreparedQuote("projet", "la loi"),),
        "closing": (),
        DECISION_KEY: (PreparedQuote("communique", "Le ministre"),),
    }
    lines = [quote.line for name in ("ess", "length", DECISION_KEY) for quote in written.quotes[name]]
    assert lines == [22, 23, 35, 46]
    assert [written.line("ess"), written.line("closing", "announced"), written.line("jury")] == [18, 43, None]


def test_a_folder_without_the_file_has_no_rules(tmp_path: Path) -> None:
    assert load_eligibility(tmp_path) is None
    (tmp_path / ELIGIBILITY).write_text(VALID, encoding="utf-8")
    found = load_eligibility(tmp_path)
    assert found == read_eligibility(VALID)
    assert found is not None
    assert found.path == tmp_path / ELIGIBILITY


def test_a_file_that_says_nothing_has_no_criteria() -> None:
    assert read_eligibility("# rien\n").rules.criteria == ()


def test_a_fault_says_the_file_the_line_and_how_to_mend_it() -> None:
    assert read_fault(VALID.replace("help = ", "hlep = ")) == (
        "ligne 6 : la clé « hlep » est inconnue. Attendu : id, ask, takes, help, unit, least, most, options. "
        "Pour corriger : écrivez « help »."
    )
    assert read_fault(VALID.replace('"partners.ess = 0"', '"partner.ess = 0"')) == (
        "ligne 26 : « partner.ess = 0 » : aucune question ne s’appelle « partner ». "
        "Attendu : une question du fichier (partners, months). "
        "Pour corriger : corrigez son nom, ou ajoutez la question."
    )


DECISION = 'passages = [{ document = "communique", quote = "Le ministre" }]'


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[[question]]", "[[questions]]", 2, "la clé « questions » est inconnue"),
        ("[[question]]\nid", "[question]\nid", 12, "la syntaxe TOML"),
        (VALID, "[question]\nid = 1", 1, "« question » n’est pas une liste de tables"),
        (VALID, "question = [3]", 1, "« question » n’est pas une liste de tables"),
        ("[decision]", "[[decision]]", 45, "« decision » n’est pas une table"),
        ('id = "partners"', 'id = "Partners"', 3, "« id » vaut « Partners »"),
        ('id = "partners"', 'id = "part-ners"', 3, "« id » vaut « part-ners »"),
        ('id = "months"', 'id = "partners"', 13, "la question « partners » est déjà à la ligne 3"),
        ("Combien de mois dure-t-il ?", "qui participe à votre projet ?", 14, "le texte"),
        ('takes = "number"', 'takes = "figure"', 15, "« takes » vaut « figure »"),
        ('takes = "number"\n', "", 12, "la clé « takes » manque"),
        ('takes = "number"', 'takes = "choice"', 15, "options ne contient que 0 réponse(s)"),
        ('takes = "number"', 'takes = "date"', 16, "pourtant une unité est donnée"),
        ('unit = "mois"', "most = 36\nleast = 40", 16, "least vaut 40 et most vaut 36"),
        ('unit = "mois"', "least = -1", 16, "« least » vaut « -1 »"),
        ('unit = "mois"', 'least = "1"', 16, "« least » vaut « 1 »"),
        ('unit = "mois"', "least = true", 16, "« least » vaut"),
        ('unit = "mois"', "most = 1e20", 16, "« most » vaut"),
        ('help = "Comptez-les."', "most = 3", 6, "pourtant most est donné"),
        ('takes = "partners"', 'takes = "number"', 7, "pourtant des réponses sont proposées"),
        ('id = "local"', 'id = "ess"', 9, "la réponse « ess » est déjà à la ligne 8"),
        ('name = "une commune"', 'name = "Une entreprise de l’ESS"', 9, "le texte « Une entreprise"),
        ('id = "local"', 'id = "total"', 9, "l’identifiant « total » est réservé"),
        ('"54*"', '"99999"', 8, "« 99999 » n’est pas une forme juridique"),
        ('"54*"', '"03*"', 8, "« 03* » n’est pas une forme juridique"),
        (', name = "une commune"', "", 9, "la clé « name » manque"),
        ('name = "une commune"', 'nom = "une commune"', 9, "la clé « nom » est inconnue"),
        ('id = "length"', 'id = "ess"', 31, "le critère « ess » est déjà à la ligne 19"),
        ('state = "not_stated"\n', "", 39, "aucun passage n’est cité"),
        (
            'met = ["months < 24"]',
            'met = ["months < 24"]\nstate = "not_stated"',
            36,
            "sont cités",
        ),
        ('state = "not_stated"', 'state = "not_stated"\nmet = ["months > 1"]', 43, "une condition est posée"),
        ('document = "projet", quote = "d', 'document = "projet", quot = "d', 23, "la clé « quot »"),
        ('quote = "définis par la loi"', 'quote = " "', 23, "« quote » vaut « »"),
        (
            'passages = [{ document = "communique", quote = "Le ministre" }]',
            "passages = []",
            46,
            "aucun passage",
        ),
        ("draft = true", 'draft = "oui"', 33, "« draft » vaut « oui »"),
        ('"partners.ess = 1 & months > 12"', '"partners.ess = 1 & months"', 25, "ne se lit pas"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in VALID
    fault = read_fault(VALID.replace(old, new, 1))
    assert fault.startswith(f"ligne {line} : ")
    assert said in fault
    assert re.search(r"\. Attendu : .+\. Pour corriger : .+\.$", fault)


def test_a_question_that_no_criterion_looks_at_is_refused() -> None:
    text = VALID.replace(" & months > 12", "").replace('met = ["months < 24"]\n', "")
    expected = "ligne 12 : aucun critère ne regarde la réponse à la question « months »"
    assert read_fault(text).startswith(expected)


def test_there_are_no_more_questions_than_criteria() -> None:
    criterion = '[[criterion]]\nid = "a"\nname = "A"\npassages = [{ document = "d", quote = "q" }]\n'
    asked = [f'[[question]]\nid = "{name}"\nask = "{name} ?"\ntakes = "yes_no"\n' for name in ("p", "q")]
    text = "".join(asked) + criterion + 'met = ["p = yes & q = no"]\n'
    assert read_fault(text).startswith("ligne 5 : il y a 2 questions pour 1 critères")


@pytest.mark.parametrize("text", [f"a = {'9' * 5000}", "a = " + "[" * 5000, "a = 2020-02-31"])
def test_what_the_reader_of_toml_cannot_bear_is_told_as_a_fault(text: str) -> None:
    assert "la syntaxe TOML n’est pas respectée" in read_fault(text)
