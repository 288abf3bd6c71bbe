import os

from maskinporten import call, token

vault = os.environ["VAULT_URL"].rstrip("/")
# For an app in Azure: the token of its managed identity, from the package azure-identity.
secret = call("GET", f"{vault}/secrets/testklient?api-version=7.4", bearer=os.environ["VAULT_TOKEN"])
os.environ["MASKINPORTEN_CLIENT_JWK"] = secret["value"]
print(token("altinn:instances.read altinn:instances.write"))
