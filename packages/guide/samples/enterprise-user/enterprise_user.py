import base64
import os

from maskinporten import ALTINN, altinn_token, call

party = os.environ.get("PARTY_ID", "50020008")
name = os.environ.get("ENTERPRISE_USER", "fjordvik-bedrift")
secret = base64.b64encode(f"{name}:{os.environ['ENTERPRISE_PASSWORD']}".encode()).decode()

token = altinn_token("altinn:instances.read", headers={"X-Altinn-EnterpriseUser-Authentication": secret})
found = call("GET", f"{ALTINN}/storage/api/v1/instances?instanceOwner.partyId={party}", bearer=token)
print("Found", found["count"])
