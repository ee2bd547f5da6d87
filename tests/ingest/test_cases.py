"""Cases of staff are read as they wrote them, and a faulty one is said to be, with its line."""

from datetime import date
from pathlib import Path

import pytest

from ingest.cases import CASES, load_cases, read_cases
from ingest.errors import ManifestError
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Outcome

VALID = """\
[[case]]
name = "Une association et une commune seulement"
answers = { partners = { ess = 1, local = 1 }, pooling = "yes", months = 12 }
sheet = { ess = "met", commercial = "not_met" }

[[case]]
name = "Personne ne sait"
[case.answers]
pooling = "unsure"
since = 2020-01-15
[case.sheet]
ess = "open"
jury = "not_stated"
"""


def test_cases_are_read_in_their_order_however_they_are_written() -> None:
    one, other = read_cases(VALID)
    assert one == Case(
        "Une association et une commune seulement",
        {"partners": {"ess": 1, "local": 1}, "pooling": "yes", "months": 12},
        {"ess": Outcome.MET, "commercial": Outcome.NOT_MET},
    )
    assert other.answers == {"pooling": "unsure", "since": date(2020, 1, 15)}
    assert other.expected == {"ess": Outcome.OPEN, "jury": Outcome.NOT_STATED}


def test_a_folder_without_the_file_has_no_cases(tmp_path: Path) -> None:
    assert load_cases(tmp_path) == ()
    (tmp_path / CASES).write_text(VALID, encoding="utf-8")
    assert load_cases(tmp_path) == read_cases(VALID)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[[case]]", "[[cas]]", 1, "la clé « cas » est inconnue. Attendu : [[case]]"),
        ('name = "Personne ne sait"\n', "", 6, "la clé « name » manque"),
        ("Personne ne sait", "Une association et une commune SEULEMENT", 7, "est déjà à la ligne 2"),
        ('sheet = { ess = "met", commercial = "not_met" }\n', "", 1, "la clé « sheet » manque"),
        ('sheet = { ess = "met", commercial = "not_met" }', 'sheet = "met"', 4, "« sheet » vaut « met »"),
        ('pooling = "yes"', "pooling = true", 3, 'la réponse à « pooling » vaut « true ». Attendu : "yes"'),
        ('pooling = "unsure"', 'pooling = ["yes"]', 9, "la réponse à « pooling » ne se lit pas"),
        ("since = 2020-01-15", "since = 2020-01-15T10:00:00", 10, "la réponse à « since » ne se lit pas"),
        ("ess = 1,", 'ess = "1",', 3, "ne compte pas tous les partenaires en chiffres"),
        ("ess = 1,", "ess = true,", 3, "ne compte pas tous les partenaires en chiffres"),
        ('jury = "not_stated"', 'jury = "unknown"', 13, "le critère « jury » vaut « unknown »"),
        ('jury = "not_stated"', "jury = 3", 13, "l’un de met, not_met, not_stated, staff, open"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in VALID
    with pytest.raises(ManifestError) as caught:
        read_cases(VALID.replace(old, new, 1))
    assert str(caught.value).startswith(f"{CASES}, ligne {line} : ")
    assert said in str(caught.value)
