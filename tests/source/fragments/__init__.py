"""Tests of what is below a page."""
