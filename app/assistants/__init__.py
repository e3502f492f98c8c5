"""For assistants of staff: tools that read the service's own API (docs/decisions/0054-assistants.md)."""
