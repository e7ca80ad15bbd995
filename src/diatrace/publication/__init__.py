"""What leaves: the gate, and one file a format."""
