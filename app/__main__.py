"""`python -m app` is `hoshin`."""

from app.cli.commands import main

main()
