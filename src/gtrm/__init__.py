"""The GTRM 5W warehouse: from a partner's file to a published figure."""

__version__ = "0.1.0"
