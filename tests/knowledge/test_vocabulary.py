import json
from pathlib import Path

import pytest
from symspellpy import Verbosity

from knowledge.vocabulary import read_vocabulary, write_vocabulary

TEXTS = ("Les pôles territoriaux. Un pôle éligible, deux pôles éligibles.", "L’Économie à 50 % en 2013_b")


@pytest.fixture(autouse=True)
def few_everyday_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.vocabulary.EVERYDAY_WORDS", 3_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_vocabulary(TEXTS, tmp_path / "vocabulary.json")
    return tmp_path / "vocabulary.json"


def test_words_of_the_texts_are_counted_in_lower_case_without_figures(path: Path) -> None:
    corpus = read_vocabulary(path).corpus
    assert (corpus["pôles"], corpus["économie"], corpus["l"]) == (2, 1, 1)
    assert not any(set("0123456789_%") & set(word) for word in corpus)


def test_words_of_the_texts_and_of_everyday_french_are_known(path: Path) -> None:
    vocabulary = read_vocabulary(path)
    assert all(map(vocabulary.knows, ("pôles", "territoriaux", "bonjour")))
    assert not any(map(vocabulary.knows, ("poles", "Bonjour", "xyzt")))


def test_an_unaccented_form_leads_to_the_accented_word_the_texts_first(path: Path) -> None:
    accented = read_vocabulary(path).accented
    assert (accented["poles"], accented["economie"], accented["apres"]) == ("pôles", "économie", "après")
    assert "territoriaux" not in accented


def test_everyday_words_are_ranked_and_lose_those_written_without_their_accents(path: Path) -> None:
    everyday = read_vocabulary(path).everyday
    assert sorted(everyday.values()) == list(range(len(everyday)))
    assert everyday["de"] < everyday["bonjour"]
    assert "etre" not in everyday


def test_misspellings_are_looked_for_among_the_words_of_the_texts_of_four_letters(path: Path) -> None:
    spelling = read_vocabulary(path).spelling
    assert spelling.lookup("teritoriaux", Verbosity.TOP, max_edit_distance=1)[0].term == "territoriaux"
    assert spelling.lookup("bonjourr", Verbosity.TOP, max_edit_distance=1) == []
    assert not any(len(word) < 4 for word in spelling.words)


@pytest.mark.parametrize(
    ("written", "error"), [("", ValueError), ("[]", TypeError), ("{}", LookupError), (None, OSError)]
)
def test_a_damaged_file_is_refused(tmp_path: Path, written: str | None, error: type[Exception]) -> None:
    if written is not None:
        (tmp_path / "damaged.json").write_text(written)
    with pytest.raises(error):
        read_vocabulary(tmp_path / "damaged.json")


def test_the_file_can_be_read_by_a_person(path: Path) -> None:
    assert "pôles" in path.read_text(encoding="utf-8")
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["corpus", "accented", "everyday"]
