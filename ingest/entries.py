"""Read the tables of a TOML text that stands beside the texts of a call, each fault with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import ManifestError
from ingest.manifest import parse_text
from ingest.manifest_checks import Checker
from ingest.manifest_rules import Rule
from ingest.preparation import PreparedQuote
from ingest.preparation_rules import QUOTE
from ingest.toml_places import Place, Places, locate
from knowledge.french import fold


@dataclass(frozen=True, slots=True)
class Entries:
    """The tables of a text, and where all that it says is; `path` is the file that errors name."""

    path: Path
    tables: Mapping[str, Any]
    places: Places

    def lists(self, *names: str, single: tuple[str, ...] = ()) -> tuple[list[dict[str, Any]], ...]:
        """Return the tables `[[name]]` of each name, none for one that is not there.

        Raises:
            ManifestError: there is another table than these and those of `single`, or they are no tables.
        """
        known = [*(f"[[{name}]]" for name in names), *(f"[{name}]" for name in single)]
        for key in self.tables:
            if key not in (*names, *single):
                what, expected = f"la clé « {key} » est inconnue", " ou ".join(known)
                raise self.fault((key,), what, expected, f"retirez cette clé ou écrivez {expected}")
        return tuple(self._list(name) for name in names)

    def single(self, name: str) -> dict[str, Any]:
        """Return the table `[name]`, an empty one if it is not there.

        Raises:
            ManifestError: it is no table.
        """
        table = self.tables.get(name, {})
        if isinstance(table, dict):
            return table
        expected = f"une seule table [{name}]"
        raise self.fault((name,), f"« {name} » n’est pas une table", expected, f"écrivez [{name}]")

    def values(
        self, entry: Mapping[str, object], rules: Mapping[str, Rule], *place: str | int
    ) -> dict[str, Any]:
        """Return the values of one table, each checked by its rule.

        Raises:
            ManifestError: a key is unknown, missing or holds another value than its rule allows.
        """
        return Checker(self.path, self.places.lines(*place)).table(entry, rules, "", 0)

    def quotes(self, tables: Iterable[Mapping[str, object]], *place: str | int) -> tuple[PreparedQuote, ...]:
        """Return the quotations of a list at `place`, each with its line.

        Raises:
            ManifestError: one is at fault.
        """
        return tuple(
            PreparedQuote(**self.values(table, QUOTE, *place, index), line=self.places.line(*place, index))
            for index, table in enumerate(tables)
        )

    def distinct(self, noun: str, said: Iterable[str], before: Place, after: Place = ()) -> None:
        """Check that nothing is said twice, whatever its capitals, accents and spaces.

        What is said first is at the place `before`, then 0, then `after`, and so on for the next ones.

        Raises:
            ManifestError: something is.
        """
        first: dict[str, Place] = {}
        for index, text in enumerate(said):
            folded, place = " ".join(fold(text).split()), (*before, index, *after)
            if folded in first:
                what = f"{noun} « {text} » est déjà à la ligne {self.places.line(*first[folded])}"
                raise self.fault(place, what, "une seule fois chacun", "changez ou retirez l’un des deux")
            first[folded] = place

    def fault(self, place: Place, what: str, expected: str, fix: str) -> ManifestError:
        """Return the error that names the line of a place."""
        return ManifestError(self.path, self.places.line(*place), what, expected, fix)

    def _list(self, name: str) -> list[dict[str, Any]]:
        entries = self.tables.get(name, [])
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            return entries
        expected = f"des tables [[{name}]], avec deux crochets"
        raise self.fault(
            (name,), f"« {name} » n’est pas une liste de tables", expected, f"écrivez [[{name}]]"
        )


def read_entries(text: str, path: Path) -> Entries:
    """Return the tables of a text.

    Raises:
        ManifestError: it is not TOML.
    """
    tables = parse_text(text, path)
    return Entries(path, tables, locate(text))
