. ./maskinporten.sh

customer=${CUSTOMER:-310044423}
# Whose system user it is stands in the grant.
org="{\"authority\":\"iso6523-actorid-upis\",\"ID\":\"0192:$customer\"}"
details="\"authorization_details\":[{\"type\":\"urn:altinn:systemuser\",\"systemuser_org\":$org}]"
token=$(altinn_token 'altinn:instances.read altinn:instances.write' "$details")
instance=$(curl -sS --fail-with-body "${APPS_URL:-http://localhost:7070}/ttd/demo/instances" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d "{\"instanceOwner\":{\"organisationNumber\":\"$customer\"}}")
echo "Created $(echo "$instance" | grep -o '"id":"[0-9]*/[0-9a-f-]*"' | member id)"
