"""intake room; see docs/architecture.md."""
