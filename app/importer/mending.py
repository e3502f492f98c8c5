"""A forced import: what the store holds of a plan is written again from its file, though nothing changed."""

import json

from sqlalchemy import select, update
from sqlmodel import col

from app.db.revisions import count_write
from app.db.store import Store
from app.importer.diff import content_sha256
from app.importer.kept_files import KeptPlan, kept_reports
from app.importer.organisations import stored_organisations, write_organisations
from app.importer.page_dates import changed_pages
from app.importer.prepare import PreparedPlan, derive_rows
from app.importer.rebuild import begin
from app.importer.write_plan import delete_plan, write_plan
from app.models import Revision


def mend_plan(store: Store, plan: PreparedPlan) -> bool:
    """Write the kept file of the plan's newest revision and its rows again, and begin a rebuild of all
    derived data. False, and nothing written, where the file is not the one that was imported last. The
    revision stays: what it published is what the file says. So do the reports."""
    of_plan = select(
        col(Revision.id), col(Revision.at), col(Revision.sha256), col(Revision.file), col(Revision.report_id)
    )
    with store.writing() as connection:
        revisions = connection.execute(
            of_plan.where(col(Revision.plan_id) == plan.plan_id).order_by(col(Revision.id))
        ).all()
        own = [revision for revision in revisions if revision.report_id is None]
        if not own:
            return False
        last, newest = own[-1], revisions[-1]
        if plan.sha256 != last.sha256 and plan.sha256 != _digest(last.file):
            return False
        kept = {"file": plan.file, "sha256": plan.sha256, "note": plan.note}
        connection.execute(update(Revision).where(col(Revision.id) == last.id).values(kept))
        begin(connection)  # empties both indexes, which the rows below would else not fit
        changed = changed_pages(connection, plan.plan_id)
        delete_plan(connection, plan.plan_id)
        rows = derive_rows(KeptPlan(plan.file, tuple(kept_reports(connection, plan.plan_id).values())))
        write_organisations(connection, rows, stored_organisations(connection, rows))
        write_plan(connection, rows, newest.id, revisions[0].at, newest.at, changed)
        count_write(connection)
    return True


def _digest(file: str) -> str | None:
    try:
        return content_sha256(json.loads(file))
    except (ValueError, AttributeError):
        return None
