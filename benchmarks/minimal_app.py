"""Minimal application on the same libraries, the reference for the start."""

import fastapi
import jinja2
import sqlmodel
import uvicorn

app = fastapi.FastAPI()
USED = (jinja2.Environment, sqlmodel.SQLModel, uvicorn.Config)


@app.get("/health/live")
async def live() -> dict[str, str]:
    return {}
