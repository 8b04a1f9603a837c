"""Benchmarks: every figure is a ratio measured in one run on one machine. `make bench` prints a table and writes var/bench/latest.json."""
