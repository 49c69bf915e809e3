"""The workbook a partner fills: made from a template generation and the live code lists.

`workbook` lays it out and writes it, `layout` says where each column is, `code_lists` what the
dropdowns offer, `validations` what a cell accepts, `colours` what turns red, `guidance` what the
instructions say, `texts` holds all words in Spanish and English.
"""

from gtrm.products.template.workbook import file_name, write_template

__all__ = ["file_name", "write_template"]
