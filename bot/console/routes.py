"""All routes of the console, each behind the check of who may use it."""

from starlette.routing import Route

from bot.console.account import Account
from bot.console.answer_editor import AnswerEditor
from bot.console.canned_page import CannedPages
from bot.console.cases_page import CasePages
from bot.console.conversation_page import ConversationPage
from bot.console.criteria_page import CriteriaPages
from bot.console.criterion_page import CriterionPages
from bot.console.deliveries_page import DeliveriesPage
from bot.console.guard import Guard
from bot.console.journal import Journal
from bot.console.proof import Proof
from bot.console.queue_page import QueuePage
from bot.console.reports import ReportPages
from bot.console.second_factor import SecondFactor
from bot.console.shell import AnyRoute, Office
from bot.console.sign_in import SignIn
from bot.console.sites_page import SitePages
from bot.console.steps_page import StepPages
from bot.console.team import Team


def declared_routes(office: Office) -> list[AnyRoute]:
    """Return every route with what it needs; the main menu follows this order."""
    proof = Proof(office.stores)
    groups = (
        SignIn(office, proof),
        QueuePage(office),
        ConversationPage(office),
        AnswerEditor(office),
        CannedPages(office),
        CriteriaPages(office),
        CriterionPages(office),
        CasePages(office),
        StepPages(office),
        DeliveriesPage(office),
        ReportPages(office),
        SitePages(office),
        Team(office, proof),
        Journal(office),
        Account(office, proof),
        SecondFactor(office, proof),
    )
    return [route for group in groups for route in group.routes()]


def console_routes(office: Office) -> list[Route]:
    """Return the routes to serve."""
    return Guard(office, declared_routes(office)).routes()
