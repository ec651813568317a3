"""Duta: who did what to whom, and who says so."""

__version__ = "0.1.0"
