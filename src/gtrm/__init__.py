"""The GTRM 5W warehouse: intake, validation, publishing and reporting."""

__version__ = "0.1.0"
