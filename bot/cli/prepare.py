"""`guichet prepare`: say what the texts seem to answer topic by topic, and write it down to be approved."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Column, Table

from bot import labels
from bot.cli.product import (
    CorpusOption,
    DataOption,
    Product,
    error_console,
    existing_folder,
    output_console,
    ready_desk,
)
from bot.settings import load_settings
from ingest.preparation import Prepared, PreparedTopic, load_preparation
from ingest.preparation_settle import settle
from ingest.preparation_write import copy_of, write_preparation
from ingest.proposal import propose
from knowledge.coverage import Basis, Coverage
from knowledge.documents import Corpus
from knowledge.key_facts import key_facts
from knowledge.preparation import State
from knowledge.typology import load_typology
from knowledge.versions import Skipped

HELP = """Propose, sujet par sujet, ce que disent les textes, pour que vous le corrigiez et l’approuviez.

À lancer avant d’ouvrir un appel. Sans --write, rien ne change ; avec --write, tout est écrit dans preparation.toml, à côté
des textes. Ce qui est approuvé n’est jamais modifié.
"""  # noqa: E501 - Typer joins the lines of a paragraph
NEXT = "Ouvrez ce fichier, corrigez, écrivez approved = true, puis lancez « guichet ingest »."
AGAIN = (
    "Pour avoir une nouvelle proposition sur un sujet mis de côté, écrivez approved = false, "
    "puis relancez « guichet prepare --write »."
)
APPROVED, ASIDE, FOUND, SUPPOSED = "approuvé", "mis de côté", "relevé", "supposé"
LEGEND = "« Relevé » : cherché comme un fait précis ; « supposé » : d’après une simple ressemblance."
COLUMNS = "Sujet", "Les textes", "Où", "D’après"
SAID = {State.STATED: "dit", State.PARTLY: "dit en partie"}


@dataclass(frozen=True, slots=True)
class Row:
    """A topic as it is shown: by whom it is known, and the places of the quotations that are found."""

    topic: PreparedTopic
    name: str
    basis: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The topics of a preparation by what is to be done with them, and why some were set aside.

    `parts` are those of the texts that no known topic claims, and that nobody approved.
    """

    rows: tuple[Row, ...]
    parts: tuple[Row, ...]
    set_aside: tuple[Skipped, ...]

    def those(self, *states: State) -> tuple[Row, ...]:
        """Return the topics in these states, without those that were set aside."""
        return tuple(row for row in self.rows if row.topic.state in states and row.basis != ASIDE)


def add_prepare(app: typer.Typer, product: Product) -> None:
    """Add the command."""

    @app.command("prepare", help=HELP)
    def prepare(
        write: Annotated[
            bool, typer.Option("--write", help="Écrit les propositions dans preparation.toml.")
        ] = False,
        corpus: CorpusOption = None,
        data: DataOption = None,
    ) -> None:
        settings = load_settings(corpus=existing_folder(corpus), data=data)
        load_preparation(settings.corpus)
        desk = ready_desk(product, settings, error_console())
        # Read again: staff may have written in the file while the texts were being read.
        existing = load_preparation(settings.corpus)
        coverage, texts = desk.coverage, desk.corpus
        prepared = propose(coverage, key_facts(texts), load_typology(), texts, existing)
        console = output_console()
        show(overview(prepared, coverage, texts), texts, console)
        if not write:
            console.print(f"Rien n’a été changé. Ajoutez --write pour écrire {prepared.path}.")
            return
        copy = copy_of(prepared.path) if prepared.path.exists() else None
        if not write_preparation(prepared):
            console.print(f"Rien à changer : {prepared.path} contient déjà tout cela.\n{NEXT}")
            return
        console.print(f"Écrit : {prepared.path}" + (f" (ancien fichier : {copy.name})" if copy else ""))
        console.print(NEXT)


