. ./maskinporten.sh

token=$(altinn_token 'altinn:instances.read altinn:instances.write')
instance=$(curl -sS --fail-with-body "${APPS_URL:-http://localhost:7070}/ttd/org-demo/instances" \
  -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d "{\"instanceOwner\":{\"organisationNumber\":\"${ORGANISATION:-310044423}\"}}")
echo "Created $(echo "$instance" | grep -o '"id":"[0-9]*/[0-9a-f-]*"' | member id)"
