from pathlib import Path

from bot.doctor_criteria import REFERENCES, criteria
from bot.findings import Finding, Level
from bot.settings import load_settings

ELIGIBILITY = """[[question]]
id = "who"
ask = "Êtes-vous une association ?"
takes = "yes_no"
[[criterion]]
id = "who"
name = "Être une association"
passages = [{ document = "avis", quote = "Les associations." }]
met = ["who = yes"]
"""
CASE = """[[case]]
name = "Une association"
answers = { who = "yes" }
sheet = { who = "not_met" }
"""


def found(folder: Path) -> list[Finding]:
    return list(criteria(load_settings(corpus=folder)))


def test_the_shipped_criteria_are_counted_and_their_lists_dated() -> None:
    told = {one.subject: one for one in criteria(load_settings())}
    assert {one.level for one in told.values()} == {Level.OK}
    assert "18 critère(s), 7 question(s)" in told["Critères"].found
    assert "6 étape(s)" in told["Démarches"].found
    assert "1er janvier 2026" in told[REFERENCES].found
    assert "6 novembre 2024" in told[REFERENCES].found


def test_a_folder_without_criteria_is_only_noted(tmp_path: Path) -> None:
    (one,) = found(tmp_path)
    assert (one.level, one.subject) == (Level.NOTE, "Critères")


def test_a_case_that_fails_and_a_file_that_is_wrong_are_broken(tmp_path: Path) -> None:
    (tmp_path / "eligibility.toml").write_text(ELIGIBILITY, encoding="utf-8")
    (tmp_path / "eligibility-cases.toml").write_text(CASE, encoding="utf-8")
    broken = [one for one in found(tmp_path) if one.level is Level.BROKEN]
    assert [one.subject for one in broken] == ["Cas métier"]
    assert "Une association" in broken[0].found
    (tmp_path / "eligibility.toml").write_text("[[criteria]]\n", encoding="utf-8")
    (one,) = found(tmp_path)
    assert (one.level, one.subject) == (Level.BROKEN, "Critères")


def test_a_folder_that_is_not_there_is_told_elsewhere(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == []
