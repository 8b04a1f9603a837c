"""The API of the network's room (network page §7): the same rows, rights and services as the screens, for a person's own programs."""
