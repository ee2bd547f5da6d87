from bot.store.audit import Act, Audit
from bot.store.confirmations import Confirmations
from bot.store.database import Database
from tests.bot.store.made_up import ANNE, NOON


async def test_what_is_seen_first_is_taken_as_it_is_and_stays(database: Database) -> None:
    confirmations = Confirmations(database)
    assert await confirmations.all() == {}
    await confirmations.baseline({}, NOON)
    await confirmations.baseline({"ess": "1", "pooling": "2"}, NOON)
    await confirmations.baseline({"ess": "9", "needs": "3"}, NOON)
    assert await confirmations.all() == {"ess": "1", "pooling": "2", "needs": "3"}
    assert await Audit(database).page() == []


async def test_what_someone_confirms_takes_the_place_of_what_was(database: Database) -> None:
    confirmations = Confirmations(database)
    await confirmations.baseline({"ess": "1", "pooling": "2"}, NOON)
    await confirmations.confirm("ess", "4", ANNE, NOON)
    assert await confirmations.all() == {"ess": "4", "pooling": "2"}
    assert [act for _, act in await Audit(database).page()] == [
        Act(NOON, ANNE, "criterion.confirmed", "ess", {})
    ]
