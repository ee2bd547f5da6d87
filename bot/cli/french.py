"""Typer in French: the help of a command, and what is said of words it does not accept."""

from typing import Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from bot.errors import MisusedCommand

# Typer keeps the classes of these to itself.
Context: TypeAlias = Any
Formatter: TypeAlias = Any
Parameter: TypeAlias = Any
Command: TypeAlias = Any

HELP = "Affiche cette aide et quitte."


class FrenchCommand(TyperCommand):
    """A command whose help is in French."""

    allow_extra_args = True

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words of the command line.

        Raises:
            MisusedCommand: some are left over.
        """
        rest: list[str] = super().parse_args(ctx, args)
        if rest:
            raise MisusedCommand(
                f"« {' '.join(rest)} » est en trop ; mettez la question entre guillemets. {see_help(ctx)}"
            )
        return rest

    def format_help(self, ctx: Context, formatter: Formatter) -> None:
        """Write the help."""
        write_help(self, ctx, formatter)


class FrenchGroup(TyperGroup):
    """The list of commands, in French and in the order they are declared."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words of the command line; none at all shows the help and is a misuse.

        Raises:
            Exit: with status 2, there is no word.
        """
        if not args:
            typer.echo(self.get_help(ctx), err=True)
            raise typer.Exit(2)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer's own signature
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command, list[str]]:
        """Find the command that the first word names.

        Raises:
            MisusedCommand: there is no such command.
        """
        if args[0] not in self.commands:
            known = ", ".join(self.commands)
            raise MisusedCommand(
                f"La commande « {args[0]} » n’existe pas. Commandes : {known}. {see_help(ctx)}"
            )
        return args[0], self.commands[args[0]], args[1:]

    def format_help(self, ctx: Context, formatter: Formatter) -> None:
        """Write the help."""
        write_help(self, ctx, formatter)
        with formatter.section("Commandes "):
            formatter.write_dl([(name, _first_line(command)) for name, command in self.commands.items()])


def write_help(command: TyperCommand | TyperGroup, ctx: Context, formatter: Formatter) -> None:
    """Write how a command is called, what it does, its arguments and its options."""
    parameters: list[Parameter] = list(command.get_params(ctx))
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    words = ["[OPTIONS]", *(f"[{argument.metavar}]" for argument in arguments)]
    words += ["COMMANDE …"] if isinstance(command, TyperGroup) else []
    formatter.write_usage(ctx.command_path, " ".join(words), prefix="Utilisation : ")
    command.format_help_text(ctx, formatter)
    options = [_option(parameter) for parameter in parameters if parameter.param_type_name == "option"]
    if arguments:
        with formatter.section("Arguments "):
            formatter.write_dl([(argument.metavar, argument.help) for argument in arguments])
    with formatter.section("Options "):
        formatter.write_dl(options)


def see_help(ctx: Context) -> str:
    """Say how to see the help of a command."""
    return f"Aide : « {ctx.command_path} --help »."


def in_french(error: TyperException) -> str:
    """Say in one French line what Typer refuses; its classes are private, so they are told by name."""
    option = getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    name = getattr(parameter, "metavar", None) or " / ".join(getattr(parameter, "opts", ()))
    sentences = {
        "NoSuchOption": f"L’option « {option} » n’existe pas.",
        "BadOptionUsage": f"L’option « {option} » attend une valeur, ou n’en accepte pas.",
        "MissingParameter": f"Il manque « {name} ».",
        "BadParameter": f"La valeur donnée à « {name} » est refusée.",
    }
    sentence = sentences.get(type(error).__name__, "Cette commande est mal formée.")
    ctx = getattr(error, "ctx", None)
    return f"{sentence} {see_help(ctx)}" if ctx else sentence


def _option(parameter: Parameter) -> tuple[str, str]:
    if "--help" in parameter.opts:
        return "--help", HELP
    return " ".join([", ".join(parameter.opts), parameter.metavar or ""]).strip(), parameter.help


def _first_line(command: Command) -> str:
    return (command.help or "").partition("\n")[0]
