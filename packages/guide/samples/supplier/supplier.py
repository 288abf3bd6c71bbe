import base64
import json
import os

from maskinporten import token

# On whose behalf stands in the grant.
value = token("skogdir:skogdata.read", consumer_org=os.environ.get("CONSUMER", "310044423"))
claims = json.loads(base64.urlsafe_b64decode(value.split(".")[1] + "=="))
print(claims["supplier"]["ID"], "for", claims["consumer"]["ID"])
