"""`guichet receipt`: say what a reply rested on, and whether the same would be decided today."""

import json
from typing import Annotated

import typer
from rich.console import Console

from bot import labels
from bot.cli.product import CorpusOption, DataOption, Product, existing_folder, output_console
from bot.errors import BotError
from bot.pages.receipt_sheet import Sheet, Shown, lay_out_receipt, topic_names
from bot.pages.receipt_words import UNKNOWN, UNREADABLE
from bot.receipts import check
from bot.settings import Settings, load_settings
from knowledge.receipt import Receipt, UnreadableReceipt, normal
from knowledge.typology import load_typology

HELP = """Dit sur quoi reposait une réponse, d’après le numéro de son reçu, et rejoue la décision."""


class UnknownReceipt(BotError):
    """No receipt has this number, or none that this release can read."""


def add_receipt(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("receipt", help=HELP)
    def receipt(
        number: Annotated[str, typer.Argument(metavar="NUMÉRO", help="Le numéro du reçu.")],
        as_json: Annotated[bool, typer.Option("--json", help="Écrit le reçu en JSON.")] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        found = find(product, settings, number)
        index = product.installed(settings)
        texts = index.corpus if index else None
        checked = check(found, texts)
        if as_json:
            print(json.dumps(checked.as_json(), ensure_ascii=False))  # noqa: T201 - the result itself
            return
        names = topic_names(load_typology(), texts)
        _show(lay_out_receipt(checked, names, texts), settings.site, output_console())


def find(product: Product, settings: Settings, number: str) -> Receipt:
    """Return the receipt that has a number, however it was typed.

    Raises:
        UnknownReceipt: there is none, or none that this release can read.
        KnowledgeError: the store fails.
    """
    known = normal(number)
    try:
        receipt = product.receipt(settings, known) if known else None
    except UnreadableReceipt:
        raise UnknownReceipt(UNREADABLE) from None
    if receipt is None:
        raise UnknownReceipt(UNKNOWN)
    return receipt


def _show(sheet: Sheet, site: str, console: Console) -> None:
    """Print the sheet, a fact a line."""
    console.print(f"Reçu {sheet.number}\n")
    for line in (sheet.decision, sheet.reason, sheet.probability, sheet.replayed):
        console.print(line)
    console.print("\nPassages cités" if sheet.passages else "\nAucun passage n’a été cité.")
    for shown in sheet.passages:
        console.print(_passage(shown, site))
    for title, lines in (("Origine", sheet.origin), ("Recherche", sheet.found)):
        console.print(f"\n{title}")
        for name, value in lines:
            console.print(f"- {name} : {value}")
    console.print("\nMesures : valeur, effet")
    for measure in sheet.measures:
        console.print(f"- {measure.name} : {measure.value}, {measure.effect} ({measure.meaning})")
    console.print(sheet.effects)
    console.print("\nSeuils")
    for threshold in sheet.thresholds:
        console.print(f"- {threshold.name} : {threshold.value} ({threshold.meaning})")


def _passage(shown: Shown, site: str) -> str:
    cited = shown.still.cited
    where = labels.place(cited.location, cited.page)
    status = f" ({shown.status})" if shown.status else ""
    lines = [f"- « {cited.quote} »", f"  {cited.title}{status}"]
    lines += [f"  {where}"] if where else []
    lines += [f"  {shown.sentence}"]
    lines += [f"  {site}{shown.still.path}"] if shown.still.path else []
    return "\n".join(lines)
