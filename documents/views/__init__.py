"""Pages of the engine: register, one document, batches, public check."""
