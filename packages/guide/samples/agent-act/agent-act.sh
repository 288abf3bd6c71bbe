. ./maskinporten.sh

# The accountant's system user, whichever of its clients the call is about.
org="{\"authority\":\"iso6523-actorid-upis\",\"ID\":\"0192:${ACCOUNTANT:-310032085}\"}"
details="\"authorization_details\":[{\"type\":\"urn:altinn:systemuser\",\"systemuser_org\":$org}]"
token=$(maskinporten_token 'altinn:instances.read altinn:instances.write' "$details")
part=$(echo "$token" | cut -d. -f2 | tr '_-' '/+')
claims=$(printf '%s%.*s' "$part" $(((4 - ${#part} % 4) % 4)) '===' | openssl base64 -d -A)
user=$(echo "$claims" | sed -n 's/.*"systemuser_id" *: *\["\([^"]*\)".*/\1/p')
echo "System user $user of $(echo "$claims" | sed -n 's/.*"systemuser_org" *: *{[^}]*"ID" *: *"\([^"]*\)".*/\1/p')"
