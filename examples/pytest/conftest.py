import pytest
from portvakt_platform import Platform


@pytest.fixture(scope="session")
def running_platform():
    """One for the whole run, or for each worker of pytest-xdist."""
    with Platform() as platform:
        yield platform


@pytest.fixture
def platform(running_platform):
    """The same, as it was at first."""
    running_platform.reset()
    return running_platform
