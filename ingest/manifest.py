"""Read what a corpus folder declares: its call and its documents."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import ManifestError
from ingest.manifest_checks import Checker
from ingest.manifest_rules import CALL
from ingest.sources import list_files
from ingest.toml_lines import scan
from knowledge.documents import Call, Document, Kind
from knowledge.validated import DOCUMENT, TITLE

MANIFEST = "corpus.toml"
PREPARATION = "preparation.toml"
"""What staff approved topic by topic, read by `ingest.preparation`: no text either."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A call and its documents, in the order of the manifest, else of the files' paths.

    A document's `source` is the path of its file in the corpus folder, None if it is fetched from its
    `url` or expected. Without a manifest a title is "", to be taken from the text's own heading, and
    the kind is only a default.
    """

    call: Call
    documents: tuple[Document, ...]
    declared: bool = True


def load_manifest(folder: Path) -> Manifest:
    """Return what a corpus folder holds.

    Raises:
        ManifestError: the folder is not there or holds no text, or corpus.toml is not valid.
    """
    if not folder.is_dir():
        raise ManifestError(
            folder, None, "ce dossier n’existe pas", "le dossier d’un corpus", "vérifiez le chemin du corpus"
        )
    path = folder / MANIFEST
    return _declared(path) if path.is_file() else _undeclared(folder)


def _undeclared(folder: Path) -> Manifest:
    files = list_files(folder)
    if not files:
        raise ManifestError(
            folder,
            None,
            "ce dossier ne contient aucun texte",
            "des fichiers PDF, DOCX, ODT, HTML, Markdown ou texte",
            "déposez-y les textes de l’appel à projets",
        )
    name = folder.resolve().name
    paths = [file.relative_to(folder) for file in files]
    ids = _unique(slug(path.with_suffix("").as_posix()) for path in paths)
    documents = tuple(
        Document(identifier, "", Kind.GUIDE, source=path.as_posix())
        for identifier, path in zip(ids, paths, strict=True)
    )
    return Manifest(Call(slug(name), name), documents, declared=False)


def _declared(path: Path) -> Manifest:
    text, tables = parse(path)
    checker = Checker(path, scan(text))
    call, entries = checker.outline(tables)
    values = checker.table(call, CALL, "call", 0)
    documents = tuple(checker.document(entry, index) for index, entry in enumerate(entries))
    checker.distinct(documents)
    _check_texts(documents, checker)
    return Manifest(Call(**values), documents)


def _check_texts(documents: tuple[Document, ...], checker: Checker) -> None:
    """Check that no document is a file about the corpus, or has the identifier of validated answers.

    Raises:
        ManifestError: one is, or has.
    """
    for index, document in enumerate(documents):
        if document.id == DOCUMENT:
            raise ManifestError(
                checker.path,
                checker.lines.of("document", index, "id"),
                f"l’identifiant « {DOCUMENT} » est celui du document « {TITLE} », que Guichet tient",
                "un autre identifiant",
                "changez id, et les citations de ce document dans preparation.toml s’il y en a",
            )
        if document.source and document.source.lower().endswith(".toml"):
            raise ManifestError(
                checker.path,
                checker.lines.of("document", index, "file"),
                f"le fichier « {document.source} » n’est pas un texte de l’appel",
                "un fichier PDF, DOCX, ODT, HTML, Markdown ou texte",
                "indiquez le fichier du document",
            )


def parse(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file and its tables.

    Raises:
        ManifestError: it cannot be read, or is not TOML.
    """
    text = read_text(path)
    return text, parse_text(text, path)


def read_text(path: Path) -> str:
    """Return the text of a file that stands beside the texts of a call.

    Raises:
        ManifestError: it cannot be read, or is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ManifestError(
            path, line, "des caractères ne sont pas en UTF-8", "un fichier UTF-8", "enregistrez-le en UTF-8"
        ) from error
    except OSError as error:
        raise ManifestError(
            path, None, "ce fichier ne peut pas être lu", "un fichier lisible", "donnez le droit de le lire"
        ) from error


def parse_text(text: str, path: Path) -> dict[str, Any]:
    """Return the tables of a TOML text; `path` is the file that errors name.

    Raises:
        ManifestError: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Besides its own error, the reader lets pass those of numbers too long and of lists too deep.
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        column = f" à la colonne {found[2]}" if found else " à la fin du fichier"
        raise ManifestError(
            path,
            line,
            f"la syntaxe TOML n’est pas respectée{column}",
            'clé = "valeur", une par ligne',
            "vérifiez les guillemets, les crochets et les clés répétées de cette ligne ou de la précédente",
        ) from error


def slug(text: str) -> str:
    """Return an identifier made from a name.

    >>> slug("Règlement (v2)"), slug("ééé/…")
    ('reglement-v2', 'eee')
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "document"


def _unique(names: Iterator[str]) -> Iterator[str]:
    """Yield the names, followed by a number if they are already met or taken by validated answers."""
    seen = {DOCUMENT}
    for name in names:
        number, candidate = 1, name
        while candidate in seen:
            number += 1
            candidate = f"{name}-{number}"
        seen.add(candidate)
        yield candidate
