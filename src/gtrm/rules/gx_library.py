"""The only import of Great Expectations: without messages or network, and only what rules use.

`import great_expectations` takes 3.4 s of CPU: its `__init__` leads to every kind of data source,
to SQLAlchemy, the AWS client, SciPy and Altair, which no rule about rows of pandas needs. Here its
modules are the real ones, none is changed; only *when* they are loaded differs:

* Packages of GX whose `__init__` does no more than pass on names of their modules are not run.
  Who asks such a package for a name gets it from the module that has it, imported then.
* Optional packages are taken for not installed, which GX is made for, unless they are loaded.
* SciPy's statistics are loaded when one of them is used (`importlib.util.LazyLoader`).
* An expectation's module is imported when a suite names it: see `load_expectation`.

If GX is already imported, none of this is done. If a rule needs something that is missing, the run
stops (`verdicts`), so no verdict can change. `tests/rules/test_verdicts.py` compares the rows
with those of GX's own validator.
"""

from __future__ import annotations

import ast
import gc
import importlib.util
import os
import sys
import warnings
from contextlib import contextmanager
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when GX is imported

_GX = "great_expectations"
_EXPECTATIONS = f"{_GX}.expectations.core"
_PASSING_ON_NAMES = (  # besides its root
    f"{_GX}.checkpoint",
    f"{_GX}.core",
    f"{_GX}.data_context",
    f"{_GX}.data_context.data_context",
    f"{_GX}.expectations",
    _EXPECTATIONS,
    f"{_GX}.render.renderer",
)
_OPTIONAL = ("sqlalchemy", "boto3", "botocore", "psycopg2")
_WHEN_USED = "scipy.stats"  # by two tests of distributions


class _Package(ModuleType):
    """A package whose `__init__` has not been run: it finds its names in its modules."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the package holds
        if name.startswith("__"):
            raise AttributeError(name)
        module = _sources(self).get(name)
        if module is not None:
            return getattr(import_module(module, self.__name__), name)
        if importlib.util.find_spec(f"{self.__name__}.{name}") is not None:
            return import_module(f"{self.__name__}.{name}")
        raise AttributeError(f"{self.__name__} passes on no {name}")


def load_expectation(name: str) -> None:
    """Make GX know one of its own expectations, such as `expect_column_values_to_be_null`.

    A name that GX does not have is left to GX, which says so when it is asked for it.
    """
    module = f"{_EXPECTATIONS}.{name}"
    if name.isidentifier() and importlib.util.find_spec(module) is not None:
        import_module(module)


def ephemeral_context() -> Any:  # noqa: ANN401 - its type would load all that is spared here
    """Return GX's context in memory; this loads the rest of GX."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return gx.get_context(mode="ephemeral")


def _sources(package: ModuleType) -> dict[str, str]:
    """Return which module each name comes from, as the package's `__init__` says."""
    found: dict[str, str] | None = package.__dict__.get("_sources")
    if found is None:
        tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
        found = package.__dict__["_sources"] = {
            alias.name: f"{'.' * node.level}{node.module}"
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
    return found


def _place(name: str) -> ModuleType:
    """Make a package importable without running its `__init__`."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(name)
    package = importlib.util.module_from_spec(spec)
    package.__class__ = _Package
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
    return package


def _load_when_used(name: str) -> None:
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """Let imports of packages that are not loaded yet fail, for the time of one import."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None: not importable
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _prepare() -> None:
    """Put GX's packages and SciPy's statistics in place, without running them."""
    _load_when_used(_WHEN_USED)
    _place(_GX).__dict__["__version__"] = metadata.version(_GX)
    for name in _PASSING_ON_NAMES:
        _place(name)


# GX imports modules that Python has deprecated; its warnings are not ours to show.
# GX is many objects that live as long as the process. Kept from the garbage collector, they are
# not walked again and again, nor taken apart one by one when the process ends.
gc.disable()
try:
    with warnings.catch_warnings(), _without(_OPTIONAL):
        warnings.simplefilter("ignore")
        if _GX not in sys.modules:
            _prepare()
        import great_expectations as gx
        import great_expectations.expectations.metrics
        from great_expectations.execution_engine.pandas_execution_engine import (
            PandasExecutionEngine,
        )
        from great_expectations.expectations.registry import get_metric_kwargs
        from great_expectations.validator.metric_configuration import MetricConfiguration
        from great_expectations.validator.metrics_calculator import MetricsCalculator
finally:
    gc.enable()
gc.freeze()

__all__ = [
    "MetricConfiguration",
    "MetricsCalculator",
    "PandasExecutionEngine",
    "ephemeral_context",
    "get_metric_kwargs",
    "gx",
    "load_expectation",
]
