"""What people decide: the desk, verdicts, what stands, stopping advice, agreement."""
