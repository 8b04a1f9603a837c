"""Forms of plans, events and local acts."""
