"""All that is kept of conversations and of the staff, in one database."""

from dataclasses import dataclass

from bot.store.alike import Alike
from bot.store.audit import Audit
from bot.store.canned import CannedAnswers
from bot.store.confirmations import Confirmations
from bot.store.conversations import Conversations
from bot.store.database import Database, database_at
from bot.store.drafts import Drafts
from bot.store.feedback import Feedback
from bot.store.model_calls import ModelCalls
from bot.store.model_drafts import ModelDrafts
from bot.store.outbox import Outbox
from bot.store.queue import Queue
from bot.store.reads import Reads
from bot.store.reminders import Reminders
from bot.store.rule_texts import RuleTexts
from bot.store.same_pairs import SamePairs
from bot.store.search import Search
from bot.store.sessions import Sessions
from bot.store.sites import Sites
from bot.store.staff import StaffAccounts
from bot.store.statistics import Statistics
from bot.store.telegram_chats import TelegramChats
from bot.store.telegram_codes import TelegramCodes
from bot.store.telegram_updates import TelegramUpdates
from bot.store.validated import ValidatedAnswers
from bot.store.waiting_notices import WaitingNotices


@dataclass(frozen=True, slots=True)
class Stores:
    """One store for each thing that is kept."""

    database: Database
    conversations: Conversations
    feedback: Feedback
    outbox: Outbox
    queue: Queue
    search: Search
    alike: Alike
    same_pairs: SamePairs
    drafts: Drafts
    model_drafts: ModelDrafts
    reads: Reads
    canned: CannedAnswers
    validated: ValidatedAnswers
    statistics: Statistics
    staff: StaffAccounts
    sessions: Sessions
    sites: Sites
    telegram_updates: TelegramUpdates
    telegram_chats: TelegramChats
    telegram_codes: TelegramCodes
    waiting_notices: WaitingNotices
    rule_texts: RuleTexts
    confirmations: Confirmations
    reminders: Reminders
    model_calls: ModelCalls
    audit: Audit

    async def close(self) -> None:
        """Let go of all connections."""
        await self.database.close()


def make_stores(url: str) -> Stores:
    """Return the stores of the database at `url`, which is not connected to yet.

    Raises:
        StoreUnavailable: the address is wrong.
    """
    database = database_at(url)
    return Stores(
        database=database,
        conversations=Conversations(database),
        feedback=Feedback(database),
        outbox=Outbox(database),
        queue=Queue(database),
        search=Search(database),
        alike=Alike(database),
        same_pairs=SamePairs(database),
        drafts=Drafts(database),
        model_drafts=ModelDrafts(database),
        reads=Reads(database),
        canned=CannedAnswers(database),
        validated=ValidatedAnswers(database),
        statistics=Statistics(database),
        staff=StaffAccounts(database),
        sessions=Sessions(database),
        sites=Sites(database),
        telegram_updates=TelegramUpdates(database),
        telegram_chats=TelegramChats(database),
        telegram_codes=TelegramCodes(database),
        waiting_notices=WaitingNotices(database),
        rule_texts=RuleTexts(database),
        confirmations=Confirmations(database),
        reminders=Reminders(database),
        model_calls=ModelCalls(database),
        audit=Audit(database),
    )
