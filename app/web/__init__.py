"""HTTP: routing, parameters, answers, errors, OpenAPI."""
