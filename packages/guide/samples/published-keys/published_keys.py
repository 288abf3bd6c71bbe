import os

from maskinporten import call, token

api = os.environ.get("SELF_SERVICE_URL", "http://localhost:7070/selvbetjening/") + "api/v1"
answer = call("GET", f"{api}/clients/{os.environ['OWN_CLIENT_ID']}/jwks", bearer=token("idporten:dcr.read"))
for key in answer["keys"]:
    print(key["kid"])
