"""Posts as the platforms themselves write them (captured in a browser), each platform's shapes in one file."""
