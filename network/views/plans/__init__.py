"""Pages of plans, the calendar and local acts."""
