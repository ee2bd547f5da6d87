"""What a folder says for who applies is held against its texts, and its cases are run."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.applying import Applying, failing, load_applying
from ingest.cases import CASES, read_cases
from ingest.eligibility import ELIGIBILITY, read_eligibility
from ingest.errors import ManifestError
from ingest.procedure import PROCEDURE, read_procedure
from tests.knowledge.examples import BILL, NOTICE, PASSAGES, RULES

DOCUMENTS = (NOTICE, BILL, RULES)
QUOTED = 'passages = [{ document = "communique", quote = "Une enveloppe" }]\n'
CRITERIA = f"""\
[[question]]
id = "ess"
ask = "Y a-t-il une entreprise de l’ESS ?"
takes = "yes_no"
[[criterion]]
id = "ess"
name = "Une entreprise de l’ESS"
met = ["ess = yes"]
{QUOTED}"""
STEPS = f'[[step]]\nid = "filing"\nname = "Déposer"\n{QUOTED}'
RIGHT = '[[case]]\nname = "Avec"\nanswers = { ess = "yes" }\nsheet = { ess = "met" }\n'
WRONG = '[[case]]\nname = "Sans"\nanswers = { ess = "no" }\nsheet = { ess = "met" }\n'


def test_a_folder_may_say_nothing_for_who_applies(tmp_path: Path) -> None:
    found = load_applying(tmp_path)
    assert (found, found.empty, found.warnings(DOCUMENTS, PASSAGES)) == (Applying(), True, ())


def test_the_three_files_of_a_folder_are_read(tmp_path: Path) -> None:
    for name, text in ((ELIGIBILITY, CRITERIA), (PROCEDURE, STEPS), (CASES, RIGHT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert not load_applying(tmp_path).empty
    assert load_applying(tmp_path) == Applying(
        read_eligibility(CRITERIA), read_procedure(STEPS), read_cases(RIGHT)
    )
    (tmp_path / CASES).write_bytes(RIGHT.encode("utf-16"))
    with pytest.raises(ManifestError, match="UTF-8"):
        load_applying(tmp_path)


def test_what_holds_is_not_told() -> None:
    whole = Applying(read_eligibility(CRITERIA), read_procedure(STEPS), read_cases(RIGHT))
    assert whole.warnings(iter(DOCUMENTS), iter(PASSAGES)) == ()


def test_a_text_that_changed_is_told_once_for_each_that_quotes_it_and_fails_no_case() -> None:
    whole = Applying(read_eligibility(CRITERIA), read_procedure(STEPS), read_cases(RIGHT))
    changed = replace(PASSAGES[0], text="Rien.")
    names = [one.name for one in whole.warnings(DOCUMENTS, (changed, *PASSAGES[1:]))]
    assert names == ["ess", "filing"]


def test_a_case_that_fails_is_told_with_what_differs() -> None:
    whole = Applying(read_eligibility(CRITERIA), cases=read_cases(RIGHT + WRONG))
    (warning,) = whole.warnings(DOCUMENTS, PASSAGES)
    assert warning.name == "Sans"
    assert warning.why == (
        "eligibility-cases.toml : le cas « Sans » échoue : le critère « ess » est « not_met », « met » est "
        "attendu. Corrigez ce cas, ou les critères."
    )


MET = '"met"'
MANY = f"ess = {MET}, a1 = {MET}, a2 = {MET}, a3 = {MET}"


def why(answers: str, sheet: str) -> str:
    cases = read_cases(f'[[case]]\nname = "Cas"\nanswers = {{ {answers} }}\nsheet = {{ {sheet} }}\n')
    (failed,) = failing(read_eligibility(CRITERIA).rules, cases)
    return failed.why.partition(" échoue")[2]


@pytest.mark.parametrize(
    ("answers", "sheet", "said"),
    [
        ('ess = "oui"', 'ess = "met"', ". Cette réponse n’est pas l’une de celles qui sont proposées. C"),
        ('lead = "yes"', 'ess = "open"', ". Aucune question ne s’appelle « lead ». Corrigez ce cas, ou"),
        ('ess = "yes"', "", " : le critère « ess » est « met », le cas n’en dit rien. Corrigez ce cas, ou"),
        ('ess = "yes"', 'ess = "met", b = "met"', " : le critère « b » n’existe pas. Corrigez ce cas"),
        ('ess = "yes"', f"{MANY}, a4 = {MET}", "« a3 » n’existe pas ; et un autre critère. Corrigez"),
        ('ess = "yes"', f"{MANY}, a4 = {MET}, a5 = {MET}", "« a3 » n’existe pas ; et 2 autres critères. Co"),
    ],
)
def test_why_a_case_fails_is_told_in_french(answers: str, sheet: str, said: str) -> None:
    assert said in why(answers, sheet)


def test_cases_without_criteria_are_told() -> None:
    (warning,) = Applying(cases=read_cases(RIGHT)).warnings(DOCUMENTS, PASSAGES)
    assert str(warning).startswith("eligibility-cases.toml : aucun critère ne correspond à ces cas")
