import json
import os
import urllib.error
import urllib.request

# The platform runs already: npx portvakt up --data :memory:
PORTVAKT = os.environ.get("PORTVAKT_URL", "http://localhost:7070")


def profile(token):
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{PORTVAKT}/profile/api/v1/users/current", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, None


def test_knows_the_person():
    wish = json.dumps({"person": "01816010027"}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{PORTVAKT}/sandbox/tokens", data=wish, headers=headers)
    with urllib.request.urlopen(request) as made:
        token = json.load(made)["token"]
    status, person = profile(token)
    assert status == 200
    assert person["userId"] == 20001


def test_turns_away_what_is_no_token():
    status, _ = profile("nothing")
    assert status == 401
