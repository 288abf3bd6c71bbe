. ./maskinporten.sh

curl -sS --fail-with-body "${SELF_SERVICE_URL:-http://localhost:7070/selvbetjening/}api/v1/clients/$OWN_CLIENT_ID/jwks" \
  -H "Authorization: Bearer $(maskinporten_token idporten:dcr.read)" |
  grep -o '"kid" *: *"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/'
