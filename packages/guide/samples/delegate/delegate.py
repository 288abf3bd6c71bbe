import json
import os

from maskinporten import call

portvakt = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
# A log-in as the customer's managing director, which only a sandbox gives like this.
token = call("POST", f"{portvakt}/sandbox/tokens", {"person": "01816010027"})["token"]

wish = "party=310044423&supplier=310019747&resource=skogdir-skogdata"
given = call("POST", f"{portvakt}/accessmanagement/api/v1/enduser/maskinportensuppliers?{wish}", bearer=token)
print(json.dumps(given, separators=(",", ":")))
