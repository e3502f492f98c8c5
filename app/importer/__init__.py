"""From a plan file to the tables, in stages: text, shape, references, difference, one transaction."""
