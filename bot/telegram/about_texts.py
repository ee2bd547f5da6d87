"""What the texts are and say, as messages: the list of them, the key facts, who may apply."""

from collections.abc import Sequence
from typing import Final

from bot import labels
from bot.eligibility.shown import ShownSheet
from bot.known_texts import by_rank
from bot.labels import spaced
from bot.links import document_path
from bot.pages.at_a_glance import Fact, at_a_glance, in_short
from bot.pages.coverage_page import Source
from bot.promise_words import clock
from bot.telegram import words
from bot.telegram.cutting import messages
from bot.telegram.html import Written, bold, italic, joined, link, paragraphs, plain, quote
from bot.telegram.keyboards import Write, openable
from bot.telegram.messages import Outgoing
from bot.telegram.offers import buttons, example, in_text, where_cut
from bot.telegram.sheets import steps_written
from knowledge.coverage import Coverage, Covered
from knowledge.documents import Call, Corpus, Document
from knowledge.phrases import french_date
from knowledge.preparation import State

ELIGIBILITY: Final = (
    "who_may_apply", "legal_form", "territory", "sector", "partners", "project_lead", "public_bodies",
    "companies", "associations", "individuals", "organisation_size", "age_and_experience",
    "foreign_participants", "project_maturity", "new_or_extended", "excluded_applicants", "earlier_winners",
)  # fmt: skip
"""The topics of the typology on who may apply, and with which project; buttons name them by their rank."""

MOST_TOPICS: Final = 4
"""Topics on which the texts are silent that are named on a phone."""

OF_ELIGIBILITY: Final = 1
"""The number in the button of a question on eligibility; that of an example has 0."""


def texts(corpus: Corpus, site: str, reply_to: int | None = None) -> tuple[Outgoing, ...]:
    """Return the list of the texts, each with what it is and a link that opens it."""
    listed = [_text(document, site) for document in by_rank(corpus)] or [plain(words.NO_TEXT)]
    said = paragraphs(bold(words.TEXTS), words.ONLY_THESE, *listed, _all(words.ALL_TEXTS, f"{site}/textes"))
    return messages(said, (), reply_to)


def essentials(
    coverage: Coverage, corpus: Corpus, site: str, reply_to: int | None = None, deadline: str = ""
) -> tuple[Outgoing, ...]:
    """Return the key facts, each with the passage that says it; `deadline` is what time is left, or ""."""
    facts = in_short(at_a_glance(coverage, corpus), corpus.call)
    said = paragraphs(
        bold(words.ESSENTIAL),
        _call(corpus.call),
        spaced(deadline),
        *([_fact(fact, site) for fact in facts] or [plain(words.NO_ESSENTIAL)]),
        _all(words.ALL_COVERED, f"{site}/couverture"),
    )
    return messages(said, (), reply_to)


def steps(sheet: ShownSheet, deadline: str, site: str, reply_to: int | None = None) -> tuple[Outgoing, ...]:
    """Return the steps and the pieces of a sheet, and until when one may apply, "" if that is not known."""
    known = steps_written(sheet)
    said = paragraphs(
        bold(words.STEPS),
        spaced(deadline),
        words.NO_STEPS if known.blank else known,
        "" if known.blank else _all(words.ALL_STEPS, f"{site}/demarches"),
    )
    return messages(said, (), reply_to)


def eligibility(
    coverage: Coverage, write: Write | None, site: str, reply_to: int | None = None
) -> tuple[Outgoing, ...]:
    """Return what the texts say of who may apply: questions that they answer, and what they do not say.

    The questions are buttons that `write` signs; where there is none, they are in the text.
    """
    stated = stated_on_eligibility(coverage)
    offers = [example(one.question, rank, OF_ELIGIBILITY) for rank, one in stated]
    unsaid = [one.name for one in _settled(coverage) if one.state is State.NOT_STATED]
    said = paragraphs(
        bold(spaced(words.ELIGIBILITY)),
        spaced(words.TEAM_DECIDES),
        spaced(_not_said(unsaid, site)) if unsaid else "",
        spaced(words.PICK if write else words.MAY_ASK) if offers else words.NOTHING_STATED,
        where_cut(offers) if write else in_text([question for _, question in offers]),
    )
    return messages(said, buttons(offers, write) if write else (), reply_to)


