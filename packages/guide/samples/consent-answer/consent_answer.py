import os

from maskinporten import call

portvakt = os.environ.get("PORTVAKT_URL", "http://localhost:7070")
# A log-in as the person who was asked, which only a sandbox gives like this.
wish = {"person": os.environ.get("PERSON", "01816010027")}
token = call("POST", f"{portvakt}/sandbox/tokens", wish)["token"]

request = f"{portvakt}/accessmanagement/api/v1/bff/consentrequests/{os.environ['CONSENT_ID']}"
print(call("POST", f"{request}/accept", bearer=token))
