"""One query: filters, dimensions, what matches, facets, cross table, search index."""
