"""Paths of the repository, the real sheet and the shared documents."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
APP: Final = ROOT / "app"
TESTS: Final = ROOT / "tests"
SEED: Final = ROOT / "data/seed_r4.json"
# Beside the repository where it exists, not part of a clone. Tests that need it are skipped without it.
SHARED: Final = ROOT.parent / "shared"
