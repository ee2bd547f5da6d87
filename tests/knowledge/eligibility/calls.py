"""The two calls whose rules and cases are kept as data: the one that is shipped, and one for tests only."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ingest.cases import load_cases
from ingest.eligibility import load_eligibility
from knowledge.eligibility.cases import Case
from knowledge.eligibility.criteria import Rules

PTCE_FOLDER = Path(str(files("knowledge"))) / "corpora" / "ptce-2013"
EIG4_FOLDER = Path(__file__).parents[2] / "corpora" / "eig4"


@dataclass(frozen=True)
class Call:
    """The rules of a call, without passages, and the cases that hold them to what the texts say."""

    id: str
    rules: Rules
    cases: tuple[Case, ...]

    def __str__(self) -> str:
        return self.id


def call_in(folder: Path) -> Call:
    written = load_eligibility(folder)
    assert written is not None
    return Call(folder.name, written.rules, load_cases(folder))


PTCE, EIG4 = call_in(PTCE_FOLDER), call_in(EIG4_FOLDER)
CALLS = (PTCE, EIG4)
