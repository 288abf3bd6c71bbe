import base64
import json
import os

from maskinporten import token

accountant = os.environ.get("ACCOUNTANT", "310032085")

# The accountant's system user, whichever of its clients the call is about.
details = [
    {
        "type": "urn:altinn:systemuser",
        "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": f"0192:{accountant}"},
    }
]
bearer = token("altinn:instances.read altinn:instances.write", authorization_details=details)
claims = json.loads(base64.urlsafe_b64decode(bearer.split(".")[1] + "=="))
user = claims["authorization_details"][0]
print(f"System user {user['systemuser_id'][0]} of {user['systemuser_org']['ID']}")
