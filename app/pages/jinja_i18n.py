"""Messages in the templates: `{% trans %}` without a cost per page, and the marking of Japanese text.

{% trans name=plan.title %}{{ name }}の取組{% endtrans %}      a sentence; it may hold markup
{{ _("計画の表") }}                                            words in an attribute or an expression
{{ item.text|lang_ja }}                                        text of the sheet, Japanese on every page

At the beginning and the end of a line `{%+ trans %}` and `{% endtrans +%}` keep the white space around it.
"""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser
from markupsafe import Markup

from app.i18n.messages import PLACEHOLDER, SOURCE, _, current_language, translated

_PLURAL: Final = "plural_message"


class Messages(InternationalizationExtension):
    """Compiles each message into the template, because the language of the process is fixed. Only a plural
    form is chosen page by page, and none in Japanese, which has one form for every number."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Translates constant messages and drops `|lang_ja` where it does nothing: a page holds hundreds of
        both."""
        for token in stream:
            if token.test("name:_") and stream.current.type == "lparen":
                yield from _constant_message(token, next(stream), stream)
            elif (
                current_language() == SOURCE and token.type == "pipe" and stream.current.test("name:lang_ja")
            ):
                next(stream)
            else:
                yield token

    def parse(self, parser: Parser) -> nodes.Output:
        parsed = super().parse(parser)
        # Where the first value is a call, the framework puts it into a variable first.
        first, output = parsed if isinstance(parsed, list) else (None, parsed)
        assert isinstance(output, nodes.Output)  # noqa: S101
        call = output.nodes[0]
        assert isinstance(call, nodes.Call)  # noqa: S101
        message: str = call.args[0].value  # type: ignore[attr-defined]
        values: dict[str, nodes.Expr] = {one.key: one.value for one in call.kwargs}
        if isinstance(first, nodes.Assign) and isinstance(first.node, nodes.Expr):
            assigned = first.node
            values = {key: assigned if _is_assigned(one) else one for key, one in values.items()}
        if "n" in values and current_language() != SOURCE:
            keywords = [nodes.Keyword(key, value) for key, value in values.items()]
            name = nodes.Name(_PLURAL, "load")
            parts: list[nodes.Expr] = [nodes.Call(name, [nodes.Const(message)], keywords, None, None)]
        else:
            parts = _message_parts(translated(message), values)
        return nodes.Output(parts, lineno=output.lineno)


def _constant_message(name: Token, bracket: Token, stream: TokenStream) -> Iterator[Token]:
    text = stream.next_if("string")
    if text is None:
        yield from (name, bracket)
    elif stream.skip_if("rparen"):
        yield Token(text.lineno, "string", _(text.value))
    else:
        yield from (name, bracket, text)


def _is_assigned(value: nodes.Expr) -> bool:
    return isinstance(value, nodes.Name) and value.name == "_trans"


def _message_parts(message: str, values: dict[str, nodes.Expr]) -> list[nodes.Expr]:
    parts: list[nodes.Expr] = []
    at = 0
    for placeholder in PLACEHOLDER.finditer(message):
        parts.append(nodes.TemplateData(message[at : placeholder.start()]))
        parts.append(values[placeholder[1]] if placeholder[1] else nodes.TemplateData("%"))
        at = placeholder.end()
    parts.append(nodes.TemplateData(message[at:]))
    return [part for part in parts if not isinstance(part, nodes.TemplateData) or part.data]


def _plural_message(message: str, /, **values: Any) -> Markup:
    return Markup(translated(message, values["n"])) % values  # noqa: S704 - the catalogue is the operator's


def lang_ja(text: Any) -> Any:
    """Text of the sheet, marked as Japanese on a page in another language."""
    return Markup('<span lang="ja">{}</span>').format(text) if text and current_language() != SOURCE else text


def install(environment: Environment) -> None:
    """Translate the templates into the language of the process."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension(Messages)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update({"_": _, "language": current_language(), _PLURAL: _plural_message})
    environment.filters["lang_ja"] = lang_ja
