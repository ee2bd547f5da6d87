"""Every error says on one line what is wrong and how to mend it."""

from pathlib import Path

import pytest

from ingest import errors
from ingest.errors import IngestError, ManifestError, UnreadableSource

NAME = "règlement.pdf"
EVERY = (
    ManifestError(Path("corpus.toml"), 3, "la clé « id » manque", "un identifiant", 'ajoutez id = "a"'),
    errors.MissingFile(NAME),
    errors.ForbiddenPath(NAME),
    errors.EmptyFile(NAME),
    errors.TooLarge(NAME, "612 pages", "500 pages"),
    errors.EncryptedFile(NAME),
    errors.DamagedFile(NAME),
    errors.NeedsOcr(NAME),
    errors.UnsupportedFormat(NAME, "une image PNG"),
    errors.MislabelledFile(NAME, "un PDF", "une page web"),
    errors.UnreachableUrl("https://a.fr/r.pdf", "le serveur répond 404"),
    errors.ForbiddenUrl("https://a.fr/r.pdf", "le port 22 n’est pas celui du web"),
)


def subclasses(base: type[IngestError]) -> set[type[IngestError]]:
    return {base} | {deeper for direct in base.__subclasses__() for deeper in subclasses(direct)}


def test_every_error_of_the_tree_is_tested_here() -> None:
    assert subclasses(IngestError) - {IngestError, UnreadableSource} == {type(error) for error in EVERY}


def test_every_error_is_in_the_tree_drawn_at_the_top() -> None:
    drawn = errors.__doc__ or ""
    assert all(error.__name__ in drawn for error in subclasses(IngestError))


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_names_its_place_then_what_is_wrong_then_how_to_mend_it(error: IngestError) -> None:
    message = str(error)
    assert "\n" not in message
    assert message.endswith(".")
    place, colon, rest = message.partition(" : ")
    assert colon and place.startswith(("corpus.toml, ligne 3", NAME, "https://a.fr/r.pdf"))
    assert rest.count(". ") >= 1


def test_a_manifest_error_says_what_was_expected() -> None:
    assert "Attendu : un identifiant. Pour corriger : ajoutez id" in str(EVERY[0])


def test_a_scanned_document_is_said_to_need_ocr() -> None:
    assert "OCR" in str(errors.NeedsOcr(NAME))


def test_a_file_name_cannot_forge_a_second_line_nor_colours() -> None:
    message = str(errors.EmptyFile("a.txt\n\x1b[32mTout va bien"))
    assert "\n" not in message
    assert "\x1b" not in message
