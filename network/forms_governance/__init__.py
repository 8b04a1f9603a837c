"""Forms of networks, councils and orders."""
