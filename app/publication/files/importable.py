"""The plan as it can be imported again: its plan file and its workbook."""

import json

from sqlmodel import Session, col, select

from app.models import Revision
from app.publication.files.contents import CurrentForm
from app.workbook.plan_workbook import plan_workbook


def plan_file(session: Session, plan_id: str, current_form: CurrentForm) -> bytes:
    """The canonical file of the plan's newest revision; newer ones may be of its reports."""
    own = (col(Revision.plan_id) == plan_id, col(Revision.report_id).is_(None))
    newest = select(col(Revision.file)).where(*own).order_by(col(Revision.id).desc()).limit(1)
    return current_form(session.exec(newest).one()).encode()


def workbook(file: bytes) -> bytes:
    return plan_workbook(json.loads(file))
