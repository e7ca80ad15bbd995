"""One router a stage of the spine."""
