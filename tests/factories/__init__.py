"""Factories: valid by default, traits by state, plainly synthetic people."""
