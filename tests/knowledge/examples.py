"""A small corpus for tests: a press release, a bill and an expected text."""

from datetime import UTC, date, datetime

from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status

CALL = Call(
    "ptce",
    "Pôles territoriaux",
    "Ministère",
    date(2013, 7, 15),
    datetime(2013, 10, 1, 12, tzinfo=UTC),
    contact="contact@example.org",
    examples=("Qu’est-ce qu’un pôle ?",),
)
NOTICE = Document(
    "communique",
    "Communiqué de presse n° 727",
    Kind.PRESS_RELEASE,
    published=date(2013, 7, 15),
    url="https://example.org/communique",
    source="communique.pdf",
    licence="Licence ouverte 2.0",
)
BILL = Document(
    "projet", "Projet de loi", Kind.BILL, Status.DRAFT, in_force_from=date(2014, 1, 1), official=False
)
RULES = Document(
    "cahier", "Cahier des charges", Kind.SPECIFICATIONS, Status.EXPECTED, topics=("date limite", "jury")
)
PASSAGES = (
    Passage(
        id="c:1",
        document_id="communique",
        position=0,
        text="Une enveloppe de trois millions d’euros est ouverte.\nElle soutient la coopération locale.",
        headings=("Annonce",),
        location="1er alinéa",
        page=1,
    ),
    Passage(
        id="c:2",
        document_id="communique",
        position=1,
        text="– des entreprises de l’économie sociale et solidaire ;",
        headings=("Annonce", "Les pôles"),
        location="2e alinéa",
        page=2,
        lead="Les pôles rassemblent :",
    ),
    Passage(
        id="p:1",
        document_id="projet",
        position=0,
        text="Les pôles territoriaux de coopération sont définis par la loi.",
        headings=("TITRE Ier", "Article 5"),
        location="Article 5",
    ),
)
CORPUS = Corpus(CALL, (NOTICE, BILL, RULES), PASSAGES)
