. ./maskinporten.sh

attribute() { printf '{"AttributeId":"%s","Value":"%s"}' "$1" "$2"; }
# The system user is the token's; the client is the one whom the call is about.
subject=$(attribute urn:altinn:systemuser:uuid "$SYSTEM_USER")
action=$(attribute urn:oasis:names:tc:xacml:1.0:action:action-id write)
client=$(attribute urn:altinn:organization:identifier-no "${CLIENT:-310044423}")
resource=$(attribute urn:altinn:resource ttd-lonnsrapport),$client

token=$(altinn_token 'altinn:authorization/authorize')
curl -sS --fail-with-body "$ALTINN_URL/authorization/api/v1/authorize" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d "{\"Request\":{\"AccessSubject\":[{\"Attribute\":[$subject]}],\"Action\":[{\"Attribute\":[$action]}],
    \"Resource\":[{\"Attribute\":[$resource]}]}}" | grep -io '"decision" *: *"[A-Za-z]*"' | sed 's/.*"\([A-Za-z]*\)"$/\1/'
