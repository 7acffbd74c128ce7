"""What every test runs in: a data folder of its own, a known secret, PostgreSQL where the run asks for it.

Loaded before Django's settings are, as a plugin.
"""

import os
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="watchbill-tests-")
for _name in [name for name in os.environ if name.startswith("WATCHBILL_")]:
    if not _name.startswith("WATCHBILL_TEST_"):
        del os.environ[_name]
os.environ["WATCHBILL_DATA"] = _folder
os.environ["WATCHBILL_SECRET_KEY"] = "a-secret-for-tests-that-is-long-enough"
os.environ["WATCHBILL_BASE_URL"] = "http://watchbill.example.org"
if _url := os.environ.get("WATCHBILL_TEST_DATABASE_URL"):
    os.environ["WATCHBILL_DATABASE_URL"] = _url


def data_folder() -> Path:
    return Path(_folder)
