"""The first message of a chat: that a program answers, what it knows, what not to send, what is kept."""

from dataclasses import dataclass
from typing import Final

from bot.known_texts import latest_of
from bot.labels import spaced
from bot.settings import Settings
from bot.sites.checks import DEFAULT_CLOSED_MESSAGE
from bot.sites.site import Site
from bot.telegram.cutting import messages
from bot.telegram.html import Written, bold, joined, paragraphs
from bot.telegram.keyboards import Write
from bot.telegram.messages import Outgoing
from bot.telegram.offers import buttons, example, where_cut
from knowledge.documents import Corpus
from knowledge.phrases import french_date

MACHINE: Final = (
    "Bonjour. Je suis un assistant automatique : un programme vous répond, pas une personne. Il n’accorde "
    "aucun droit et ne dit pas si un projet sera retenu."
)
SUBJECT: Final = "Je réponds aux questions sur : "
RELIES_ON: Final = (
    "Je m’appuie sur des textes officiels{until}, que je cite mot pour mot. La liste : /textes. Ce qu’il "
    "faut savoir d’abord : /essentiel."
)
CHECK: Final = "Pour vérifier les critères un par un : /eligibilite."
UNTIL: Final = " publiés jusqu’au {day}"
OPENING: Final = "Mes textes s’ouvrent en ce moment : je répondrai dans quelques instants."
OUTSIDE: Final = "Telegram n’est pas un service de l’État"
SEND_NOTHING: Final = (
    " : n’y envoyez ni nom, ni adresse, ni numéro de téléphone ou de dossier, ni document. Vous pouvez aussi "
    "poser votre question sans Telegram : {site}"
)
OTHERWISE: Final = (
    "Si je ne sais pas répondre, ou si vous envoyez /conseiller, une personne de l’équipe vous répond ici. "
    "{delay}"
)
DATA: Final = (
    "Vos messages sont gardés {days} jours après le dernier, puis effacés. L’équipe du service peut les "
    "lire. /mesdonnees vous les donne, /supprimer les efface. En savoir plus : {site}/mentions"
)
EXAMPLES: Final = "Écrivez votre question, ou choisissez un exemple :"
ASK: Final = "Écrivez votre question."

MOST_EXAMPLES: Final = 6


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the first message depends on.

    `corpus` is None while the texts are not open, `site` the one that the contact comes from, `delay`
    says when a person who is asked for now answers, `deadline` until when one may apply, "" if nothing
    leads through that; `checks` is whether there are criteria to check.
    """

    settings: Settings
    corpus: Corpus | None
    site: Site | None
    delay: str
    deadline: str = ""
    checks: bool = False


def welcome(greeting: Greeting, write: Write) -> tuple[Outgoing, ...]:
    """Return what is sent first; the examples are buttons."""
    site = greeting.settings.site
    questions = examples_of(greeting.corpus, greeting.site)
    examples = [example(question, index) for index, question in enumerate(questions)]
    own = greeting.site.welcome if greeting.site else ""
    said = paragraphs(
        MACHINE,
        own,
        *_known(greeting.corpus),
        joined([spaced(greeting.deadline), spaced(CHECK) if greeting.checks else ""]),
        joined([bold(OUTSIDE), spaced(SEND_NOTHING.format(site=site))], ""),
        spaced(OTHERWISE.format(delay=greeting.delay)),
        spaced(DATA.format(days=greeting.settings.conversation_days, site=site)),
        spaced(EXAMPLES if examples else ASK),
        where_cut(examples),
    )
    return messages(said, buttons(examples, write))


def closed(site: Site) -> tuple[Outgoing, ...]:
    """Return what is sent to who comes from a site where the assistant is closed."""
    return messages(spaced(site.closed_message or DEFAULT_CLOSED_MESSAGE))


def examples_of(corpus: Corpus | None, site: Site | None) -> tuple[str, ...]:
    """Return the questions that are offered first: those of the site, else of the call."""
    questions = (site.questions if site else ()) or (corpus.call.examples if corpus else ())
    return questions[:MOST_EXAMPLES]


def _known(corpus: Corpus | None) -> tuple[str | Written, ...]:
    """Say what the assistant knows."""
    if corpus is None:
        return (OPENING,)
    latest = latest_of(corpus)
    until = UNTIL.format(day=french_date(latest)) if latest else ""
    call = joined([spaced(SUBJECT), bold(spaced(corpus.call.name))], "")
    return (call, spaced(RELIES_ON.format(until=until)))
