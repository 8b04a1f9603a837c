"""Actions of career trials, one module per noun. Every function is keyword-only, runs in one transaction and raises DomainError subclasses."""
