"""Writes app/locale/messages.pot: `make messages`, after a change of a sentence that people see.

The file has no date and no line numbers, so that it changes only with a sentence. A message with a count
(`%(n)s`) has a plural, which other languages than Japanese need.
"""

from io import BytesIO
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from app.i18n.messages import FOLDER
from tests.paths import APP

FILE: Final = FOLDER / "messages.pot"
METHODS: Final = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS: Final = {
    # The settings of app/pages/jinja_i18n.py; an unreadable template is an error.
    "templates/**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
}
KEYWORDS: Final = {"_": None, "N_": None, "gettext": None}
HEADER: Final = """\
# Every sentence that people see on the pages and in the explanations of errors, in Japanese.
# A further language is this file translated, as <language>/LC_MESSAGES/messages.po beside it.
msgid ""
msgstr ""
"Project-Id-Version: hoshin\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def message_catalogue() -> Catalog:
    """Every message in the code and the templates."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(APP, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _, message, _, _ in found:
        assert isinstance(message, str)
        counted = "%(n)s" in message
        catalogue.add((message, message) if counted else message, locations=[(f"app/{file}", 0)])
    return catalogue


def template() -> bytes:
    """The file for translators."""
    written = BytesIO()
    write_po(written, message_catalogue(), omit_header=True, sort_output=True, include_lineno=False, width=0)
    return HEADER.encode() + written.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(template())
