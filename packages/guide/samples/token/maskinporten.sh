# Tokens from Maskinporten and Altinn, with curl and openssl. In other scripts: . ./maskinporten.sh
set -eu
: "${MASKINPORTEN_URL:=http://localhost:7070/maskinporten/}" "${ALTINN_URL:=http://localhost:7070}"

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# $1: the scopes. $2: more claims of the grant, as JSON without braces.
maskinporten_token() {
  now=$(date +%s)
  header=$(printf '{"alg":"RS256","kid":"%s"}' "$KEY_ID" | base64url)
  # A grant lives for two minutes at most, and is used once.
  grant=$(printf '{"aud":"%s","iss":"%s","scope":"%s","iat":%d,"exp":%d,"jti":"%s"%s}' \
    "$MASKINPORTEN_URL" "$MASKINPORTEN_CLIENT_ID" "$1" "$now" $((now + 110)) "$(openssl rand -hex 16)" "${2:+,$2}" | base64url)
  # npx altinn-jwks export pem testklient --private --out key.pem
  signature=$(printf '%s' "$header.$grant" | openssl dgst -sha256 -sign "$KEY_FILE" | base64url)
  curl -sS --fail-with-body "${MASKINPORTEN_URL}token" \
    --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer' \
    --data-urlencode "assertion=$header.$grant.$signature" | member access_token
}

# The same, exchanged. $3: one more header.
altinn_token() {
  curl -sS --fail-with-body "$ALTINN_URL/authentication/api/v1/exchange/maskinporten" \
    -H "Authorization: Bearer $(maskinporten_token "$1" "${2-}")" ${3:+-H "$3"} | tr -d '"'
}

# A text in an answer, by its name.
member() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1; }

# By itself it prints a token.
case $0 in *maskinporten.sh) maskinporten_token 'altinn:instances.read altinn:instances.write' ;; esac
