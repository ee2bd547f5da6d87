"""Methods about the bot itself: who it is, its commands and its descriptions; and about a chat.

https://core.telegram.org/bots/api#getme and the methods `setMy…`; errors as `BotCommand.cpp` of
https://github.com/tdlib/td and the servers give them.
"""

import re
from typing import Any

from tests.bot_api.answers import BadRequest
from tests.bot_api.arguments import Arguments
from tests.bot_api.entities import units
from tests.bot_api.world import World

SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)
MOST_COMMANDS, LONGEST_COMMAND_DESCRIPTION = 100, 256
LONGEST = {"description": 512, "short_description": 120}


def get_me(world: World, _given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getme."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, given: Arguments) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchat."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return world.chat(given.text("chat_id"), write=False).as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }


def set_my_commands(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands = given.value("commands", "Can't parse commands JSON object")
    if not isinstance(commands, list):
        raise BadRequest("Expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(given)] = [_command(one) for one in commands]
    return True


def get_my_commands(world: World, given: Arguments) -> list[dict[str, str]]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return world.commands.get(_scope(given), [])


def delete_my_commands(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    world.commands.pop(_scope(given), None)
    return True


def set_my_description(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#setmydescription."""
    return _set_words(world, given, "description")


def set_my_short_description(world: World, given: Arguments) -> bool:
    """https://core.telegram.org/bots/api#setmyshortdescription."""
    return _set_words(world, given, "short_description")


def get_my_description(world: World, given: Arguments) -> dict[str, str]:
    """https://core.telegram.org/bots/api#getmydescription."""
    return {"description": world.words.get(("description", _language(given)), "")}


def get_my_short_description(world: World, given: Arguments) -> dict[str, str]:
    """https://core.telegram.org/bots/api#getmyshortdescription."""
    return {"short_description": world.words.get(("short_description", _language(given)), "")}


def _set_words(world: World, given: Arguments, name: str) -> bool:
    text = given.text(name)
    if units(text) > LONGEST[name]:
        raise BadRequest("BOT_ABOUT_TOO_LONG" if name == "short_description" else "BOT_DESCRIPTION_TOO_LONG")
    world.words[name, _language(given)] = text
    return True


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise BadRequest("Can't parse BotCommand: expected an Object")
    command = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", "")).strip()
    if not command:
        raise BadRequest("Command must be non-empty")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise BadRequest("BOT_COMMAND_INVALID")
    if not description:
        raise BadRequest("Command description must be non-empty")
    if units(description) > LONGEST_COMMAND_DESCRIPTION:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _scope(given: Arguments) -> tuple[str, str]:
    scope = given.value("scope", "Can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise BadRequest("Can't parse BotCommandScope: Unsupported type specified")
    name = "/".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)
    return name, _language(given)


def _language(given: Arguments) -> str:
    code = given.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise BadRequest("Invalid language code specified")
    return code
