"""Text in XML documents."""

import re
from typing import Any, Final

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def set_text(element: Any, text: str) -> None:
    """Set the text of an lxml element; characters that XML cannot hold become U+FFFD."""
    element.text = _NOT_XML.sub("\ufffd", text)
