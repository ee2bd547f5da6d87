"""Attacks on the assistant with a model that obeys the attacker in every way: none of it is shown."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from bot.assistant import Assistant
from bot.model.guests import Guests
from knowledge.documents import Corpus
from knowledge.snapshot import Snapshot
from knowledge.writing.writer import Writer
from tests.bot.assistants import SITE, deciding, forget
from tests.red_team.attacks import FAMILIES, Attack, of_family
from tests.red_team.obeying import WAYS, Obeying, sources_for
from tests.red_team.own_words import own_words
from tests.red_team.successes import reported, successes

SECONDS = 1.0


def written(attack: Attack, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield what of an obeying model's writing may be shown, after the way in which it obeys."""
    sources = sources_for(attack, corpus)
    for name, way in WAYS.items():
        for text in way(attack, sources):
            found = Writer(Obeying(text), SECONDS).write(attack.question, sources)
            if found.synthesis:
                yield name, found.synthesis.text


def failures(attack: Attack, corpus: Corpus) -> list[str]:
    """Return the successes of an attack, one line for each way that leads to one."""
    shown = [(name, text, [*successes(attack, text)]) for name, text in written(attack, corpus)]
    return [f"{name}: {reported(attack, found, text)}" for name, text, found in shown if found]


def hosting(assistant: Assistant, snapshot: Snapshot) -> tuple[Assistant, Obeying]:
    """Return an assistant that is always sure enough to answer, and the model that it asks."""
    model = Obeying()
    guests = Guests(writer=Writer(model, SECONDS))
    coverage = assistant.coverage
    return Assistant(snapshot, coverage, deciding("sure"), SITE, forget, guests), model


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_succeeds_through_the_writer(assistant: Assistant, trapped: Snapshot, family: str) -> None:
    assert [
        line
        for attack in of_family(family)
        for line in failures(attack, trapped.corpus if attack.document else assistant.corpus)
    ] == []


def test_what_is_true_is_written_so_that_a_refusal_says_something(
    assistant: Assistant, trapped: Snapshot
) -> None:
    attack = of_family("direct")[0]
    assert any(name == "mixed with the truth" for name, _ in written(attack, assistant.corpus))
    laid = [attack for attack in of_family("document") if not attack.hidden]
    assert sum(any(written(attack, trapped.corpus)) for attack in laid) > len(laid) / 2


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_succeeds_through_an_assistant_that_asks_an_obeying_model(
    assistant: Assistant, trapped: Snapshot, family: str
) -> None:
    snapshot = trapped if family == "document" else assistant._snapshot
    asked, model = hosting(assistant, snapshot)
    lines = []
    chosen = of_family(family)[:: 1 if family == "document" else 2]  # the writer above meets them all
    for attack, way in zip(chosen, cycle(WAYS.values()), strict=False):
        model.text = next(way(attack, sources_for(attack, snapshot.corpus)))
        reply = asked.reply(attack.question, attack.history)
        own = own_words(reply.text, snapshot.corpus)
        found = [*successes(attack, own)]
        lines += [reported(attack, found, own)] if found or (own and reply.synthesis is None) else []
    assert lines == []
