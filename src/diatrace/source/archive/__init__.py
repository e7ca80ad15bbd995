"""The parts of reading web archives: bytes unpacked past damage, records, HTTP messages, pages."""
