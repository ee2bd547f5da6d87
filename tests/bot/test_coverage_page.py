from bot.links import passage_path
from bot.pages.coverage_page import Entry, Sources, lists_of
from knowledge.coverage import Basis, Coverage, Covered, cover
from knowledge.preparation import Quoted, State
from knowledge.typology import load_typology
from tests.bot.desks import BILL_SAYS, CORPUS, COVERAGE, MEMBERS, NOTES, PASSAGES, QUOTE, RULES

LISTS = lists_of(COVERAGE, CORPUS)


def anchors(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.anchor.removeprefix("sujet-") for entry in entries]


def test_every_topic_stands_in_one_list() -> None:
    assert anchors(LISTS.stated) == ["partners", "total_budget"]
    assert anchors(LISTS.partly) == ["grant_amount"]
    assert anchors(LISTS.conflicting) == ["jury"]
    assert anchors(LISTS.unsaid) == ["closing_date", "where_to_file"]
    assert anchors(LISTS.likely) == ["sector", "contact"]
    assert anchors(LISTS.unlikely) == ["audit"]
    assert LISTS.total == len(COVERAGE.topics)


def test_what_is_not_said_is_sorted_by_the_text_that_should_say_it() -> None:
    ((document, entries),) = LISTS.announced
    assert (document, anchors(entries)) == (RULES, ["closing_date"])
    assert anchors(LISTS.unannounced) == ["where_to_file"]


def test_a_passage_quoted_twice_is_one_link_where_it_first_stands() -> None:
    twice = (MEMBERS, BILL_SAYS, Quoted(MEMBERS.passage, QUOTE[:20]))
    topic = Covered("t", "le sujet", "?", State.STATED, Basis.STAFF, twice)
    (entry,) = lists_of(Coverage((topic,)), CORPUS).stated
    assert [source.path for source in entry.sources] == [passage_path(p) for p in PASSAGES[1:3]]
    assert entry.name == "Le sujet"


def test_validated_answers_are_not_what_the_texts_say() -> None:
    answer = Covered("reponse-validee:7", "la réponse", "?", State.STATED, Basis.STAFF, (MEMBERS,))
    lists = lists_of(Coverage((answer,)), CORPUS)
    assert (lists.total, lists.prepared) == (0, False)
    assert lists_of(Coverage((*COVERAGE.topics, answer)), CORPUS) == LISTS


def test_texts_that_disagree_within_one_passage_are_both_quoted() -> None:
    both = (Quoted("c/2#é", QUOTE[:20]), Quoted("c/2#é", QUOTE[20:40]))
    topic = Covered("t", "le sujet", "?", State.CONFLICTING, Basis.STAFF, both)
    (entry,) = lists_of(Coverage((topic,)), CORPUS).conflicting
    assert [source.quote for source in entry.sources] == [QUOTE[:20], QUOTE[20:40]]


def test_only_what_the_key_facts_tell_is_automatic() -> None:
    known = (*LISTS.stated, *LISTS.partly, *LISTS.conflicting, *LISTS.unsaid)
    assert [entry.anchor for entry in known if entry.automatic] == [
        "sujet-total_budget", "sujet-jury", "sujet-where_to_file",
    ]  # fmt: skip


def test_a_call_is_prepared_when_staff_approved_a_topic() -> None:
    assert LISTS.prepared
    assert not lists_of(cover(CORPUS, load_typology(), (), {}), CORPUS).prepared


def test_a_source_says_where_it_stands_and_what_it_is_worth() -> None:
    topic = Covered("t", "le sujet", "?", State.STATED, Basis.STAFF, (Quoted("s-1", "Le projet de loi"),))
    (source,) = Sources(CORPUS, (topic,)).of(topic)
    assert (source.title, source.where) == (NOTES.title, "1er alinéa")
    assert source.warning == "Synthèse\xa0– n’est pas un texte officiel"
