"""The same answer made with what others would take: an ORM on FastAPI, Django Ninja, Datasette."""
