. ./maskinporten.sh

# openssl signs with the key as PEM. It lies in a file that only you can read, until the script ends.
umask 077
KEY_FILE=$(mktemp)
trap 'rm -f "$KEY_FILE"' EXIT
secret=$(curl -sS --fail-with-body "${VAULT_URL%/}/secrets/testklient-pem?api-version=7.4" -H "Authorization: Bearer $VAULT_TOKEN")
printf '%b' "$(printf '%s' "$secret" | member value)" >"$KEY_FILE"
maskinporten_token 'altinn:instances.read altinn:instances.write'
