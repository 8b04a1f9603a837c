"""How people type what the services take."""
