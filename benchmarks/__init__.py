"""The timed run: `make bench` and `make bench-quick`."""

import warnings

# The PostgreSQL wheel asks for a runtime directory, which a build machine has none of.
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
