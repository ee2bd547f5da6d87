"""Files are read inside the corpus folder only, and within bounds."""

from pathlib import Path

import pytest

from ingest.errors import ForbiddenPath, ForbiddenUrl, MissingFile, TooLarge
from ingest.sources import Source, fetch, list_files
from ingest.web import Limits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "textes").mkdir(parents=True)
    (corpus / "textes" / "loi.md").write_bytes(b"Texte.")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return corpus


def test_a_file_is_read_and_named_from_its_folder(folder: Path) -> None:
    path = folder / "textes" / "loi.md"
    assert fetch(path, root=folder) == Source("textes/loi.md", b"Texte.")
    assert fetch(str(path)) == Source("loi.md", b"Texte.")


@pytest.mark.parametrize(
    "escape", ["../secret.txt", "textes/../../secret.txt", "lien.txt", "dossier/secret.txt"]
)
def test_nothing_is_read_outside_the_corpus_folder(folder: Path, escape: str) -> None:
    (folder / "lien.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "dossier").symlink_to(folder.parent)
    with pytest.raises(ForbiddenPath):
        fetch(folder / escape, root=folder)


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "lien.md").symlink_to(folder / "textes" / "loi.md")
    assert fetch(folder / "lien.md", root=folder).data == b"Texte."


def test_links_in_a_circle_and_impossible_names_are_refused(folder: Path) -> None:
    (folder / "a.md").symlink_to(folder / "b.md")
    (folder / "b.md").symlink_to(folder / "a.md")
    for path in (folder / "a.md", folder / "a\x00b"):
        with pytest.raises((ForbiddenPath, MissingFile)):
            fetch(path, root=folder)


@pytest.mark.parametrize("path", ["absent.pdf", "textes"])
def test_what_is_no_file_is_said_to_be_missing(folder: Path, path: str) -> None:
    with pytest.raises(MissingFile):
        fetch(folder / path, root=folder)


def test_a_file_that_cannot_be_read_is_said_to_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MissingFile, match="ne peut pas être lu"):
        fetch(folder / "textes" / "loi.md", root=folder)


def test_a_file_beyond_the_limit_is_refused(folder: Path) -> None:
    with pytest.raises(TooLarge, match="plus de 0 Mo"):
        fetch(folder / "textes" / "loi.md", Limits(max_bytes=5), folder)


def test_an_address_goes_to_the_web_whatever_its_scheme() -> None:
    with pytest.raises(ForbiddenUrl):
        fetch("file:///etc/hostname")


def test_the_texts_of_a_folder_are_listed_in_order_without_what_accompanies_them(folder: Path) -> None:
    for name in (
        "b.pdf",
        "a.docx",
        "image.png",
        "sans-suffixe",
        "README.fr.md",
        "licence.txt",
        "corpus.toml",
        ".x",
        "~$a.docx",
    ):
        (folder / name).write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_bytes(b"x")
    (folder / "readme-du-candidat.pdf").write_bytes(b"x")
    assert [path.relative_to(folder).as_posix() for path in list_files(folder)] == [
        "a.docx",
        "b.pdf",
        "image.png",
        "sans-suffixe",
        "textes/loi.md",
    ]
