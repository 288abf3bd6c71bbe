. ./maskinporten.sh

secret=$(printf '%s:%s' "${ENTERPRISE_USER:-fjordvik-bedrift}" "$ENTERPRISE_PASSWORD" | openssl base64 -A)
token=$(altinn_token 'altinn:instances.read' '' "X-Altinn-EnterpriseUser-Authentication: $secret")
found=$(curl -sS --fail-with-body "$ALTINN_URL/storage/api/v1/instances?instanceOwner.partyId=${PARTY_ID:-50020008}" \
  -H "Authorization: Bearer $token")
echo "Found $(echo "$found" | sed -n 's/.*"count" *: *\([0-9]*\).*/\1/p')"
