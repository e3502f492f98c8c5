"""Messages in the templates: `{% trans %}` without a cost per page, and the marking of Japanese text.

{% trans name=plan.title %}{{ name }}の取組{% endtrans %}      a sentence; it may hold markup
{{ _("計画の表") }}                                            words in an attribute or an expression
{{ item.text|ja }}                                             text of the sheet, Japanese on every page

At the beginning and the end of a line `{%+ trans %}` and `{% endtrans +%}` keep the white space around it.
"""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from markupsafe import Markup

from app.i18n.messages import PLACE, SOURCE, _, current, translated

_COUNTED: Final = "counted_message"


class Messages(InternationalizationExtension):
    """Writes each message into the compiled template: the language is that of the process, so what a
    sentence looks like is known before the first page. Only a counted message is chosen page by page,
    and that not in Japanese, which has one form for every number."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Words without a value become what they are in the language, and `|ja` goes where it does
        nothing: a page holds hundreds of both."""
        for token in stream:
            if token.test("name:_") and stream.current.type == "lparen":
                yield from _words(token, next(stream), stream)
            elif current() == SOURCE and token.type == "pipe" and stream.current.test("name:ja"):
                next(stream)
            else:
                yield token

    def parse(self, parser: Parser) -> nodes.Output:
        made = super().parse(parser)
        # Where the first value is a call, the framework puts it into a variable first.
        first, output = made if isinstance(made, list) else (None, made)
        assert isinstance(output, nodes.Output)  # noqa: S101
        call = output.nodes[0]
        assert isinstance(call, nodes.Call)  # noqa: S101
        message: str = call.args[0].value  # type: ignore[attr-defined]
        values: dict[str, nodes.Expr] = {one.key: one.value for one in call.kwargs}
        if isinstance(first, nodes.Assign) and isinstance(first.node, nodes.Expr):
            call_itself = first.node
            values = {key: call_itself if _is_call(one) else one for key, one in values.items()}
        if "n" in values and current() != SOURCE:
            keywords = [nodes.Keyword(key, value) for key, value in values.items()]
            name = nodes.Name(_COUNTED, "load")
            pieces: list[nodes.Expr] = [nodes.Call(name, [nodes.Const(message)], keywords, None, None)]
        else:
            pieces = _pieces(translated(message), values)
        return nodes.Output(pieces, lineno=output.lineno)


def _words(name: Token, bracket: Token, stream: TokenStream) -> Iterator[Token]:
    text = stream.next_if("string")
    if text is None:
        yield from (name, bracket)
    elif stream.skip_if("rparen"):
        yield Token(text.lineno, "string", _(text.value))
    else:
        yield from (name, bracket, text)


def _is_call(value: nodes.Expr) -> bool:
    return isinstance(value, nodes.Name) and value.name == "_trans"


def _pieces(message: str, values: dict[str, nodes.Expr]) -> list[nodes.Expr]:
    pieces: list[nodes.Expr] = []
    at = 0
    for place in PLACE.finditer(message):
        pieces.append(nodes.TemplateData(message[at : place.start()]))
        pieces.append(values[place[1]] if place[1] else nodes.TemplateData("%"))
        at = place.end()
    pieces.append(nodes.TemplateData(message[at:]))
    return [piece for piece in pieces if not isinstance(piece, nodes.TemplateData) or piece.data]


def _counted_message(message: str, /, **values: Any) -> Markup:
    return Markup(translated(message, values["n"])) % values  # noqa: S704 - the catalogue is the operator's


def ja(text: Any) -> Any:
    """Text of the sheet. Where the page is in another language, it says that this is Japanese."""
    return Markup('<span lang="ja">{}</span>').format(text) if text and current() != SOURCE else text


def install(environment: Environment) -> None:
    """Make the templates speak the language of the process."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension(Messages)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update({"_": _, "language": current(), _COUNTED: _counted_message})
    environment.filters["ja"] = ja
