"""The files of a plan: tables, packages, workbook, StratML."""
