"""Ask labelled questions of an assistant that answers whenever it can: to learn from, or to certify."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from bot.cli.evaluate import model_named
from bot.cli.product import Product, ready_desk
from bot.errors import BotError, MisusedCommand
from bot.progress import shown
from bot.quality.certificates import UNFINISHED
from bot.quality.evaluation import Evaluation, describe, evaluate
from bot.quality.labelled import Labelled, read_sets
from bot.quality.learning import NotingDesk, lessons_of, unread
from bot.settings import Settings
from knowledge.chat.values import Use
from knowledge.decision import Reading
from knowledge.reading_weights import LEAST, LEAST_OF_EACH, TooFew, fit
from knowledge.receipt import Receipt

MOST_UNREAD = 0.05
"""Share of the questions up to which a language model may say nothing that can be read."""


class NotCertified(BotError):
    """The questions given cannot certify a threshold."""


@dataclass(frozen=True, slots=True)
class Run:
    """Questions asked of a desk that answers whenever it can, and the receipts of what a model read."""

    evaluation: Evaluation
    receipts: tuple[Receipt | None, ...]


def to_learn_from(paths: list[Path] | None, settings: Settings) -> tuple[Labelled, ...]:
    """Return the questions to learn from, none if none are given.

    Raises:
        MisusedCommand: no language model is set that reads.
    """
    if paths and Use.READING not in settings.asked_for:
        raise MisusedCommand(
            "--learn apprend ce que vaut la lecture d’un modèle de langue, et aucun ne lit. "
            f"Réglez GUICHET_MODEL, et ajoutez « {Use.READING.value} » à GUICHET_MODEL_USES."
        )
    return read_sets(paths) if paths else ()


def learnt(
    product: Product, settings: Settings, questions: tuple[Labelled, ...], paths: list[Path], errors: Console
) -> Reading:
    """Return the weights of what the language model reads, learnt on questions that certify nothing.

    Raises:
        NotCertified: it failed, or too few were read, or too few of these right, or wrong.
    """
    name = settings.model or ""
    run = run_questions(product, settings, questions, paths, Reading(name, 0.0, 0.0, 0.0), errors)
    found = fit(lessons_of(run.evaluation, run.receipts), name)
    if isinstance(found, TooFew):
        raise NotCertified(
            f"Trop peu de questions pour apprendre ce que vaut la lecture : {found.read} ont été lues, dont "
            f"{found.right} avec une réponse juste. Il en faut au moins {LEAST}, dont {LEAST_OF_EACH} justes "
            f"et {LEAST_OF_EACH} fausses. Donnez d’autres questions à --learn."
        )
    return found


def run_questions(
    product: Product, settings: Settings, questions: tuple[Labelled, ...], paths: list[Path],
    reading: Reading | None, errors: Console,
) -> Run:  # fmt: skip
    """Ask everything of a desk that answers whenever it can, in quotations alone.

    Raises:
        NotCertified: likely questions of the texts are still to be asked, the texts changed meanwhile, or
            the language model did not answer.
    """
    opened = partial(product.open_desk, answer_from=0.0, reading=reading)
    desk, before = ready_desk(replace(product, open_desk=opened), settings, errors), product.version(settings)
    call, index = desk.corpus.call.name, product.installed(settings)
    if index and not index.version.fingerprint:
        raise NotCertified(UNFINISHED)
    provenance = describe(questions, paths, call, index, datetime.now().astimezone())
    provenance |= {"Modèle de langue": model_named(settings)}
    noting = NotingDesk(desk)
    with shown(errors) as progress:
        evaluation = evaluate(noting, questions, provenance, frozenset(), progress)
    if product.version(settings) != before:
        raise NotCertified("Les textes en service ont changé pendant les questions. Recommencez.")
    receipts = tuple(
        product.receipt(settings, number) if reading and number else None for number in noting.numbers
    )
    _refuse_unread(receipts)
    return Run(evaluation, receipts)


def _refuse_unread(receipts: tuple[Receipt | None, ...]) -> None:
    """Make sure that the language model answered nearly always: else it is not what is calibrated.

    Raises:
        NotCertified: it did not.
    """
    missed = unread(receipts)
    if missed > MOST_UNREAD * len(receipts):
        raise NotCertified(
            f"Le modèle de langue n’a rien dit de lisible pour {missed} question(s) sur {len(receipts)}. "
            "Réparez-le (« guichet doctor ») ou augmentez GUICHET_MODEL_SECONDS, puis recommencez."
        )
