"""What protects people at the door: pseudonyms, redactable stretches, keys, sealed records."""
