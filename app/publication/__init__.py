"""The one description of what is published of a plan: its tables, its files, their addresses."""
