"""The command line's own words in Japanese: help, usage and the errors of a command that was written wrong."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from app.cli.console import err, print_plain

rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
rich_utils.OPTIONS_PANEL_TITLE = "オプション"
rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
rich_utils.REQUIRED_LONG_STRING = "[必須]"
rich_utils.DEFAULT_STRING = "[省くと {}]"

Function = TypeVar("Function", bound=Callable[..., Any])
_USAGE: Final = "使い方: "
_OPTIONS: Final = "[オプション]"
# A line that goes on in the next one, where no space belongs between the two.
_GOES_ON: Final = re.compile(r"(?<=[^\x00-\x7f。])\n(?=[^\x00-\x7f\s])")


class _InJapanese:
    """What a command and a group of commands share: see the classes of Typer for each method."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "この説明を表示して終わります"
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_USAGE)


class _Command(_InJapanese, TyperCommand):
    pass


class _Group(_InJapanese, TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = "、".join(self.list_commands(ctx))
            ctx.fail(f"「{name}」というコマンドはありません。使えるのは {known} です。")
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """Commands whose help and usage are in Japanese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            cls=_Group,
            options_metavar=_OPTIONS,
            subcommand_metavar="コマンド [引数]…",
            rich_markup_mode="rich",
            add_completion=False,
            pretty_exceptions_enable=False,
            **given,
        )

    def command(  # type: ignore[override]
        self, name: str | None = None
    ) -> Callable[[Function], Function]:
        register = super().command(name, cls=_Command, options_metavar=_OPTIONS)

        def documented(function: Function) -> Function:
            function.__doc__ = _GOES_ON.sub("", re.sub(r"\n +", "\n", function.__doc__ or ""))
            return register(function)

        return documented


def print_usage_error(error: Any) -> None:
    """Print what is wrong with a command line as it was written, and where its help is."""
    context = getattr(error, "ctx", None)
    if context is None:
        print_plain(err, _sentence(error), "bold red")
        return
    if type(error).__name__ == "NoArgsIsHelpError":  # the help was printed
        return
    print_plain(err, context.get_usage())
    print_plain(err, _sentence(error), "bold red")
    print_plain(err, f"{context.command_path} --help で、使い方を確かめられます。")


def _sentence(error: Any) -> str:
    parameter = getattr(error, "param", None)
    name = (parameter.metavar or parameter.opts[-1]) if parameter is not None else ""
    if parameter is not None and parameter.opts[-1].startswith("-"):
        name = parameter.opts[-1]
    match type(error).__name__:
        case "MissingParameter":
            return f"{name} を書いてください。"
        case "NoSuchOption":
            near = "、".join(sorted(error.possibilities or ()))
            return f"{error.option_name} というオプションはありません。" + (
                f"{near} のことでしょうか。" if near else ""
            )
        case "BadOptionUsage":
            return f"{error.option_name} の書き方が違います。値が要るものには値を、要らないものには付けずに書いてください。"
        case "BadParameter":
            return f"{name} の値を読めません。整数など、決まった形で書いてください。"
    message = str(error.format_message())
    if extra := re.search(r"extra argument\S* \((.*)\)", message, re.S):
        return f"余分な引数があります: {extra[1]}"
    return message
