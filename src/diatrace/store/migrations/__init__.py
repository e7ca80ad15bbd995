"""Steps from each past schema to the next, run on opening an older study, after a safety copy."""
