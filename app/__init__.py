"""hoshin (方針): a ward office's yearly policy plan, published as data."""

__version__ = "0.1.0"