def overview(prepared: Prepared, coverage: Coverage, corpus: Corpus) -> Overview:
    """Return what is to be shown of a preparation."""
    _, set_aside = settle(prepared, corpus.documents, corpus.passages)
    relied = replace(prepared, topics=tuple(replace(topic, approved=True) for topic in prepared.topics))
    treated = settle(relied, corpus.documents, corpus.passages)[0]
    quoted = {one.topic: tuple(quote.passage for quote in one.passages) for one in treated}
    names, places = {topic.id: topic.name for topic in load_typology()}, _places(corpus)

    def row(topic: PreparedTopic) -> Row:
        covered = coverage.of(topic.id)
        basis = FOUND if covered and covered.basis is Basis.FACT else SUPPOSED
        if topic.approved:
            basis = APPROVED if topic.id in quoted else ASIDE
        where = dict.fromkeys(places[passage] for passage in quoted.get(topic.id, ()))
        return Row(topic, names.get(topic.id, topic.name), basis, tuple(where))

    def is_part(topic: PreparedTopic) -> bool:
        return not topic.approved and topic.id not in names

    rows = tuple(row(topic) for topic in prepared.topics if not is_part(topic))
    return Overview(rows, tuple(map(row, filter(is_part, prepared.topics))), set_aside)


def _places(corpus: Corpus) -> Mapping[str, str]:
    """Return where each passage stands, under the name that the file gives its document."""
    return {
        passage.id: f"{passage.document_id}, {place}".removesuffix(", ")
        for passage in corpus.passages
        for place in [labels.place(passage.location, passage.page)]
    }


def show(found: Overview, corpus: Corpus, console: Console) -> None:
    """Print the topics that the texts treat, then in lists of their own what calls for a decision."""
    console.print(f"Préparation : {corpus.call.name}")
    table = Table(*(Column(name, overflow="fold") for name in COLUMNS), box=SIMPLE)
    for row in found.those(*SAID):
        table.add_row(_capital(row.name), _said(row.topic), _where(row), row.basis)
    if table.row_count:
        console.print(table, soft_wrap=False)
    conflicting, unsaid = found.those(State.CONFLICTING), found.those(State.NOT_STATED)
    _list("Les textes se contredisent", map(_places_of, conflicting), console)
    for document in corpus.documents:
        awaited = [row for row in unsaid if row.topic.announced == document.id]
        _list(f"Non trouvés, attendus dans « {document.title} »", map(_by, awaited), console)
    _list(
        "Non trouvés, et annoncés nulle part",
        (_by(row) for row in unsaid if not row.topic.announced),
        console,
    )
    parts = (f"{row.name} : {_where(row)}" for row in found.parts)
    _list("Parties des textes qu’aucun sujet connu ne reprend", parts, console)
    _list("Mis de côté, car les textes ont changé", map(str, found.set_aside), console)
    if found.set_aside:
        console.print(f"{AGAIN}\n")
    console.print(_counts(found))


def _list(title: str, lines: Iterable[str], console: Console) -> None:
    """Print a list with its length, nothing if it is empty."""
    if shown := [f"- {line}" for line in lines]:
        console.print("\n".join((f"{title} ({len(shown)})", *shown, "")))


def _said(topic: PreparedTopic) -> str:
    return SAID[topic.state] + (f" : « {topic.value} »" if topic.value else "")


def _where(row: Row) -> str:
    others = len(row.where) - 1
    more = f" (et {others} autre{'s' if others > 1 else ''})" if others > 0 else ""
    return "".join(row.where[:1]) + more


def _places_of(row: Row) -> str:
    return f"{row.name} : {' ; '.join(row.where)}"


def _by(row: Row) -> str:
    return f"{row.name} ({row.basis})"


def _counts(found: Overview) -> str:
    bases = Counter(row.basis for row in found.rows)
    counted = (
        (number, f"{basis}s" if number > 1 and basis != ASIDE else basis) for basis, number in bases.items()
    )
    shown = ", ".join(f"{number} {word}" for number, word in counted)
    left = bases[FOUND] + bases[SUPPOSED]
    return f"{len(found.rows)} sujets : {shown}." + (f" {left} à relire. {LEGEND}" if left else "")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
