"""Who leaves traces: sites, made of prefixes of addresses, and the links between them."""
