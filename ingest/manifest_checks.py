"""Check the tables of corpus.toml one by one, each error naming the line at fault."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import ManifestError
from ingest.manifest_rules import DOCUMENT, Rule
from ingest.sources import is_inside, list_files
from ingest.toml_lines import Lines
from knowledge.documents import Document, Status


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks one manifest; every method raises ManifestError at the first fault it meets."""

    path: Path
    lines: Lines

    def outline(self, tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the table of the call and those of the documents.

        Raises:
            ManifestError: one is missing, or there is another table.
        """
        for key in tables:
            if key not in ("call", "document"):
                line = self.lines.of(key) or self.lines.of("", 0, key)
                raise self._unknown(line, key, ("call", "document"))
        call, entries = tables.get("call"), tables.get("document")
        if not isinstance(call, dict):
            raise ManifestError(
                self.path, None, "la table [call] manque", "[call]", "ajoutez [call] avec id et name"
            )
        if isinstance(entries, list) and entries and all(isinstance(entry, dict) for entry in entries):
            return call, entries
        raise ManifestError(
            self.path,
            self.lines.of("document"),
            "aucun document n’est déclaré",
            "une table [[document]] par texte, avec deux crochets",
            "ajoutez [[document]] avec id, title, kind et file ou url",
        )

    def table(
        self, entry: Mapping[str, object], rules: Mapping[str, Rule], table: str, index: int
    ) -> dict[str, Any]:
        """Return the values of one table, each checked by its rule.

        Raises:
            ManifestError: a key is unknown, missing or holds another value than its rule allows.
        """
        for key in entry:
            if key not in rules:
                raise self._unknown(self.lines.of(table, index, key), key, tuple(rules))
        for key, rule in rules.items():
            if rule.required and key not in entry:
                what, fix = f"la clé « {key} » manque", f"ajoutez {key} = {rule.example}"
                raise ManifestError(self.path, self.lines.of(table, index), what, rule.expected, fix)
        return {key: self._value(value, rules[key], table, index, key) for key, value in entry.items()}

    def document(self, entry: Mapping[str, object], index: int) -> Document:
        """Return one document: expected with its topics, or there with its file or its address.

        Raises:
            ManifestError: one of its keys is at fault, or its text is nowhere.
        """
        values = self.table(entry, DOCUMENT, "document", index)
        source = values.pop("file", None)
        if values.get("status") is Status.EXPECTED:
            self._check_expected(source, values.get("topics"), index)
        elif source:
            source = self._file(source, index)
        elif not values.get("url"):
            raise self._fault(
                index,
                "id",
                f"le document « {values['id']} » n’a pas de texte",
                "file (chemin dans le dossier) ou url",
                'ajoutez file = "texte.pdf", ou status = "expected" s’il n’est pas encore publié',
            )
        return Document(source=source, **values)

    def distinct(self, documents: Sequence[Document]) -> None:
        """Check that no two documents have the same identifier.

        Raises:
            ManifestError: two have.
        """
        first: dict[str, int] = {}
        for index, document in enumerate(documents):
            if document.id in first:
                line = self.lines.of("document", first[document.id], "id")
                what = f"l’identifiant « {document.id} » est déjà celui du document de la ligne {line}"
                raise self._fault(index, "id", what, "un identifiant par document", "changez l’un des deux")
            first[document.id] = index

    def _check_expected(self, source: str | None, topics: tuple[str, ...] | None, index: int) -> None:
        if not topics:
            raise self._fault(
                index,
                "status",
                "ce document est attendu mais rien ne dit de quoi il traitera",
                "la liste topics de ce qu’il doit couvrir",
                'ajoutez topics = ["date limite de dépôt", "dépenses éligibles"]',
            )
        if source:
            raise self._fault(
                index,
                "file",
                "ce document est attendu et a pourtant un fichier",
                "un document attendu sans fichier",
                'retirez file, ou écrivez status = "in_force"',
            )

    def _file(self, source: str, index: int) -> str:
        folder = self.path.parent
        if not is_inside(folder / source, folder):
            what = f"le fichier « {source} » est hors du dossier du corpus"
            fix = "copiez-le dans ce dossier et indiquez son chemin relatif"
            raise self._fault(index, "file", what, f"un fichier de {folder}", fix)
        if not (folder / source).is_file():
            near = _nearest(source, [path.relative_to(folder).as_posix() for path in list_files(folder)])
            fix = f"écrivez « {near} »" if near else "déposez-le, ou corrigez son chemin"
            raise self._fault(
                index, "file", f"le fichier « {source} » n’existe pas", f"un fichier de {folder}", fix
            )
        return Path(source).as_posix()

    def _value(self, value: object, rule: Rule, table: str, index: int, key: str) -> Any:
        try:
            return rule.read(value)
        except ValueError as error:
            line = self.lines.of(table, index, key)
            what, fix = f"« {key} » vaut « {_shown(value)} »", f"écrivez {key} = {rule.example}"
            raise ManifestError(self.path, line, what, rule.expected, fix) from error

    def _unknown(self, line: int | None, key: str, known: Sequence[str]) -> ManifestError:
        near = _nearest(key, known)
        fix = f"écrivez « {near} »" if near else "retirez cette clé"
        return ManifestError(self.path, line, f"la clé « {key} » est inconnue", ", ".join(known), fix)

    def _fault(self, index: int, key: str, what: str, expected: str, fix: str) -> ManifestError:
        return ManifestError(self.path, self.lines.of("document", index, key), what, expected, fix)


def _nearest(word: str, known: Sequence[str]) -> str:
    return next(iter(difflib.get_close_matches(word, known, 1)), "")


def _shown(value: object) -> str:
    """Return a value as the manifest writes it, a long one cut."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
