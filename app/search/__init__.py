"""Search: filters, dimensions, conditions, query, facets, matrix, folding, search index."""
