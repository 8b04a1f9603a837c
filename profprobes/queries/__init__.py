"""Read models for screens and reports: the person first, rows from visible_to(), a fixed number of queries."""
