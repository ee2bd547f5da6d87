"""An ingest holds criteria, steps and cases against its texts, and tells what does not hold."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.manifest import load_manifest
from ingest.pipeline import ingest
from ingest.report import Report
from knowledge.embedders import hash_embedder
from knowledge.progress import Silent
from knowledge.store import open_store

NOTICE = "# Communiqué\n\nUne enveloppe de trois millions d’euros est ouverte aux entreprises de l’ESS.\n"
CRITERIA = """\
[[question]]
id = "ess"
ask = "Y a-t-il une entreprise de l’ESS ?"
takes = "yes_no"
[[criterion]]
id = "ess"
name = "Une entreprise de l’ESS"
passages = [{ document = "communique", quote = "aux entreprises de l'ESS" }]
met = ["ess = yes"]
"""
STEPS = """\
[[step]]
id = "filing"
name = "Déposer"
passages = [{ document = "communique", quote = "Une enveloppe" }]
"""
CASES = '[[case]]\nname = "Sans"\nanswers = { ess = "no" }\nsheet = { ess = "not_met" }\n'


@pytest.fixture(autouse=True)
def few_everyday_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build vocabularies in no time: their words are not the point here."""
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder, communique=NOTICE, eligibility=CRITERIA, procedure=STEPS, cases=CASES)
    return folder


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Iterator[Callable[[], Report]]:
    """What ingests the folder."""
    with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as store:
        yield lambda: ingest(folder, store, hash_embedder(), tmp_path / "data", None, Silent())


def write(folder: Path, **texts: str) -> None:
    names = {"communique": "communique.md", "cases": "eligibility-cases.toml"}
    for name, text in texts.items():
        (folder / names.get(name, f"{name}.toml")).write_text(text, encoding="utf-8")


def test_what_holds_is_not_told_and_its_files_are_no_texts(run: Callable[[], Report]) -> None:
    for changed in (True, False):
        report = run()
        assert (report.documents, report.changed, report.skipped, report.warnings) == (1, changed, (), ())


def test_what_the_texts_do_not_say_any_more_is_told_at_each_ingest(
    folder: Path, run: Callable[[], Report]
) -> None:
    run()
    write(folder, communique=NOTICE.replace("ESS", "économie sociale"))
    for changed in (True, False):
        report = run()
        assert (report.changed, report.failed) == (changed, False)
        assert [warning.name for warning in report.warnings] == ["ess"]
        assert str(report).splitlines()[1].startswith("À revoir : eligibility.toml, ligne 8 : le critère")
    write(folder, communique=NOTICE)
    assert run().warnings == ()


def test_a_case_that_fails_is_told_without_a_new_version(folder: Path, run: Callable[[], Report]) -> None:
    run()
    write(folder, cases=CASES.replace("not_met", "met"))
    report = run()
    assert not report.changed
    assert [warning.name for warning in report.warnings] == ["Sans"]
    assert "À revoir : eligibility-cases.toml : le cas « Sans » échoue : " in str(report)


@pytest.mark.parametrize("name", ["eligibility", "procedure", "cases"])
def test_a_faulty_file_stops_an_ingest(folder: Path, run: Callable[[], Report], name: str) -> None:
    write(folder, **{name: "[[nothing]]\n"})
    with pytest.raises(ManifestError, match="« nothing » est inconnue"):
        run()


@pytest.mark.parametrize("name", ["eligibility.toml", "procedure.toml", "eligibility-cases.toml", "A.TOML"])
def test_these_files_are_never_texts_of_the_call(folder: Path, name: str) -> None:
    (folder / name).write_text("", encoding="utf-8")
    declared = '[call]\nid = "a"\nname = "A"\n[[document]]\nid = "b"\ntitle = "B"\nkind = "guide"\n'
    write(folder, corpus=f'{declared}file = "{name}"\n')
    with pytest.raises(ManifestError, match=r"ligne 8 : .*n’est pas un texte de l’appel"):
        load_manifest(folder)