def stated_on_eligibility(coverage: Coverage) -> tuple[tuple[int, Covered], ...]:
    """Return the topics on eligibility that the texts are known to state, each with its rank."""
    told = (State.STATED, State.PARTLY)
    return tuple((ELIGIBILITY.index(one.topic), one) for one in _settled(coverage) if one.state in told)


def question_on_eligibility(coverage: Coverage, rank: int) -> str:
    """Return the question of a button, "" if the texts do not state it any more."""
    return next((one.question for at, one in stated_on_eligibility(coverage) if at == rank), "")


def _not_said(topics: Sequence[str], site: str) -> str:
    """Say what the texts leave out; where that is much, where to read all of it."""
    if len(topics) <= MOST_TOPICS:
        return words.NOT_SAID_ON.format(topics=labels.listed(topics))
    some = ", ".join(topics[:MOST_TOPICS])
    return words.NOT_SAID_ON_MUCH.format(topics=some, url=f"{site}/couverture")


def _settled(coverage: Coverage) -> list[Covered]:
    known = (coverage.of(topic) for topic in ELIGIBILITY)
    return [covered for covered in known if covered and covered.settled]


def _text(document: Document, site: str) -> Written:
    warning = labels.warning_of(document)
    status = "" if warning else labels.status_label(document.status, document.kind)
    published = document.published.isoformat() if document.published else ""
    return joined(
        [
            bold(_opened(document.title, site + document_path(document.id))),
            joined([labels.kind_label(document.kind), status, labels.long_date_of(published)], ", "),
            bold(warning),
            _original(document),
        ]
    )


def _original(document: Document) -> Written | str:
    if not document.url:
        return ""
    return link(words.ORIGINAL, document.url) if openable(document.url) else document.url


def _call(call: Call) -> Written:
    """Say who launched the call, and from when to when it is open."""
    closes = call.closes
    hour = f" à {clock(closes)}" if closes and (closes.hour or closes.minute) else ""
    said = (
        words.LAUNCHED_BY.format(authority=call.authority) if call.authority else "",
        words.OPENED.format(day=french_date(call.opened)) if call.opened else "",
        words.CLOSES.format(day=french_date(closes.date()), hour=hour) if closes else "",
    )
    return joined([bold(spaced(call.name)), *map(spaced, said)])


def _fact(fact: Fact, site: str) -> Written:
    said: list[str | Written] = [bold(spaced(fact.label)), *_state(fact)]
    if fact.state is not State.NOT_STATED:
        said += [one for source in fact.sources for one in (quoted(source), _where(source, site))]
    said.append(_unsaid(fact))
    if fact.automatic:
        said.append(italic(words.SEARCHED if fact.state is State.NOT_STATED else words.NOTED))
    return joined(said)


def _state(fact: Fact) -> list[str | Written]:
    if fact.state is None:
        return [words.UNSETTLED]
    if fact.state is State.NOT_STATED:
        return [joined([words.NOT_STATED, _awaited(fact)], ", ")]
    return [bold(words.CONFLICTING) if fact.state is State.CONFLICTING else fact.value]


def _unsaid(fact: Fact) -> Written | str:
    if not fact.missing or fact.state in (None, State.NOT_STATED):
        return ""
    return joined([spaced(words.MISSING.format(missing=fact.missing)), _awaited(fact)], ", ")


def _awaited(fact: Fact) -> str:
    return spaced(words.AWAITED.format(title=fact.awaited.title)) if fact.awaited else ""


def quoted(source: Source) -> Written:
    """Write the exact words of a source."""
    lines = [line for line in source.quote.split("\n") if line.strip()]
    return quote(joined(lines))


def _where(source: Source, site: str) -> Written:
    """Write where a source stands; what it must be read with care for, as a summary, is in bold."""
    place = ", ".join(filter(None, (source.title, source.where)))
    return joined([_opened(place, site + source.path), bold(source.warning)])


def _opened(said: str, url: str) -> Written:
    """Write something as the link that opens it, as plain text where Telegram takes no link."""
    return link(said, url) if openable(url) else plain(said)


def _all(sentence: str, url: str) -> str:
    return spaced(sentence.format(url=url))
