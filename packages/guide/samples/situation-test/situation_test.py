import json
import os
import urllib.error
import urllib.request
import uuid

# The platform runs already: npx portvakt up --data :memory:
PORTVAKT = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
# Tests that run beside this one do not meet its situations.
CLIENT = str(uuid.uuid4())


def send(method, path, body=None, bearer=""):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(PORTVAKT + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def new_token():
    who = f"orgNo=310019747&clientId={CLIENT}&scopes=altinn:authentication/systemregister.write"
    return send("GET", f"/token-generator/api/GetEnterpriseToken?env=local&{who}")[1]


def systems():
    """What is under test: at 401 it gets a new token, and repeats the call once."""
    path = "/authentication/api/v1/systemregister/vendor"
    first, _ = send("GET", path, bearer=new_token())
    return send("GET", path, bearer=new_token())[0] if first == 401 else first


def test_gets_a_new_token_when_the_one_it_has_has_expired():
    _, started = send("POST", "/sandbox/situations", {"name": "token-expired", "client": CLIENT})
    try:
        assert systems() == 200
        _, report = send("GET", "/sandbox/situation-report")
        met = {one["name"]: one for one in json.loads(report)}["token-expired"]
        assert met["client"] == CLIENT
    finally:
        send("DELETE", f"/sandbox/situations/{json.loads(started)['id']}")
