"""Messages in the language of the process: Japanese as in the sources, or that of a catalogue.

A message is a whole sentence with named placeholders, and its own key: on a Japanese service nothing is
loaded and nothing is looked up.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import GNUTranslations

SOURCE: Final = "ja"
FOLDER: Final = Path(__file__).parents[1] / "locale"
# A language code also becomes the name of a folder.
LANGUAGE_CODE: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
# A placeholder of a message, or a percent sign of the text itself.
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s|%%")
# From a message and its values to a sentence: `_` for people, `japanese` for data and files.
Translate = Callable[..., str]


class CatalogueError(Exception):
    """A missing language or an invalid catalogue; the text says what to do."""


class _Current:
    language = SOURCE
    catalogue: "GNUTranslations | None" = None


def set_language(language: str, folder: Path = FOLDER) -> None:
    """Set the language of the process. Raises CatalogueError."""
    _Current.catalogue = None if language == SOURCE else read_catalogue(language, folder)
    _Current.language = language


def current_language() -> str:
    """The code of the current language, as HTML writes it."""
    return _Current.language


def translated(message: str, n: object = None) -> str:
    """The pattern in the current language; with a number its plural form."""
    if _Current.catalogue is None:
        return message
    if isinstance(n, int):
        return _Current.catalogue.ngettext(message, message, n)
    return _Current.catalogue.gettext(message)


def _(message: str, /, **values: object) -> str:
    """The sentence in the current language. The value `n` selects the plural form."""
    return translated(message, values.get("n")) % values


def japanese(message: str, /, **values: object) -> str:
    """The sentence of the sources, whatever the current language."""
    return message % values


def N_(message: str) -> str:  # noqa: N802 - the name that catalogue tools know
    """Marks a message for extraction; it is translated where it is shown."""
    return message


def catalogue_path(language: str, folder: Path = FOLDER) -> Path:
    return folder / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


def available_languages(folder: Path = FOLDER) -> list[str]:
    found = (path.parent.parent.name.replace("_", "-") for path in folder.glob("*/LC_MESSAGES/messages.po"))
    return [SOURCE, *sorted(found)]


def read_catalogue(language: str, folder: Path = FOLDER) -> "GNUTranslations":
    """The catalogue of a language, compiled from its .po file. Raises CatalogueError."""
    path = catalogue_path(language, folder)
    if not path.is_file():
        raise CatalogueError(
            f"言語「{language}」の翻訳がありません。使えるのは {'、'.join(available_languages(folder))} です。"
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
    invalid = [text for key, strings in pairs for text in _invalid_translations(key, strings)]
    if invalid:
        raise CatalogueError(
            f"翻訳のファイル {path} の訳に、元の文にない %(…)s か、閉じていない % があります: {'、'.join(invalid[:5])}"
        )
    compiled.seek(0)
    return GNUTranslations(compiled)


def _invalid_translations(key: str | Sequence[str], strings: str | Sequence[str]) -> Iterator[str]:
    """The translations with other placeholders than their message."""
    message = key if isinstance(key, str) else key[0]
    values = {found[1]: "" for found in PLACEHOLDER.finditer(message) if found[1]}
    for text in [strings] if isinstance(strings, str) else strings:
        try:
            text % values
        except (KeyError, ValueError, TypeError):
            yield text
