"""A guide on a made-up call with a question of every sort, and a contact who talks to it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.eligibility.guide import Guide
from bot.eligibility.in_force import InForce
from bot.eligibility.path import Path, path_of
from bot.replies import Decision, Reply
from knowledge.coverage import Coverage
from knowledge.documents import Call, Corpus, Document, Kind, Passage
from knowledge.eligibility.conditions import read_condition
from knowledge.eligibility.criteria import Criterion, Option, Question, Rules, Takes
from knowledge.preparation import Quoted
from knowledge.procedure import Piece, Procedure, Step

SITE = "https://guichet.example"
NOW = datetime(2020, 2, 10, 9, 0, tzinfo=UTC)
CLOSES = datetime(2020, 2, 28, 16, 0, tzinfo=UTC)
QUOTE = "des entreprises de l’ESS et des entreprises commerciales"

OPTIONS = (
    Option("ess", "une entreprise de l’ESS", ("entreprise sociale",), ("54*", "9220")),
    Option("commercial", "une entreprise commerciale", ("société",), ("5499", "5710")),
    Option("local", "une collectivité territoriale", ("commune", "mairie")),
)
PARTNERS = Question("partners", "Qui participe à votre projet ?", Takes.PARTNERS, options=OPTIONS)
POOLING = Question("pooling", "Partagez-vous des moyens ?", Takes.YES_NO, help="Des locaux, par exemple.")
STAGE = Question(
    "stage",
    "Où en est votre projet ?",
    Takes.CHOICE,
    options=(Option("idea", "une idée"), Option("running", "un projet en cours", ("déjà lancé",))),
)
LENGTH = Question("length", "Combien de temps dure votre projet ?", Takes.NUMBER, unit="mois")
FOUNDED = Question("founded", "Quand votre structure a-t-elle été créée ?", Takes.DATE)
PLACE = Question("place", "Où se trouve votre siège ?", Takes.PLACE)
FORM = Question("form", "Quelle est la forme juridique du porteur ?", Takes.LEGAL_FORM)


def criterion(name: str, *met: str, **more: object) -> Criterion:
    passages = (Quoted("p1", QUOTE),) if more.get("stated", True) else ()
    return Criterion(name, f"Critère {name}", passages=passages, met=read_condition(met), **more)  # type: ignore[arg-type]  # a test names fields that exist


CRITERIA = (
    criterion("mix", "partners.ess >= 1 & partners.commercial >= 1", to_meet="Trouver qui manque."),
    criterion("shared", "pooling = yes"),
    criterion("going", "stage = running"),
    criterion("long", "length >= 12"),
    criterion("old", "founded <= 2019-12-31"),
    criterion("near", "place = departement:93"),
    criterion("cooperative", "form = 54*", draft=True),
    criterion("rules", stated=False, announced="cahier"),
)
RULES = Rules(
    (PARTNERS, POOLING, STAGE, LENGTH, FOUNDED, PLACE, FORM), CRITERIA, (Quoted("p2", "Le ministère"),)
)
SHORT_RULES = Rules((PARTNERS, POOLING), (*CRITERIA[:2], CRITERIA[-1]))
PROCEDURE = Procedure(
    (
        Step("filing", "Déposer le dossier", "Le porteur", ends=CLOSES, pieces=("form",)),
        Step("jury", "Réunir le jury", stated=False, announced="cahier"),
    ),
    (Piece("form", "Le formulaire"),),
)
CALL = Call("essai", "Appel d’essai", "Ministère d’essai", closes=CLOSES)
CORPUS = Corpus(
    CALL,
    (
        Document("avis", "Avis n° 12", Kind.PRESS_RELEASE),
        Document("cahier", "Cahier des charges", Kind.SPECIFICATIONS),
    ),
    (
        Passage("p1", "avis", 0, f"Les pôles réunissent {QUOTE}.", location="Alinéa 1"),
        Passage("p2", "avis", 1, "Le ministère choisit les lauréats."),
    ),
)


def guide(
    rules: Rules = RULES, digest: str = "d1", procedure: Procedure = PROCEDURE, call: Call = CALL
) -> Guide:
    corpus = Corpus(call, CORPUS.documents, CORPUS.passages)
    in_force = InForce(rules=rules, procedure=procedure, digest=digest)
    return Guide(in_force, corpus, Coverage(), SITE, UTC)


@dataclass
class Contact:
    """Talks to a guide as a conversation does: what the guide leaves, an assistant answers, or is told to."""

    guide: Guide
    path: Path | None = None
    earlier: list[str] = field(default_factory=list)
    now: datetime = NOW

    def says(self, text: str, otherwise: Reply | None = None) -> Reply:
        reply = self.guide.hear(text, self.path, self.earlier, self.now)
        if reply is None:
            own = otherwise or Reply(text, Decision.ANSWER, "Le texte dit : « Oui. »", receipt="r-1")
            reply = self.guide.after(own, self.path, self.now)
        if reply.path is not None:
            self.path = path_of(reply.path)
        if reply.path is None or reply.receipt:
            self.earlier.append(text)
        return reply

    def all(self, *texts: str) -> Reply:
        return [self.says(text) for text in texts][-1]

    @property
    def waiting(self) -> Path:
        assert self.path is not None
        return self.path


def handed(text: str, reason: str) -> Reply:
    return Reply(
        text, Decision.HANDOFF, "Une personne vous répondra.", reason=reason, why="Pourquoi.", receipt="r-2"
    )
