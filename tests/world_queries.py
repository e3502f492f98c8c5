"""Short ids of the world's initiatives, and those that a query finds."""

from starlette.testclient import TestClient

from tests.world import WARD

# In document order; 22-b01 stands for 991015-2022-b01.
ALL = (
    "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b01 22-b02 "
    "23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2"
)


def found(client: TestClient, query: str, path: str = "/api/v1/initiatives") -> str:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    return " ".join(item["id"].removeprefix(f"{WARD}-20") for item in answer.json()["items"])
