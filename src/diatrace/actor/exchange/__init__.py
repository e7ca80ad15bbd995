"""Networks of sites in and out, in the formats of the tools around."""
