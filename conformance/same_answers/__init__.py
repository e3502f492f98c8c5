"""A comparison of two checkouts of hoshin: the same plan files must give the same answers, byte by byte."""
