"""A run of a desk over labelled questions, as a value that is kept to compare later runs with."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.desk import Desk
from bot.doctor import Installed
from bot.errors import BotError, MisusedCommand
from bot.quality.labelled import Labelled
from bot.quality.measures import Scored, score
from knowledge.calibration import fingerprint
from knowledge.phrases import french_date
from knowledge.progress import Progress


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What every question got; `provenance` says of what, by French name, in the order to show it.

    `trained` counts the questions that the product was trained on, on which it does better than on others.
    """

    scored: tuple[Scored, ...]
    provenance: Mapping[str, str] = field(default_factory=dict)
    trained: int = 0

    def as_json(self) -> bytes:
        """Return what `read_evaluation` reads, in UTF-8."""
        return _SHAPE.dump_json(self, indent=1)


_SHAPE = TypeAdapter(Evaluation)


class UnreadableEvaluation(BotError):
    """A file is not an evaluation that was kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Le fichier « {path} » n’est pas un résultat d’évaluation. "
            "Donnez un fichier écrit par « guichet evaluate --json »."
        )


def evaluate(
    desk: Desk,
    questions: Sequence[Labelled],
    provenance: Mapping[str, str],
    trained_on: frozenset[str],
    progress: Progress,
) -> Evaluation:
    """Ask the desk every question; `trained_on` holds the fingerprints of those it was trained on."""
    progress.stage("Questions posées à l’assistant", len(questions))
    scored = []
    for question in questions:
        scored.append(score(question, desk.reply(question.question, question.history)))
        progress.advance(1)
    return Evaluation(tuple(scored), provenance, len(trained(questions, trained_on)))


def trained(questions: Sequence[Labelled], trained_on: frozenset[str]) -> tuple[Labelled, ...]:
    """Return those of the questions whose fingerprint is in `trained_on`."""
    return tuple(question for question in questions if fingerprint(question.question) in trained_on)


def describe(
    questions: Sequence[Labelled], paths: Sequence[Path], call: str, index: Installed | None, moment: datetime
) -> dict[str, str]:
    """Say in French what is evaluated, with what, and when: the provenance of a run."""
    words = "\n".join(sorted(repr(question) for question in questions))
    day = f"{french_date(moment.date())} à {moment:%H h %M}"
    return {
        "Date": day,
        "Appel à projets": call,
        "Ensembles de questions": f"{', '.join(path.name for path in paths)} ({len(questions)} questions)",
        "Empreinte des questions": hashlib.sha256(words.encode()).hexdigest()[:16],
        "Version de Guichet": version("guichet"),
        "Version de l’index": str(index.version.id) if index else "inconnue",
        "Modèle qui compare le sens": index.version.embedder if index else "inconnu",
    }


def read_evaluation(path: Path) -> Evaluation:
    """Read an evaluation that was kept.

    Raises:
        MisusedCommand: the file cannot be read.
        UnreadableEvaluation: it is no evaluation.
    """
    try:
        return _SHAPE.validate_json(path.read_bytes())
    except OSError:
        raise MisusedCommand(f"Le fichier « {path} » ne peut pas être lu. Vérifiez son chemin.") from None
    except ValidationError:
        raise UnreadableEvaluation(path) from None
