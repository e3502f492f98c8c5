"""The plan as it can be imported again: its plan file and its workbook."""

import json

from sqlmodel import Session, col, select

from app.models import Plan, Revision
from app.publication.files.contents import CurrentForm
from app.workbook.plan_workbook import plan_workbook


def plan_file(session: Session, plan_id: str, current_form: CurrentForm) -> bytes:
    """The canonical file of the plan's newest revision."""
    newest = select(col(Revision.file)).join(Plan, col(Plan.revision_id) == col(Revision.id))
    return current_form(session.exec(newest.where(col(Plan.id) == plan_id)).one()).encode()


def workbook(file: bytes) -> bytes:
    return plan_workbook(json.loads(file))
