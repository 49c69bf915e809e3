"""Files that LibreOffice writes: other formats, passwords."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

_PROTECT = """
Sub Protect(source As String, target As String)
  Dim opening(0) As New com.sun.star.beans.PropertyValue
  opening(0).Name = "Hidden"
  opening(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
  Dim saving(1) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  saving(0).Value = "calc8"
  saving(1).Name = "Password"
  saving(1).Value = "clave"
  document.storeToURL(target, saving())
  document.close(True)
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{}</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
<library:element library:name="Module1"/></library:library>"""


def convert(path: Path, to: str) -> Path:
    """Save a file as another kind, beside it."""
    _run(path.parent, "--convert-to", to, "--outdir", str(path.parent), str(path))
    return path.with_suffix(f".{to}")


def protect(path: Path) -> Path:
    """Save an .ods beside a workbook that asks for a password."""
    folder = path.parent
    convert(path, "csv").unlink()  # the first start makes the profile
    basic = folder / "profile" / "user" / "basic" / "Standard"
    (basic / "Module1.xba").write_text(_MODULE.format(escape(_PROTECT)), encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    target = path.with_suffix(".ods")
    _run(folder, f'macro:///Standard.Module1.Protect("{path.as_uri()}","{target.as_uri()}")')
    return target


def _run(folder: Path, *arguments: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, *arguments], check=True, capture_output=True, timeout=120
    )
