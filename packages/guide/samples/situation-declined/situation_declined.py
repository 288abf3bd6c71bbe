import os
import uuid

from maskinporten import ALTINN, call, token

portvakt = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
requests = f"{ALTINN}/authentication/api/v1/systemuser/request/vendor"
bearer = token("altinn:authentication/systemuser.request.write altinn:authentication/systemuser.request.read")

# From now on the customer declines what has this reference, and nothing else.
reference = str(uuid.uuid4())
situation = call("POST", f"{portvakt}/sandbox/situations", {"name": "request-declined", "externalRef": reference})

# What you test: your program asks, and learns what became of it.
wish = {
    "systemId": os.environ.get("SYSTEM_ID", "310019747_lonn"),
    "partyOrgNo": os.environ.get("CUSTOMER", "310044423"),
    "externalRef": reference,
    "rights": [{"resource": [{"id": "urn:altinn:resource", "value": "app_ttd_demo"}]}],
}
request = call("POST", requests, wish, bearer=bearer)
print(call("GET", f"{requests}/{request['id']}", bearer=bearer)["status"])

call("DELETE", f"{portvakt}/sandbox/situations/{situation['id']}")
