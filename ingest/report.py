"""What an ingest did, told to the operator."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.versions import Skipped


@dataclass(frozen=True, slots=True)
class Report:
    """The index in service after an ingest, and what became of the texts.

    `embedded` texts had their vector computed, `reused` had it in the store. `skipped` are the
    documents that could not be read, `warnings` what does not hold of what staff wrote (topics of the
    preparation, criteria, steps, cases, validated answers), and `flagged` the identifiers of these
    answers. Without `changed` the former version stays in service, if any. If a language model was to
    propose questions, `without_questions` passages have none, None if this was not looked at; `unasked`
    of them because it did not answer in time.
    """

    documents: int
    passages: int
    pages: int
    embedded: int
    reused: int
    skipped: tuple[Skipped, ...]
    seconds: float
    changed: bool
    warnings: tuple[Skipped, ...] = ()
    flagged: tuple[str, ...] = ()
    without_questions: int | None = None
    unasked: int = 0

    @property
    def failed(self) -> bool:
        """Whether some document could not be read."""
        return bool(self.skipped)

    def __str__(self) -> str:
        unread = (f"Non lu : {skipped}" for skipped in self.skipped)
        to_see = (f"À revoir : {warning}" for warning in self.warnings)
        return "\n".join((self._outcome(), *self._likely(), *unread, *to_see))

    def _likely(self) -> Iterator[str]:
        """Yield what became of the likely questions, if a language model was to propose some."""
        if self.without_questions is not None:
            without = _count(self.without_questions, "passage")
            later = (
                f", dont {_count(self.unasked, 'passage')} que le modèle de langue n’a pas lus à temps : "
                "la prochaine indexation reprendra là"
            )
            yield f"Sans question probable : {without}{later if self.unasked else ''}."

    def _outcome(self) -> str:
        size = f"{_count(self.documents, 'document')}, {_count(self.passages, 'passage')}"
        pages = f", {_count(self.pages, 'page')}" if self.pages else ""
        time = f"{self.seconds:.1f} s".replace(".", ",")
        if self.changed:
            work = f"{_count(self.embedded, 'vecteur calculé')}, {_count(self.reused, 'repris')}"
            return f"Nouvel index en service : {size}{pages} ; {work}, en {time}."
        if self.documents:
            return f"Index inchangé : {size}{pages}, vérifié en {time}."
        return "Aucun index n’est en service."


def _count(number: int, noun: str) -> str:
    """Return a number and its noun in the plural where French wants it.

    >>> _count(0, "page"), _count(1, "vecteur calculé"), _count(2, "vecteur calculé"), _count(3, "repris")
    ('0 page', '1 vecteur calculé', '2 vecteurs calculés', '3 repris')
    """
    words = noun.split()
    shown = words if number < 2 else [word if word.endswith("s") else f"{word}s" for word in words]
    return " ".join((f"{number:,}".replace(",", "\u202f"), *shown))
