"""The store: engines and snapshots, schema, statements, the revision cache."""
