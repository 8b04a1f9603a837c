"""The practicum over HTTP: /api/v1/practicum/, in the shape of network.api."""
