"""Computations over what was gathered and decided: tables, each opening onto the traces behind it."""
