"""The study over HTTP, for the page and for the browser extension; loopback only, one token a start."""
