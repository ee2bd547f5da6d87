"""Load what the console protects, for someone who may see it: one function for each kind of object."""

import re
from datetime import timedelta

from bot.answers.errors import UnknownAnswer
from bot.answers.validated import ValidatedAnswer
from bot.api.problems import Refusal
from bot.console.shell import Me, Office
from bot.conversations.conversation import Conversation
from bot.conversations.errors import UnknownConversation
from bot.sites.site import Site
from bot.staff.accounts import Staff, UnknownStaff
from bot.staff.roles import Permission
from bot.store.audit import Act
from bot.store.canned import Canned, UnknownCannedAnswer
from bot.store.seen import note_once
from bot.store.sites import UnknownSite

SEEN_AGAIN = timedelta(hours=1)
"""How long after it was seen something is written down as seen again."""

_ID = re.compile(r"[0-9a-f]{32}")


async def conversation_for(office: Office, me: Me, id: str) -> Conversation:
    """Return a conversation, and write down that it was seen, once an hour at most.

    Raises:
        Refusal: 403 when this person may not answer, 404 when there is no such conversation.
    """
    _require(me, Permission.ANSWER)
    try:
        conversation = await office.stores.conversations.get(_checked(id))
    except UnknownConversation as error:
        raise Refusal(404, str(error)) from None
    await noted(office, me, "conversation.seen", conversation.id)
    return conversation


async def noted(office: Office, me: Me, action: str, object: str = "") -> None:
    """Write down what someone sees, once an hour at most."""
    act = Act(office.clock(), me.staff.id, action, object)
    await note_once(office.stores.database, act, SEEN_AGAIN)


async def canned_for(office: Office, me: Me, id: str) -> Canned:
    """Return a canned answer, to be used or changed.

    Raises:
        Refusal: 403 when this person may not answer, 404 when there is none.
    """
    _require(me, Permission.ANSWER)
    wanted = _checked(id)
    found = next((canned for canned in await office.stores.canned.all() if canned.id == wanted), None)
    if found is None:
        raise Refusal(404, str(UnknownCannedAnswer()))
    return found


async def answer_for(office: Office, me: Me, id: str) -> ValidatedAnswer:
    """Return a validated answer, for whoever may propose some: each of them may read all.

    Raises:
        Refusal: 403 when this person may not propose answers, 404 when there is no such answer.
    """
    _require(me, Permission.PROPOSE)
    try:
        return await office.stores.validated.get(_checked(id))
    except UnknownAnswer as error:
        raise Refusal(404, str(error)) from None


async def account_for(office: Office, me: Me, id: str) -> Staff:
    """Return an account, to be managed.

    Raises:
        Refusal: 403 when this person does not manage accounts, 404 when there is none.
    """
    _require(me, Permission.STAFF)
    try:
        return await office.stores.staff.get(_checked(id))
    except UnknownStaff as error:
        raise Refusal(404, str(error)) from None


async def site_for(office: Office, me: Me, key: str) -> Site:
    """Return a site that may embed the widget, to be managed.

    Raises:
        Refusal: 403 when this person does not manage sites, 404 when there is none.
    """
    _require(me, Permission.SITES)
    try:
        return await office.stores.sites.get(_checked(key))
    except UnknownSite as error:
        raise Refusal(404, str(error)) from None


def _require(me: Me, permission: Permission) -> None:
    if not me.may(permission):
        raise Refusal(403, "Votre rôle ne vous donne pas accès à cette page.")


def _checked(id: str) -> str:
    """Return an identifier that any database can look up, or one that nothing has."""
    return id if _ID.fullmatch(id) else ""
