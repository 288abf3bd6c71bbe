. ./maskinporten.sh

attribute() { printf '{"AttributeId":"%s","Value":"%s"}' "$1" "$2"; }
subject=$(attribute urn:altinn:person:identifier-no "${PERSON:-01816010027}")
action=$(attribute urn:oasis:names:tc:xacml:1.0:action:action-id read)
resource=$(attribute urn:altinn:resource skogdir-felling),$(attribute urn:altinn:organization:identifier-no 310044423)

token=$(altinn_token 'altinn:authorization/authorize')
curl -sS --fail-with-body "$ALTINN_URL/authorization/api/v1/authorize" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d "{\"Request\":{\"AccessSubject\":[{\"Attribute\":[$subject]}],\"Action\":[{\"Attribute\":[$action]}],
    \"Resource\":[{\"Attribute\":[$resource]}]}}" | grep -io '"decision" *: *"[A-Za-z]*"' | sed 's/.*"\([A-Za-z]*\)"$/\1/'
