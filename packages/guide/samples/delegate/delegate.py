import os

from maskinporten import call

portvakt = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
# A log-in as the customer's managing director, which only a sandbox gives like this.
token = call("POST", f"{portvakt}/sandbox/tokens", {"person": "01816010027"})["token"]

suppliers = f"{portvakt}/accessmanagement/api/v1/enduser/maskinportensuppliers"
between = "party=310044423&supplier=310019747"
call("POST", f"{suppliers}?{between}", bearer=token)
given = call("POST", f"{suppliers}/resources?{between}&resource=skogdir-skogdata", bearer=token)
print(given)
