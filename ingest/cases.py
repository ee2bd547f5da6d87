"""Read the cases that staff wrote for a call: eligibility-cases.toml, which stands beside its texts."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from ingest.entries import Entries, read_entries
from ingest.manifest import read_text
from ingest.manifest_rules import Rule
from ingest.toml_values import said
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Outcome

CASES = "eligibility-cases.toml"


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Return the cases of a corpus folder, none if it has no such file.

    Raises:
        ManifestError: the file cannot be read, is not TOML, or says something impossible.
    """
    path = folder / CASES
    return read_cases(read_text(path), path) if path.is_file() else ()


def read_cases(text: str, path: Path = Path(CASES)) -> tuple[Case, ...]:
    """Return the cases that a text says, in their order; `path` is the file that errors name.

    Answers and criteria are not compared with the rules of the call.

    Raises:
        ManifestError: it is not TOML, or says something impossible.
    """
    entries = read_entries(text, path)
    (listed,) = entries.lists("case")
    cases = tuple(_case(entries, entry, index) for index, entry in enumerate(listed))
    entries.distinct("le cas", (one.name for one in cases), ("case",), ("name",))
    return cases


def _case(entries: Entries, entry: Mapping[str, object], index: int) -> Case:
    values = entries.values(entry, CASE, "case", index)
    for question, answer in values["answers"].items():
        if fault := _answer_fault(answer):
            what = f"la réponse à « {question} » {fault[0]}"
            raise entries.fault(("case", index, "answers", question), what, *fault[1:])
    expected = {name: _outcome(entries, outcome, index, name) for name, outcome in values["sheet"].items()}
    return Case(values["name"], values["answers"], expected)


def _answer_fault(answer: object) -> tuple[str, str, str] | None:
    """Return what is wrong with the shape of an answer, what was expected and how to mend it."""
    if isinstance(answer, bool):
        said = str(answer).lower()
        return f"vaut « {said} »", '"yes" ou "no" entre guillemets', f'remplacez {said} par "yes" ou "no"'
    if isinstance(answer, str | int | float | date) and not isinstance(answer, datetime):
        return None
    if isinstance(answer, Mapping):
        if all(isinstance(count, int) and not isinstance(count, bool) for count in answer.values()):
            return None
        what = "ne compte pas tous les partenaires en chiffres"
        return what, "{ ess = 1, local = 2 }", "écrivez des nombres entiers"
    expected = "un texte entre guillemets, un nombre, une date ou des partenaires comptés"
    return "ne se lit pas comme une réponse", expected, "réécrivez cette réponse"


def _outcome(entries: Entries, said: object, index: int, criterion: str) -> Outcome:
    try:
        return Outcome(str(said))
    except ValueError as error:
        what = f"le critère « {criterion} » vaut « {said} »"
        place, expected = ("case", index, "sheet", criterion), f"l’un de {', '.join(Outcome)}"
        raise entries.fault(place, what, expected, f'écrivez {criterion} = "met"') from error


def _table(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError


CASE: Mapping[str, Rule] = {
    "name": said("Une association et une commune seulement"),
    "answers": Rule(_table, "les réponses, entre accolades", '{ pooling = "yes" }', required=True),
    "sheet": Rule(_table, "chaque critère, entre accolades", '{ ess = "met" }', required=True),
}
"""The keys of each table `[[case]]`, in the order in which they are written."""
