"""`python -m app` is `hoshin`."""

from app.cli import main

main()
