"""One ZIP of files, the same bytes for the same files."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from app.i18n.japan_time import japanese_time


def archive(files: Iterable[tuple[str, bytes]], modified: datetime) -> bytes:
    """The files under their names, each dated with the plan's own revision."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, content in files:
            # A ZIP holds the time on the wall, without a zone.
            entry = zipfile.ZipInfo(name, japanese_time(modified).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # also on Windows: the platform must not show in the bytes
            entry.external_attr = 0o100644 << 16
            made.writestr(entry, content)
    return buffer.getvalue()
