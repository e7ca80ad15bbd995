"""Diatrace: an algorithm proposes, a person decides, the record keeps both."""

__version__ = "0.1.0"
