import json
import os

from maskinporten import call

portvakt = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
api = f"{portvakt}/authentication/api/v1/systemuser"
request_id = os.environ["REQUEST_ID"]
# A log-in as the accountant's managing director, which only a sandbox gives like this.
token = call("POST", f"{portvakt}/sandbox/tokens", {"person": "30856810018"})["token"]

# KVELDSOL REGNSKAP AS approves: the system user has the id of the request.
call("POST", f"{api}/request/agent/50020006/{request_id}/approve", bearer=token)
# It gives the system user one of its clients: FJORDVIK BAKERI AS.
provider, client = "20000000-0000-4000-8000-000000000006", "20000000-0000-4000-8000-000000000008"
given = call("POST", f"{api}/agent/50020006/{request_id}?provider={provider}&client={client}", bearer=token)
print(json.dumps(given, separators=(",", ":")))
