"""Forget a validated answer for good: nothing of its words stays in a version, an index or a receipt."""

from knowledge.entries import entries
from knowledge.index_files import Place, erase_indexes
from knowledge.store import Store
from knowledge.validated import passage_id
from knowledge.vectors import digest_of


def forget_answer(answer: str, store: Store, place: Place) -> None:
    """Forget the answer of an identifier, which the version in service does not have any more.

    The indexes of the versions that had it go too: they are built again if such a version is opened.

    Raises:
        StoreUnavailable: the database refuses.
        VectorsUnavailable: the Chroma server does not answer.
    """
    passage = passage_id(answer)
    versions = store.holding(passage)
    for version in versions:
        erase_indexes(version, place)
    found = (entry for version in versions for entry in entries(store.corpus(version.id)))
    texts = {entry.text for entry in found if passage in entry.targets}
    store.forget_passage(passage, [digest_of(text) for text in texts])
    store.blank_quotes(passage)
