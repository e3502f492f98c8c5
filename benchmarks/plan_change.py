"""Importing process of P6: imports a changed plan for each line of input and prints the time of commit.

python -m benchmarks.plan_change    the store is HOSHIN_DATABASE_URL; its first plan is changed
"""

import json
import sys
import time

from sqlalchemy import select
from sqlmodel import col

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.models import Revision
from app.settings import read_settings


def main() -> None:
    store = open_store(read_settings())
    with store.snapshot() as session:
        newest = select(col(Revision.file)).order_by(col(Revision.id).desc()).limit(1)
        plan = json.loads(session.execute(newest).scalar_one())
    entry = next(one for one in plan["document"] if one["type"] == "measure")
    print("ready", flush=True)
    for number, _ in enumerate(sys.stdin, start=1):
        entry["label"] = f"見出しの変更{number}"
        plan["note"] = f"{number}回目の変更"
        outcome = import_text(store, json.dumps(plan, ensure_ascii=False))
        # The clock is the machine's, the same in every process.
        print(json.dumps({"committed": time.monotonic(), "revision": outcome.revision}), flush=True)
    store.close()


if __name__ == "__main__":
    main()
