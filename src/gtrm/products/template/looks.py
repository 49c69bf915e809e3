"""Fonts, fills and borders shared by the sheets."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

BLUE, WHITE, BLACK, GREY, RED = "1F4E79", "FFFFFF", "000000", "595959", "9C2A10"
# What a colour says: fill and text, readable in print and by most who cannot tell red from green.
LOOKS = {
    "wrong": ("F4B6AE", "7A0C00"),
    "repeated": ("FFC78A", "5C2E00"),
    "missing": ("FFE9A8", "5C4400"),
}
_THIN, _PALE = Side(style="thin", color="BFBFBF"), Side(style="thin", color="D9D9D9")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
LINE = Border(bottom=_PALE)
CENTRED = Alignment(wrap_text=True, horizontal="center", vertical="center")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def font(
    colour: str = BLACK, size: float = 11, *, bold: bool = False, italic: bool = False
) -> Font:
    """Return a font by name: one without a name is whatever the program likes."""
    return Font(name="Calibri", family=2, size=size, bold=bold, italic=italic, color=colour)


def solid(colour: str) -> PatternFill:
    """Return a plain fill: cells read its start colour, conditional formats its end colour."""
    return PatternFill("solid", start_color=colour, end_color=colour)
