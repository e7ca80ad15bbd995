"""What an algorithm suggests on a question: which traces belong, which are nearly the same."""
