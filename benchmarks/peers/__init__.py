"""Peers with the same answer: an ORM on FastAPI, Django Ninja, Datasette."""
