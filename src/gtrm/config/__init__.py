"""The files of `config/`, which the coordination edits."""
