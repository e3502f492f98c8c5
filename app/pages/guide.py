"""The guides, shown as pages: docs/ja/計画の書き方.md to writing a plan, docs/api.md to the API."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

_DOCS: Final = Path(__file__).parents[2] / "docs"
FOLDER: Final = _DOCS / "ja"
FILE: Final = FOLDER / "計画の書き方.md"
API_FILE: Final = _DOCS / "api.md"
# The address of the service in the examples, in place of which a page has its own.
_EXAMPLE: Final = "http://127.0.0.1:8000"
_COMMENT: Final = re.compile(r"^<!--.*?-->\n", re.M)
# The pictures of the guide by the names under which they are served.
PICTURES: Final = {path.name: path for path in sorted(FOLDER.glob("guide-*.png"))}


class Guide(NamedTuple):
    """The title of a guide and its HTML."""

    title: str
    body: Markup


class _Renderer(RendererHTML):
    """What the pages need beyond plain HTML: anchors as on GitHub, tables that scroll in themselves and are
    named by the heading above, pictures with their size and below the path of the service."""

    def heading_open(self, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
        env["heading"] = slug(_plain(tokens[place + 1]))
        tokens[place].attrSet("id", env["heading"])
        return self.renderToken(tokens, place, options, env)

    def table_open(self, _tokens: Sequence[Token], _place: int, _options: OptionsDict, env: EnvType) -> str:
        return f'<div class="scroll" role="region" aria-labelledby="{env["heading"]}" tabindex="0"><table>'

    def table_close(self, *_: Any) -> str:
        return "</table></div>"

    def th_open(self, *_: Any) -> str:
        return '<th scope="col">'

    def fence(self, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
        # Named by itself: a heading has several commands.
        name, code = f"command-{place}", escape(tokens[place].content)
        region = f'role="region" aria-labelledby="{name}" tabindex="0"'
        return f'<pre {region}><code id="{name}">{code}</code></pre>'

    def image(self, tokens: Sequence[Token], place: int, _options: OptionsDict, env: EnvType) -> str:
        token = tokens[place]
        name = str(token.attrs["src"])
        width, height = picture_size(PICTURES[name])
        address = f"{env['root']}/static/{name}"
        size = f'width="{width}" height="{height}"'
        return f'<a href="{address}"><img src="{address}" alt="{escape(_plain(token))}" {size}></a>'


def _plain(token: Token) -> str:
    """The words of an inline token."""
    return "".join(child.content for child in token.children or ())


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG, which stand at a fixed place."""
    with path.open("rb") as file:
        head = file.read(24)
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


@cache
def guide(root: str, file: Path = FILE, base: str | None = None) -> Guide:
    """A guide with the addresses of its pictures below `root`, and of its examples below `base`."""
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    env: dict[str, Any] = {"root": escape(root)}
    text = _COMMENT.sub("", file.read_text("utf-8"))
    tokens = markdown.parse(text.replace(_EXAMPLE, base) if base else text)
    body = markdown.renderer.render(tokens, markdown.options, env)
    return Guide(_plain(tokens[1]), Markup(body))  # noqa: S704 -- made of a file of ours, without raw HTML
