"""Superset in one process, run with the Python of `.venv-bi`: serve_superset.py PORT BUNDLE.ZIP.

Makes its database and roles, an administrator from SUPERSET_USER and SUPERSET_PASSWORD, imports
the bundle, and serves on the loopback address only until it is ended. `run_superset.py` starts it.
"""

from __future__ import annotations

import os
import sys
from zipfile import ZipFile

from flask_migrate import upgrade
from superset.app import create_app


def prepare(bundle: str) -> None:
    """Fill an empty Superset: tables, roles, administrator, bundle."""
    from superset import appbuilder, db, security_manager
    from superset.commands.dashboard.importers.v1 import ImportDashboardsCommand
    from superset.commands.importers.v1.utils import get_contents_from_bundle
    from superset.utils.core import override_user

    upgrade(directory=os.path.join(os.path.dirname(sys.modules["superset"].__file__), "migrations"))  # noqa: PTH118, PTH120
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    user = security_manager.add_user(
        os.environ["SUPERSET_USER"],
        "GTRM",
        "Perú",
        "gtrm@example.org",
        security_manager.find_role("Admin"),
        os.environ["SUPERSET_PASSWORD"],
    )
    with override_user(user), ZipFile(bundle) as file:
        ImportDashboardsCommand(get_contents_from_bundle(file), overwrite=True).run()
    db.session.commit()


def main() -> None:
    """Prepare, say that it is ready, serve."""
    port, bundle = sys.argv[1:]
    app = create_app()
    with app.app_context():
        prepare(bundle)
    app.run(host="127.0.0.1", port=int(port), threaded=True, use_reloader=False)


if __name__ == "__main__":
    main()
