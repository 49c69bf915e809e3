"""Where submissions come from: `config/sources.yml` says it, `pull` brings them.

One module per kind (folder, sftp, s3, http_folder, activityinfo); each only reads. See
`docs/sources.md`.
"""

from __future__ import annotations

from gtrm.intake.sources.configuration import credential_names
from gtrm.intake.sources.connections import look_up
from gtrm.intake.sources.model import Fetched, SourceDownError, SourceError, SourceReport
from gtrm.intake.sources.puller import Pulled, pull

__all__ = [
    "Fetched",
    "Pulled",
    "SourceDownError",
    "SourceError",
    "SourceReport",
    "credential_names",
    "look_up",
    "pull",
]
