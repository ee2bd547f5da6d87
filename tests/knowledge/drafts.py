"""Passages, hits and findings made up for tests, by hand or by hypothesis."""

from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import strategies as st

from knowledge.asked import wanted
from knowledge.documents import Call, Corpus, Document, Kind, Passage, Status
from knowledge.hits import Hit
from knowledge.retrieval import Findings, Neighbour
from knowledge.sentences import sentences

FRENCH = "abcdeéèêilmnoprstuàçœ"

words = st.text(FRENCH, min_size=1, max_size=8)
said = st.text(min_size=1, max_size=120).filter(str.strip)
"""Any text at all that is not blank."""

openings = st.sampled_from(
    ["Le jury", "Toutefois, il", "Sauf avis, on", "Cette condition", "Un décret", "– un plan", "2° Un budget"]
)
figures = st.sampled_from(["1,5", "4 000", "12 %", "3"])
statements = st.builds("{} vaut {} {}".format, openings, figures, words)
prose = st.builds(
    lambda parts: "".join(f"{text}{end}" for text, end in parts),
    st.lists(
        st.tuples(statements, st.sampled_from([". ", ".\n", " ;\n", " :\n", " ! "])), min_size=1, max_size=9
    ),
)
"""Texts of several sentences that lean on each other, introduce lists and make exceptions."""

documents = st.builds(
    Document,
    id=st.just("d"),
    title=st.one_of(said, st.text("a 12.,", max_size=150)),
    kind=st.sampled_from(Kind),
    status=st.sampled_from([Status.IN_FORCE, Status.DRAFT]),
    published=st.none() | st.dates(),
    official=st.booleans(),
)


@st.composite
def drafted_from(draw: st.DrawFn) -> tuple[tuple[Hit, ...], Corpus]:
    """Draw the hits of a search, best first, and the corpus that they come from."""
    document = draw(documents)
    texts = draw(st.lists(said | prose, min_size=1, max_size=5))
    scores = sorted(draw(st.lists(st.floats(-3, 20), min_size=len(texts), max_size=len(texts))), reverse=True)
    hits = tuple(
        hit(
            Passage(
                f"d:{n}", "d", n, text, location=draw(st.text(max_size=20)), lead=draw(st.text(max_size=30))
            ),
            draw(st.lists(st.floats(-1, 1), min_size=len(sentences(text)), max_size=len(sentences(text)))),
            score,
        )
        for n, (text, score) in enumerate(zip(texts, scores, strict=True))
    )
    return hits, corpus(document, [hit.passage for hit in hits])


def document(title: str = "Cahier", kind: Kind = Kind.SPECIFICATIONS, **rest: object) -> Document:
    return Document("d", title, kind, **rest)  # type: ignore[arg-type]  # of the test's choice


def passage(text: str, lead: str = "", **rest: object) -> Passage:
    return Passage("d:1", "d", 0, text, lead=lead, **rest)  # type: ignore[arg-type]  # of the test's choice


def corpus(document: Document, passages: Sequence[Passage]) -> Corpus:
    return Corpus(Call("c", "Appel"), (document,), tuple(passages))


def hit(passage: Passage, near: Sequence[float], score: float = 1.0, **rest: object) -> Hit:
    """Return a hit of which only what a test names was measured."""
    measured = {"lexical": 0.0, "dense": 0.5, "heading": 0.5, **rest}
    return Hit(passage, score, sentences=tuple(near), **measured)  # type: ignore[arg-type]  # of the test's choice


def findings(
    question: str = "Qui ?",
    hits: Sequence[Hit] = (),
    announced: Sequence[Neighbour] = (),
    intents: Sequence[Neighbour] = (),
    shares: Mapping[str, float] | None = None,
    **rest: object,
) -> Findings:
    """Return what a search brought for a question that is written without a fault."""
    return Findings(
        question,
        question,
        tuple(hits),
        tuple(announced),
        tuple(intents),
        shares=shares or {},
        wants=wanted(question),
        **rest,  # type: ignore[arg-type]  # of the test's choice
    )


PUBLISHED = date(2013, 7, 15)
