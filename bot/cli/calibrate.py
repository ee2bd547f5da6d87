"""`guichet calibrate`: find the confidence from which answers are wrong rarely enough, or say why not."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.evaluate import SetsArgument
from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
    ready_desk,
)
from bot.errors import BotError, MisusedCommand
from bot.progress import shown
from bot.quality.evaluation import Evaluation, describe, evaluate, trained
from bot.quality.labelled import Expect, Labelled, Verdict, read_sets
from bot.quality.measures import measure
from bot.quality.report import number, percent
from bot.settings import load_settings
from knowledge.calibration import Case, Certificate, Refusal, Why, calibrate, fingerprint
from knowledge.decision import Reason

HELP = """Cherche la confiance à partir de laquelle l’assistant se trompe assez rarement, et le certifie.

Les questions doivent ressembler à celles qui seront posées, et n’avoir servi à rien d’autre. Sans --write, rien ne change.
"""  # noqa: E501 - Typer joins the lines of a paragraph
LEAST_CONFIDENCE = 0.8
"""Below it a certificate would be worth too little to be one."""
ASSUMPTION = (
    "Ce certificat vaut pour des questions tirées comme celles-ci, dont les bonnes réponses ont été notées "
    "sans voir celles de l’assistant, et tant que les textes et l’assistant restent les mêmes. "
    "Ces questions ne doivent avoir servi à rien d’autre."
)


class NotCertified(BotError):
    """The questions given cannot certify a threshold."""


def add_calibrate(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("calibrate", help=HELP)
    def calibrate_(
        sets: SetsArgument,
        max_wrong: Annotated[
            float,
            typer.Option("--max-wrong", metavar="PART", help="Part de réponses fausses admise (0.05 : 5 %)."),
        ] = 0.05,
        confidence: Annotated[
            float,
            typer.Option(
                "--confidence", metavar="NIVEAU", help="Confiance dans le certificat (0.95 : 95 %)."
            ),
        ] = 0.95,
        write: Annotated[
            bool, typer.Option("--write", help="Garde le certificat : l’assistant s’y tient désormais.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        _check(max_wrong, confidence)
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        questions = read_sets(sets)
        refuse_reused(questions, product.trained_on())
        errors, output = error_console(), output_console()
        everything = replace(product, open_desk=partial(product.open_desk, answer_from=0.0))
        desk, before = ready_desk(everything, settings, errors), product.version(settings)
        call, index = desk.corpus.call.name, product.installed(settings)
        provenance = describe(questions, sets, call, index, datetime.now().astimezone())
        with shown(errors) as progress:
            evaluation = evaluate(desk, questions, provenance, frozenset(), progress)
        if product.version(settings) != before:
            raise NotCertified("Les textes en service ont changé pendant les questions. Recommencez.")
        certificate = certify(evaluation, max_wrong, confidence)
        _show(certificate, evaluation, output)
        if write:
            output.print(f"Certificat gardé : {product.keep_certificate(settings, certificate)}")
            output.print("Si « guichet serve » est en marche, redémarrez-le pour qu’il s’y tienne.")
        else:
            output.print("Rien n’a été changé. Ajoutez --write pour que l’assistant s’en tienne à ce seuil.")


def refuse_reused(questions: tuple[Labelled, ...], trained_on: frozenset[str]) -> None:
    """Make sure that each question is a case of its own, and new to the product.

    Raises:
        NotCertified: some served to train the product, or are asked twice.
    """
    known = [question.id for question in trained(questions, trained_on)]
    if known:
        raise NotCertified(
            f"{_counted(known)} déjà servi à régler l’assistant : il les réussit mieux que d’autres, "
            "et le certificat serait faux. Donnez des questions qui n’ont servi à rien."
        )
    seen: set[tuple[str, ...]] = set()
    again = []
    for question in questions:
        asked = tuple(map(fingerprint, (*question.history, question.question)))
        if asked in seen:
            again.append(question.id)
        seen.add(asked)
    if again:
        raise NotCertified(
            f"{_counted(again)} déjà été posées : chacune compterait deux fois. Enlevez les doubles."
        )


def certify(evaluation: Evaluation, max_wrong: float, confidence: float) -> Certificate:
    """Return the certificate that a run of everything gives.

    Raises:
        NotCertified: a failure kept questions from an answer, or there are too few cases or too many errors.
    """
    scored = evaluation.scored
    failed = sum(each.reason == Reason.TECHNICAL_FAILURE for each in scored)
    if failed:
        raise NotCertified(
            f"Une panne a empêché de répondre à {failed} question(s) sur {len(scored)}. "
            "Réparez-la (« guichet doctor »), puis recommencez."
        )
    cases = [Case(each.confidence, each.verdict is Verdict.WRONG) for each in scored if each.answered]
    answerable = sum(each.question.expect is Expect.ANSWER for each in scored)
    found = calibrate(
        cases, questions=len(scored), answerable=answerable, max_wrong=max_wrong, level=confidence,
        provenance=evaluation.provenance,
    )  # fmt: skip
    if isinstance(found, Refusal):
        raise NotCertified(why_not(found))
    return found


def why_not(refusal: Refusal) -> str:
    """Say in French why nothing is certified, with the figures."""
    most, level = _share(refusal.max_wrong), _share(refusal.level)
    aim = f"au plus {most} de réponses fausses avec une confiance de {level}"
    if refusal.why is Why.TOO_FEW or refusal.tried is None:
        return (
            f"Trop peu de cas pour certifier {aim} : sur {refusal.questions} questions, {refusal.answered} "
            f"recevraient une réponse, et il en faut au moins {refusal.needed}, toutes justes. "
            "Ajoutez des questions."
        )
    tried = refusal.tried
    return (
        f"Trop d’erreurs pour certifier {aim} : au seuil le plus strict qui laisse assez de cas "
        f"({number(tried.threshold)}), {tried.wrong} réponse(s) sur {tried.answered} sont fausses, "
        f"et leur part peut atteindre {percent(tried.bound)}. "
        "Corrigez ces réponses (« guichet evaluate » les montre), ou ajoutez des questions."
    )


def _check(max_wrong: float, confidence: float) -> None:
    """Refuse shares that certify nothing.

    Raises:
        MisusedCommand: one is not in its range.
    """
    if not 0 < max_wrong < 1:
        raise MisusedCommand("--max-wrong est une part entre 0 et 1, comme 0.05 pour 5 %.")
    if not LEAST_CONFIDENCE <= confidence < 1:
        raise MisusedCommand(f"--confidence est une part de {LEAST_CONFIDENCE} à 1 exclu, comme 0.95.")


def _show(certificate: Certificate, evaluation: Evaluation, console: Console) -> None:
    everything = measure(evaluation.scored)
    rows = (
        ("Seuil de confiance", f"{number(certificate.threshold)} : en dessous, l’assistant ne répond pas"),
        (
            "Réponses fausses",
            f"{certificate.wrong} sur {certificate.answered} réponses données à partir de ce seuil",
        ),
        (
            "Certifié",
            f"au plus {percent(certificate.bound, 2)} de réponses fausses, avec une confiance de "
            f"{_share(certificate.level)} (admis : {_share(certificate.max_wrong)})",
        ),
        (
            "Couverture restante",
            f"{percent(certificate.coverage)} des {certificate.answerable} questions auxquelles les textes "
            f"répondent reçoivent une réponse juste ({percent(everything.coverage.value)} sans seuil)",
        ),
        (
            "Cas",
            f"{certificate.questions} questions, dont {everything.answered.count} "
            "qui recevraient une réponse sans seuil",
        ),
    )
    for name, value in rows:
        console.print(f"{name} : {value}")
    console.print(ASSUMPTION)


def _share(value: float) -> str:
    """Write a share that someone chose, without the digits it does not have.

    >>> _share(0.05), _share(0.995)
    ('5 %', '99,5 %')
    """
    return f"{100 * value:.6g} %".replace(".", ",")


def _counted(ids: list[str]) -> str:
    named = ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")
    return f"{len(ids)} question(s) ({named}) ont"
