"""publishing room; see docs/architecture.md."""
