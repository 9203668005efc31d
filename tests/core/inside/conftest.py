"""The real files, as the tests of datasets read them."""

from tests.core.datasets.conftest import real_data, real_settings

__all__ = ["real_data", "real_settings"]
