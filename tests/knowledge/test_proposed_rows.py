from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.proposed import Proposed
from knowledge.store import Store, open_store
from tests.knowledge.examples import CORPUS
from tests.knowledge.servers import postgresql

ASKED = ("Qui choisit ?", "Où est-ce ?")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with closing(open_store(f"sqlite:///{tmp_path}/guichet.db")) as opened:
            yield opened
        return
    with postgresql() as url, closing(open_store(url)) as opened:
        yield opened


def test_what_each_model_proposed_is_kept_by_text_until_the_text_is_gone(store: Store) -> None:
    store.keep_proposed("one", {"a": ASKED, "b": ()})
    store.keep_proposed("other", {"a": ASKED[:1]})
    assert store.proposed("one", ["a", "b", "c"]) == {"a": ASKED, "b": ()}
    assert store.proposed("other", ["a", "b"]) == {"a": ASKED[:1]}
    store.keep_proposed("one", {"a": ()})
    assert store.proposed("one", ["a"]) == {"a": ()}
    store.drop_proposed(["a", "c"])
    assert store.proposed("one", ["a", "b"]) == {"a": ()}
    assert store.proposed("other", ["a"]) == {"a": ASKED[:1]}
    version = store.save(replace(CORPUS, proposed=(Proposed("c:1", ASKED),)), "hash", 64, "f")
    assert store.corpus(version).proposed == (Proposed("c:1", ASKED),)
    assert store.corpus(store.save(CORPUS, "hash", 64, "f")) == CORPUS
