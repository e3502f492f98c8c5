"""Where the repository, the real sheet and the shared documents are."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
APP: Final = ROOT / "app"
SEED: Final = ROOT / "data/seed_r4.json"
# Beside the repository on a machine that has it; only conformance tests read it.
SHARED: Final = ROOT.parent / "shared"
