"""What a person reads at the end of a cycle."""
from __future__ import annotations
def describe(settings, month): return "todo"
