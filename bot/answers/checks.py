"""Find what keeps an answer from being published: its size, its quotations, personal data in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot import personal_data
from bot.answers.content import LONGEST_QUESTION, LONGEST_TEXT, MOST_CITATIONS, MOST_VARIANTS, Cited, Content
from bot.answers.errors import Fault, Field
from ingest.preparation_search import pattern
from knowledge.documents import Corpus, Passage
from knowledge.french import words
from knowledge.validated import asked_in, passage_id

NAMED = 4
"""Words between « and » up to which they may be the name of something: « Déposer un dossier »."""

_QUOTED = re.compile(r"«([^«»]*)»")


def settle(content: Content, corpus: Corpus) -> Content:
    """Return `content` with its quotations as the texts of a corpus print them, and where they stand there.

    A quotation that the texts do not hold stays as it is: `faults` tells.
    """
    return replace(content, citations=tuple(_settled(cited, corpus) for cited in content.citations))


def stands(cited: Cited, corpus: Corpus) -> Passage | None:
    """Return the passage of a citable text in which these words stand literally, if there is one."""
    if not cited.quote.strip() or not _citable(cited.document, corpus):
        return None
    found = (one for one in _passages(cited, corpus) if cited.quote in one.text)
    return next(found, None)


def faults(content: Content, corpus: Corpus, today: date, own: str = "") -> tuple[Fault, ...]:
    """Return all that keeps `content` from being published, in the order of a form; nothing if it may be.

    `own` is the identifier of the answer, which cannot rest on itself.
    """
    return (
        *_questions(content),
        *_variants(content),
        *_text(content),
        *_citations(content, corpus, own),
        *_unquoted(content, corpus),
        *_expiry(content, today),
        *_personal(content, corpus),
    )


def answered_already(
    content: Content, given: Iterable[tuple[str, Content]], own: str = ""
) -> tuple[Fault, ...]:
    """Return a fault for each question that an answer in force has already: applicants are told one thing.

    `given` are the identifiers and contents of those in force, `own` the identifier of this one.
    """
    others = {asked_in(one): said.question for id, said in given if id != own for one in said.questions}
    taken = ((number, others.get(asked_in(one))) for number, one in enumerate(content.questions))
    return tuple(
        Fault(
            Field.VARIANTS if number else Field.QUESTION,
            f"{f'La variante {number}' if number else 'La question'} a déjà une réponse en service, celle à "
            f"« {other} » : modifiez-la plutôt.",
        )
        for number, other in taken
        if other
    )


def _questions(content: Content) -> Iterator[Fault]:
    if not words(content.question):
        yield Fault(Field.QUESTION, "Écrivez la question à laquelle cette réponse est donnée.")
    elif len(content.question) > LONGEST_QUESTION:
        yield Fault(Field.QUESTION, f"La question dépasse {LONGEST_QUESTION} caractères.")


def _variants(content: Content) -> Iterator[Fault]:
    if len(content.variants) > MOST_VARIANTS:
        yield Fault(Field.VARIANTS, f"Gardez {MOST_VARIANTS} autres façons de demander au plus.")
    for number, variant in enumerate(content.variants, 1):
        if len(variant) > LONGEST_QUESTION:
            yield Fault(Field.VARIANTS, f"La variante {number} dépasse {LONGEST_QUESTION} caractères.")


def _text(content: Content) -> Iterator[Fault]:
    if not words(content.text):
        yield Fault(Field.TEXT, "Écrivez la réponse.")
    elif len(content.text) > LONGEST_TEXT:
        yield Fault(Field.TEXT, f"La réponse dépasse {_thousands(LONGEST_TEXT)} caractères.")


def _citations(content: Content, corpus: Corpus, own: str) -> Iterator[Fault]:
    if len(content.citations) > MOST_CITATIONS:
        yield Fault(Field.CITATIONS, f"Gardez {MOST_CITATIONS} citations au plus.")
    for number, cited in enumerate(content.citations, 1):
        if own and cited.passage == passage_id(own):
            yield Fault(
                Field.CITATIONS, f"Citation {number} : une réponse ne peut pas s’appuyer sur elle-même."
            )
        elif stands(cited, corpus) is None:
            where = f"« {cited.title} »" if cited.title else "le texte cité"
            yield Fault(
                Field.CITATIONS,
                f"Citation {number} : ces mots ne sont pas, ou ne sont plus, dans {where}. "
                "Reprenez-les tels qu’ils y sont, ou retirez la citation.",
            )


def _unquoted(content: Content, corpus: Corpus) -> Iterator[Fault]:
    """Yield what the answer puts between « and » although no text that it cites says so."""
    said = [passage.text for cited in content.citations if (passage := stands(cited, corpus))]
    titles = [document.title for document in corpus.documents]
    for match in _QUOTED.finditer(content.text):
        quoted = match[1].strip()
        if len(quoted.split()) > NAMED and not any(_says(quoted, text) for text in (*said, *titles)):
            yield Fault(
                Field.TEXT,
                f"Les mots « {_opening(quoted)} » ne sont dans aucun passage cité : citez le passage d’où "
                "ils viennent, ou retirez les guillemets.",
            )


def _expiry(content: Content, today: date) -> Iterator[Fault]:
    if content.expires_on is not None and content.expires_on < today:
        yield Fault(Field.EXPIRY, "Cette échéance est déjà passée.")


def _personal(content: Content, corpus: Corpus) -> Iterator[Fault]:
    """Yield the personal data of an answer that its texts, and the contact of the call, do not publish."""
    public = [corpus.call.contact or ""]
    public += [passage.text for cited in content.citations if (passage := stands(cited, corpus))]
    for field, place, text in _places(content):
        for found in personal_data.find(text, public):
            yield Fault(field, f"{place} contient {found.label} : « {found.text} ». Retirez cette donnée.")


def _places(content: Content) -> Iterator[tuple[Field, str, str]]:
    yield Field.QUESTION, "La question", content.question
    for number, variant in enumerate(content.variants, 1):
        yield Field.VARIANTS, f"La variante {number}", variant
    yield Field.TEXT, "La réponse", content.text


def _settled(cited: Cited, corpus: Corpus) -> Cited:
    found = stands(cited, corpus)
    quote = cited.quote
    if found is None and quote.strip() and _citable(cited.document, corpus):
        looked = ((one, pattern(quote).search(one.text)) for one in _passages(cited, corpus))
        found, quote = next(((one, match[0]) for one, match in looked if match), (None, quote))
    if found is None:
        return cited
    title = corpus.document(cited.document).title
    return Cited(cited.document, found.id, quote, title, found.location)


def _passages(cited: Cited, corpus: Corpus) -> Sequence[Passage]:
    """Return the passages of the document cited, the one cited first."""
    own = [passage for passage in corpus.passages if passage.document_id == cited.document]
    return sorted(own, key=lambda passage: passage.id != cited.passage)


def _citable(document: str, corpus: Corpus) -> bool:
    return any(one.id == document and one.status.citable for one in corpus.documents)


def _says(quoted: str, text: str) -> bool:
    return quoted in text or pattern(quoted).search(text) is not None


def _opening(text: str, shown: int = 8) -> str:
    said = text.split()
    return " ".join(said[:shown]) + ("…" if len(said) > shown else "")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
