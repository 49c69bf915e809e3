"""The GTRM 5W warehouse: core, config, lists, intake, rules, warehouse and products."""

__version__ = "0.1.0"
