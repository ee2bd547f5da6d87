from bot.store.audit import Act, Audit
from bot.store.confirmations import Confirmations
from bot.store.database import Database
from tests.bot.store.made_up import ANNE, NOON


async def test_what_is_seen_first_is_taken_as_it_is_and_stays(database: Database) -> None:
    confirmations = Confirmations(database).of("ptce")
    assert await confirmations.all() == {}
    await confirmations.baseline({}, NOON)
    await confirmations.baseline({"ess": "1", "pooling": "2"}, NOON)
    await confirmations.baseline({"ess": "9", "needs": "3"}, NOON)
    assert await confirmations.all() == {"ess": "1", "pooling": "2", "needs": "3"}
    assert await Audit(database).page() == []


async def test_what_someone_confirms_takes_the_place_of_what_was(database: Database) -> None:
    confirmations = Confirmations(database).of("ptce")
    await confirmations.baseline({"ess": "1", "pooling": "2"}, NOON)
    await confirmations.confirm("ess", "4", ANNE, NOON)
    assert await confirmations.all() == {"ess": "4", "pooling": "2"}
    assert [act for _, act in await Audit(database).page()] == [
        Act(NOON, ANNE, "criterion.confirmed", "ess", {"call": "ptce"})
    ]


async def test_two_calls_in_one_database_never_see_what_was_confirmed_of_the_other(
    database: Database,
) -> None:
    last, following = (Confirmations(database).of(call) for call in ("ptce-2026", "ptce-2027"))
    await last.baseline({"ess": "1"}, NOON)
    assert await following.all() == {}
    await following.baseline({"ess": "2", "needs": "3"}, NOON)
    await last.confirm("ess", "4", ANNE, NOON)
    assert (await last.all(), await following.all()) == ({"ess": "4"}, {"ess": "2", "needs": "3"})
    await following.confirm("ess", "5", ANNE, NOON)
    assert (await last.all(), await following.all()) == ({"ess": "4"}, {"ess": "5", "needs": "3"})
