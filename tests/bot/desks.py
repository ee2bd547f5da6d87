"""A desk with a few texts and a reply for each key word, for tests of what stands before the real one."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from bot.links import passage_url
from bot.replies import Decision, Quotation, Reply, Seen
from knowledge.coverage import Basis, Coverage, Covered
from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.preparation import Quoted, State

SITE = "http://localhost:8000"
LEAD = "Peuvent déposer un dossier :"
QUOTE = (
    "Les pôles rassemblent a minima des entreprises de l’ESS et des entreprises commerciales, auxquelles "
    "peuvent se joindre des collectivités territoriales, des centres de recherche "
    "ou des organismes de formation."
)
NOTICE = Document(
    "communique",
    "Communiqué de presse n° 727",
    Kind.PRESS_RELEASE,
    published=date(2013, 7, 15),
    url="https://www.economie.gouv.fr/communique",
    licence="Licence ouverte 2.0",
)
BILL = Document("projet de loi", "Projet de loi n° 805", Kind.BILL, Status.DRAFT, date(2013, 7, 24))
NOTES = Document("synthese", "Ce que l’on sait du projet de loi", Kind.SUMMARY, official=False)
RULES = Document(
    "cahier",
    "Cahier des charges",
    Kind.SPECIFICATIONS,
    Status.EXPECTED,
    topics=("date limite", "dépenses éligibles"),
)
OLD = Document("ancien", "Ancienne foire aux questions", Kind.FAQ, Status.SUPERSEDED)
PASSAGES = (
    Passage("c-1", "communique", 0, "Une enveloppe de trois millions.", ("Annonce",), "1er alinéa", 1),
    Passage("c/2#é", "communique", 1, f"{QUOTE}\nIls coopèrent.", ("Annonce", "Les pôles"), "2e alinéa", 2),
    Passage("p-1", "projet de loi", 0, "Les pôles sont définis.", ("TITRE Ier", "Article 5"), "Article 5"),
    Passage("s-1", "synthese", 0, "Le projet de loi a été déposé au Sénat.", (), "1er alinéa"),
)
CALL = Call(
    "ptce",
    "Pôles territoriaux de coopération économique",
    "Ministère de l’Économie et des Finances",
    date(2013, 7, 15),
    datetime(2013, 10, 1, 12, tzinfo=ZoneInfo("Europe/Paris")),
    examples=("Une commune peut-elle faire partie d’un pôle ?", "Qui choisit les pôles ?"),
)
CORPUS = Corpus(CALL, (NOTES, BILL, NOTICE, RULES, OLD), PASSAGES)
BUDGET = Quoted("c-1", "Une enveloppe de trois millions.")
MEMBERS = Quoted("c/2#é", QUOTE)
BILL_SAYS = Quoted("p-1", "Les pôles sont définis.")
NOTES_SAY = Quoted("s-1", "Le projet de loi a été déposé au Sénat.")
COVERAGE = Coverage((
    Covered("partners", "les partenaires", "Avec qui ?", State.STATED, Basis.STAFF, (MEMBERS, BILL_SAYS)),
    Covered("sector", "les secteurs concernés", "Où ?", State.STATED, Basis.GUESS, (NOTES_SAY,)),
    Covered("closing_date", "la date limite", "Quand ?", State.NOT_STATED, Basis.STAFF, announced="cahier"),
    Covered("total_budget", "l’enveloppe", "Quoi ?", State.STATED, Basis.FACT, (BUDGET,), "trois millions"),
    Covered(
        "grant_amount", "l’aide par projet", "Combien ?", State.PARTLY, Basis.STAFF, (NOTES_SAY, BILL_SAYS),
        missing="le montant maximum", announced="cahier",
    ),
    Covered("jury", "le jury", "Qui choisit ?", State.CONFLICTING, Basis.FACT, (MEMBERS, BILL_SAYS)),
    Covered("where_to_file", "l’adresse du dépôt", "Où ?", State.NOT_STATED, Basis.FACT),
    Covered("contact", "le contact", "À qui écrire ?", State.STATED, Basis.GUESS, (BUDGET,), "Une enveloppe"),
    Covered("audit", "les contrôles", "Quels contrôles ?", State.NOT_STATED, Basis.GUESS),
))  # fmt: skip
CITATION = Quotation(
    "communique", NOTICE.title, "press_release", "in_force", "2e alinéa", 2, QUOTE,
    passage_url(SITE, PASSAGES[1]), "2013-07-15", LEAD, "c/2#é",
)  # fmt: skip
DRAFT_CITATION = Quotation(
    "projet de loi", BILL.title, "bill", "draft", "Article 5", None, "Les pôles sont définis.",
    passage_url(SITE, PASSAGES[2]), "2013-07-24", "", "p-1",
)  # fmt: skip
SEEN = (
    Seen("c/2#é", "communique", NOTICE.title, "2e alinéa", 2, QUOTE, 0.8125, passage_url(SITE, PASSAGES[1])),
    Seen(
        "s-1", "synthese", NOTES.title, "1er alinéa", None, PASSAGES[3].text, 0.4349,
        passage_url(SITE, PASSAGES[3]),
    ),
)  # fmt: skip


def no_receipt(_number: str) -> None:
    """Find no receipt."""


@dataclass
class FakeDesk:
    """Replies by key word: "commune" an answer, "pôle" a clarification, anything else a handoff.

    It remembers what it was asked. While `gate` is set, each reply waits for it to open.
    """

    corpus: Corpus = CORPUS
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    gate: threading.Event | None = None
    coverage: Coverage = COVERAGE

    def vector(self, text: str) -> tuple[str, bytes]:
        """See every question of the same first letter in the same way."""
        seen = np.zeros(4, dtype="<f4")
        seen[ord(text[0]) % 4] = 1
        return "letters", seen.tobytes()

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Return the reply."""
        self.asked.append((question, tuple(history)))
        if self.gate is not None:
            self.gate.wait(timeout=20)
        if "panne" in question:
            raise RuntimeError("secret interne")
        if "commune" in question:
            text = f"Le communiqué de presse du 15 juillet 2013 dit : « {QUOTE} »"
            return Reply(question, Decision.ANSWER, text, None, (CITATION, DRAFT_CITATION), 0.93456)
        if "pôle" in question:
            choices = ("Qu’est-ce qu’un pôle ?", "Qui choisit les pôles ?")
            return Reply(question, Decision.CLARIFICATION, "Que voulez-vous savoir ?", suggestions=choices)
        why = "Les textes ne répondent pas."
        text = f"{why} Vous pouvez vous adresser à : le ministère."
        reason = "out_of_scope" if "recette" in question else "missing_knowledge"
        return Reply(
            question, Decision.HANDOFF, text, reason, confidence=0.1, topic="la date limite", why=why
        )


class SeeingDesk(FakeDesk):
    """Found the passages of `SEEN` for whatever it replies."""

    def reply(self, question: str, history: Sequence[str] = ()) -> Reply:
        """Return the reply."""
        return replace(super().reply(question, history), seen=SEEN)
