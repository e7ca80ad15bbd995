"""Planted web pages: what is written on them is known."""
