"""What one trace is made of: its text made comparable, its dates, its language, its identity."""
