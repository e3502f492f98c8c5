"""The store: engine and snapshots, schema, statements, what is kept of a revision."""
