"""The files of `config/`, which the coordination edits: one reader, one form of error.

`check` reads them all; `read_list` and `read_document` read one, by its class in `lists` or
`documents`.
"""

from gtrm.config.checking import Config, check, read_document, read_list
from gtrm.config.problems import ConfigError

__all__ = ["Config", "ConfigError", "check", "read_document", "read_list"]
