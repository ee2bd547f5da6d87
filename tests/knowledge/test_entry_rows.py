import pytest

from knowledge.entries import Channel, Entry, entries
from knowledge.entry_rows import SHARED, EntryRows
from tests.knowledge.examples import CORPUS

ENTRIES = (
    Entry(Channel.PASSAGE, "Annonce\nUne enveloppe.", ("c:1",)),
    Entry(Channel.PASSAGE, "Annonce\nUn jury.", ("c:2",)),
    Entry(Channel.PASSAGE, "Une annexe.", ("c:3",)),
    Entry(Channel.HEADING, "Annonce", ("c:1", "c:2")),
    Entry(Channel.SENTENCE, "Une enveloppe est ouverte.", ("c:1",)),
    Entry(Channel.SENTENCE, "Un jury choisit.", ("c:2",)),
    Entry(Channel.SENTENCE, "Il motive.", ("c:2",)),
    Entry(Channel.QUESTION, "Qui choisit ?", ("c:2", "c:3")),
    Entry(Channel.ANNOUNCED, "date limite", ("cahier",)),
    Entry(Channel.PHRASING, "C’est quand ?", ("closing_date",)),
)
ROWS = EntryRows(ENTRIES)


def test_a_passage_is_known_by_the_row_of_its_own_entry() -> None:
    assert ROWS.ids == ["c:1", "c:2", "c:3"]


@pytest.mark.parametrize(
    ("row", "passages"), [(0, [0]), (2, [2]), (3, [0, 1]), (4, [0]), (6, [1]), (7, [1, 2]), (8, []), (9, [])]
)
def test_an_entry_leads_to_its_passages_and_some_to_none(row: int, passages: list[int]) -> None:
    assert ROWS.passages_of([row]) == passages


def test_entries_lead_to_their_passages_in_their_order() -> None:
    assert ROWS.passages_of([6, 3]) == [1, 0, 1]


def test_only_the_first_passages_below_a_heading_are_found_by_it() -> None:
    names = [f"c:{n}" for n in range(SHARED + 5)]
    shared = (
        *(Entry(Channel.PASSAGE, "Un texte.", (name,)) for name in names),
        Entry(Channel.HEADING, "Annonce", tuple(names)),
    )
    rows = EntryRows(shared)
    assert rows.passages_of([len(names)]) == list(range(SHARED))
    assert set(rows.headings) == set(range(len(names)))


def test_a_passage_without_a_heading_or_a_sentence_has_none() -> None:
    assert ROWS.headings == {0: 3, 1: 3}
    assert [ROWS.sentences(passage) for passage in range(3)] == [(4, 5), (5, 7), (0, 0)]


@pytest.mark.parametrize(
    ("channel", "rows"),
    [
        (Channel.PASSAGE, (0, 3)),
        (Channel.SENTENCE, (4, 7)),
        (Channel.PHRASING, (9, 10)),
        (Channel.INTENT, (0, 0)),
    ],
)
def test_a_channel_has_its_rows(channel: Channel, rows: tuple[int, int]) -> None:
    assert ROWS.range(channel) == rows


def test_without_an_entry_there_is_no_row() -> None:
    nothing = EntryRows(())
    assert (nothing.ids, nothing.headings, nothing.passages_of([])) == ([], {}, [])
    assert nothing.range(Channel.SENTENCE) == nothing.sentences(0) == (0, 0)


def test_the_rows_of_a_corpus_are_those_of_its_entries() -> None:
    everything = entries(CORPUS)
    rows = EntryRows(everything)
    for channel in Channel:
        start, end = rows.range(channel)
        own = [row for row, entry in enumerate(everything) if entry.channel is channel]
        assert own == list(range(start, end))
    for passage, name in enumerate(rows.ids):
        start, end = rows.sentences(passage)
        assert end > start
        assert {entry.targets for entry in everything[start:end]} == {(name,)}


def test_a_passage_has_the_questions_that_were_proposed_for_it() -> None:
    entries_ = (
        Entry(Channel.PASSAGE, "Une enveloppe.", ("c:1",)),
        Entry(Channel.PASSAGE, "Un jury.", ("c:2",)),
        Entry(Channel.SENTENCE, "Un jury choisit.", ("c:2",)),
        Entry(Channel.LIKELY, "Qui choisit ?", ("c:2",)),
        Entry(Channel.LIKELY, "Y a-t-il un jury ?", ("c:2",)),
    )
    rows = EntryRows(entries_)
    assert [rows.likely(passage) for passage in (0, 1)] == [(0, 0), (3, 5)]
    assert rows.sentences(1) == (2, 3)
    assert rows.passages_of([4]) == [1]
