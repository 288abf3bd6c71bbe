import json
import urllib.error

import pytest

PARTY = 50020008
DIRECTOR = "01816010027"
PATH = f"/storage/api/v1/instances?instanceOwner.partyId={PARTY}"


def test_lets_a_director_read_the_instances_of_the_company(platform):
    token = platform.token(person=DIRECTOR)
    assert "instances" in json.loads(platform.call("GET", PATH, token=token))


def test_is_refused_without_a_token(platform):
    with pytest.raises(urllib.error.HTTPError) as refused:
        platform.call("GET", PATH)
    assert refused.value.code == 401


def test_meets_an_altinn_that_is_down_for_a_moment(platform):
    platform.call("POST", "/sandbox/faults", {"kind": "status", "status": 503, "path": "/storage", "count": 1})
    token = platform.token(person=DIRECTOR)
    with pytest.raises(urllib.error.HTTPError) as refused:
        platform.call("GET", PATH, token=token)
    assert refused.value.code == 503
    assert "instances" in json.loads(platform.call("GET", PATH, token=token))
