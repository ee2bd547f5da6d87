"""`guichet calibrate`: find the confidence from which answers are wrong rarely enough, or say why not."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.calibration_run import NotCertified, learnt, run_questions, to_learn_from
from bot.cli.evaluate import SetsArgument, who_answers
from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
)
from bot.errors import MisusedCommand
from bot.quality.certificates import guest_of
from bot.quality.evaluation import Evaluation, trained
from bot.quality.labelled import Expect, Labelled, Verdict, read_sets
from bot.quality.measures import measure
from bot.quality.report import number, percent
from bot.settings import Settings, load_settings
from knowledge.calibration import Case, Certificate, Refusal, Why, calibrate, fingerprint
from knowledge.chat.values import Use
from knowledge.decision import LIFTED_AT_MOST, Reading, Reason

HELP = """Cherche la confiance à partir de laquelle l’assistant se trompe assez rarement, et le certifie.

Les questions doivent ressembler à celles qui seront posées, et n’avoir servi à rien d’autre. Sans --write, rien ne change.

Si un modèle de langue lit les passages, --learn donne les questions sur lesquelles apprendre ce que vaut sa lecture.
"""  # noqa: E501 - Typer joins the lines of a paragraph
LearnOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--learn", metavar="JEU", help="Questions où apprendre ce que vaut la lecture ; l’option se répète."
    ),
]
LEAST_CONFIDENCE = 0.8
"""Below it a certificate would be worth too little to be one."""
ASSUMPTION = (
    "Ce certificat vaut pour des questions tirées comme celles-ci, dont les bonnes réponses ont été notées "
    "sans voir celles de l’assistant, et tant que les textes et l’assistant restent les mêmes. "
    "Ces questions ne doivent avoir servi à rien d’autre."
)
UNWEIGHED = (
    "Le réglage demande la lecture, mais elle n’a pas été apprise : elle reste sans effet. "
    "Donnez d’autres questions à --learn."
)
TELLS_NOTHING = (
    "Ce que ce modèle lit ne dit rien des réponses justes : enlevez « lecture » de GUICHET_MODEL_USES."
)
TRUSTED = (
    "Un « oui » que ses mots prouvent relève la confiance de {most} au plus ; tout le reste ne peut que "
    "l’abaisser. Dans cette limite, vous vous fiez au modèle : s’il disait oui à tout, l’assistant "
    "répondrait dès {most} sous le seuil."
)
WITHOUT_WRITER = "Les synthèses ne sont ni demandées ni comptées : seules les citations sont jugées."
HIGHER = (
    "Avec un modèle de langue, l’assistant s’en tient au plus élevé de ce seuil et de celui qui vaut sans "
    "lui. Pour mesurer aussi celui-ci, lancez « guichet calibrate » sans GUICHET_MODEL."
)


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
        learn: LearnOption = None,
        write: Annotated[
            bool, typer.Option("--write", help="Garde le certificat : l’assistant s’y tient désormais.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        _check(max_wrong, confidence)
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        learned = to_learn_from(learn, settings)
        questions = read_sets(sets)
        refuse_reused(learned, frozenset())
        known = frozenset(fingerprint(question.question) for question in learned)
        refuse_reused(questions, product.trained_on() | known)
        errors, output = error_console(), output_console()
        output.print(who_answers(settings))
        reading = learnt(product, settings, learned, learn or [], errors) if learned else None
        run = run_questions(product, settings, questions, sets, reading, errors)
        certificate = certify(run.evaluation, max_wrong, confidence)
        _show(certificate, run.evaluation, output)
        _show_reading(reading, settings, output)
        _show_guest(settings, output)
        if write:
            output.print(f"Certificat gardé : {product.keep_certificate(settings, certificate, reading)}")
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


def _show_reading(reading: Reading | None, settings: Settings, console: Console) -> None:
    """Print what the reading of the language model is worth, or that it counts for nothing."""
    if reading:
        worth = (reading.yes, reading.unproven, reading.no)
        yes, unproven, no = (f"{weight:+.2f}".replace(".", ",").replace("-", "−") for weight in worth)
        console.print(
            f"Lecture : {yes} si un passage répond, {unproven} si rien ne le prouve, {no} si aucun ne répond "
            "(ajouté au logit de la confiance)"
        )
        console.print(
            TELLS_NOTHING if reading.yes == reading.no else TRUSTED.format(most=number(LIFTED_AT_MOST))
        )
    elif Use.READING in settings.asked_for:
        console.print(UNWEIGHED)


def _show_guest(settings: Settings, console: Console) -> None:
    """Print what a language model does not bear on, and from which threshold answers are given with one."""
    if Use.ANSWERS in settings.asked_for:
        console.print(WITHOUT_WRITER)
    if guest_of(settings.model, settings.asked_for):
        console.print(HIGHER)


def _share(value: float) -> str:
    """Write a share that someone chose, without the digits it does not have.

    >>> _share(0.05), _share(0.995)
    ('5 %', '99,5 %')
    """
    return f"{100 * value:.6g} %".replace(".", ",")


def _counted(ids: list[str]) -> str:
    named = ", ".join(ids[:3]) + (", …" if len(ids) > 3 else "")
    return f"{len(ids)} question(s) ({named}) ont"
