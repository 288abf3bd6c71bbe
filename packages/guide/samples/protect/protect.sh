# What a script asks before it serves somebody: prints the status to answer with. TOKEN is the caller's, ORG whom the call is about.
. ./check-token.sh

level=urn:altinn:minimum-authenticationlevel
openid=$(curl -sS --fail-with-body "$ALTINN_URL/authentication/api/v1/openid/.well-known/openid-configuration")
issuer=$(echo "$openid" | member issuer)
keys=$(echo "$openid" | member jwks_uri)
claims=$(check_token "${TOKEN-}" altinn:instances.read "$issuer" "$keys") || { echo 401 && exit; }

attribute() { printf '{"AttributeId":"%s","Value":"%s"}' "$1" "$2"; }
# Whom the token is for, as the PDP calls them.
system_user=$(echo "$claims" | sed -n 's/.*"systemuser_id" *: *\["\([^"]*\)".*/\1/p')
consumer=$(echo "$claims" | sed -n 's/.*"consumer" *: *{[^}]*"ID" *: *"0192:\([0-9]*\)".*/\1/p')
subject=$(attribute urn:altinn:organization:identifier-no "$consumer")
[ -z "$system_user" ] || subject=$(attribute urn:altinn:systemuser:uuid "$system_user")
action=$(attribute urn:oasis:names:tc:xacml:1.0:action:action-id read)
resource=$(attribute urn:altinn:resource ttd-lonnsrapport),$(attribute urn:altinn:organization:identifier-no "$ORG")

own=$(altinn_token 'altinn:authorization/authorize') || { echo 503 && exit; } # no answer is no permission
answer=$(curl -sS --fail-with-body "$ALTINN_URL/authorization/api/v1/authorize" \
  -H "Authorization: Bearer $own" -H 'Content-Type: application/json' \
  -d "{\"Request\":{\"AccessSubject\":[{\"Attribute\":[$subject]}],\"Action\":[{\"Attribute\":[$action]}],
    \"Resource\":[{\"Attribute\":[$resource]}]}}") || { echo 503 && exit; }

# Permitted, and at the level of log-in that the policy asks for.
has=$(echo "$claims" | sed -n 's/.*"urn:altinn:authlevel" *: *"\{0,1\}\([0-9]*\).*/\1/p')
wanted=$(echo "$answer" | tr '{' '\n' | grep -F "\"category\":\"$level\"" | member value)
[ "$(echo "$answer" | member decision)" = Permit ] && [ "${has:-0}" -ge "${wanted:-0}" ] && echo 200 || echo 403
