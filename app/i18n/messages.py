"""The language that people are spoken to in: Japanese as it stands in the sources, or a catalogue's.

It belongs to the process, like the settings. Messages are whole sentences with named places, and the
Japanese sentence is its own key: on a Japanese service nothing is loaded and nothing is looked up.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from gettext import GNUTranslations

SOURCE: Final = "ja"
FOLDER: Final = Path(__file__).parents[1] / "locale"
CODE: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
"""What a language may be called: it also becomes the name of a folder."""
PLACE: Final = re.compile(r"%\((\w+)\)s|%%")
"""A place in a message for a value, or a percent sign of the text itself."""


class CatalogueError(Exception):
    """A language that is not there, or a catalogue that cannot be used; says how to mend it."""


class Say(Protocol):
    """How a message becomes a sentence: `_` for people, `japanese` for data and files."""

    def __call__(self, message: str, /, **values: object) -> str: ...


class _Process:
    language = SOURCE
    catalogue: "GNUTranslations | None" = None


def use(language: str, folder: Path = FOLDER) -> None:
    """From now on the process speaks this language. Raises CatalogueError."""
    _Process.catalogue = None if language == SOURCE else read(language, folder)
    _Process.language = language


def current() -> str:
    """The code of the language in use, as HTML writes it."""
    return _Process.language


def translated(message: str, n: object = None) -> str:
    """The pattern in the language in use; with a number the form that goes with it."""
    if _Process.catalogue is None:
        return message
    if isinstance(n, int):
        return _Process.catalogue.ngettext(message, message, n)
    return _Process.catalogue.gettext(message)


def _(message: str, /, **values: object) -> str:
    """The sentence in the language in use. A value called `n` is the number that is counted."""
    if _Process.catalogue is None:
        return message % values
    return translated(message, values.get("n")) % values


def japanese(message: str, /, **values: object) -> str:
    """The sentence as it stands in the sources, whatever the language."""
    return message % values


def N_(message: str) -> str:  # noqa: N802 - the name that catalogue tools know
    """Marks a message where it is written; whoever shows it translates it then."""
    return message


def file_of(language: str, folder: Path = FOLDER) -> Path:
    return folder / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def available(folder: Path = FOLDER) -> list[str]:
    """The languages that can be chosen."""
    found = (path.parent.parent.name.replace("_", "-") for path in folder.glob("*/LC_MESSAGES/messages.po"))
    return [SOURCE, *sorted(found)]


def read(language: str, folder: Path = FOLDER) -> "GNUTranslations":
    """The catalogue of a language, straight from the file that translators write. Raises CatalogueError."""
    path = file_of(language, folder)
    if not path.is_file():
        raise CatalogueError(
            f"言語「{language}」の翻訳がありません。使えるのは {'、'.join(available(folder))} です。"
            f"加えるには、messages.pot を訳したファイルを {path} に置いてください。"
        )
    # A Japanese service has no use for these, and starts without them.
    from gettext import GNUTranslations  # noqa: PLC0415

    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        write_mo(compiled, catalogue)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueError(f"翻訳のファイル {path} を読めません: {error}") from error
    pairs = ((one.id, one.string) for one in catalogue if one.id and one.string and not one.fuzzy)
    wrong = [text for key, strings in pairs for text in _misplaced(key, strings)]
    if wrong:
        raise CatalogueError(
            f"翻訳のファイル {path} の訳に、元の文にない %(…)s か、閉じていない % があります: {'、'.join(wrong[:5])}"
        )
    compiled.seek(0)
    return GNUTranslations(compiled)


def _misplaced(key: str | Sequence[str], strings: str | Sequence[str]) -> Iterator[str]:
    """The translations that the values of their message would not fit into."""
    message = key if isinstance(key, str) else key[0]
    values = {found[1]: "" for found in PLACE.finditer(message) if found[1]}
    for text in [strings] if isinstance(strings, str) else strings:
        try:
            text % values
        except (KeyError, ValueError, TypeError):
            yield text
