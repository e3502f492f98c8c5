"""Workbooks (XLSX): how a person in an office writes what the service publishes, and reads it."""
