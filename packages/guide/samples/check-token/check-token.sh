. ./maskinporten.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the claims of a token that may be trusted, and ends with an error for any other.
# $1: the token. $2: the scope. $3: the issuer, $4: its keys, when it is not Maskinporten.
check_token() {
  issuer=${3:-$MASKINPORTEN_URL} rest=${1#*.}
  header=$(decoded "${1%%.*}")
  kid=$(echo "$header" | member kid)
  # In a server: keep the keys for a while, and fetch them again when a kid is new.
  key=$(curl -sS --fail-with-body "${4:-${MASKINPORTEN_URL}jwk}" | tr '{' '\n' | grep -F "\"kid\":\"$kid\"" | head -n 1)
  [ -n "$kid" ] && [ -n "$key" ] && [ "$(echo "$header" | member alg)" = RS256 ] || refused 'signed by somebody else'
  public_key "$(echo "$key" | member n)" "$(echo "$key" | member e)" >"$work/key.pem" || refused 'an unreadable key'
  decoded "${rest#*.}" >"$work/signature"
  printf '%s' "${1%.*}" | openssl dgst -sha256 -verify "$work/key.pem" -signature "$work/signature" >&2 ||
    refused 'changed on the way'
  claims=$(decoded "${rest%.*}")
  [ "$(echo "$claims" | member iss)" = "$issuer" ] || refused 'from another issuer'
  [ "$(echo "$claims" | time_in exp)" -gt "$(date +%s)" ] || refused 'expired'
  from=$(echo "$claims" | time_in nbf)
  [ "${from:-0}" -le "$(date +%s)" ] || refused 'not valid yet'
  case " $(echo "$claims" | member scope) " in *" $2 "*) ;; *) refused 'for something else' ;; esac
  echo "$claims"
}

time_in() { sed -n "s/.*\"$1\" *: *\([0-9]*\).*/\1/p"; }
refused() { echo "$1" >&2 && exit 1; }

# What base64url stands for.
decoded() {
  text=$(printf '%s' "$1" | tr '_-' '/+')
  while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
  printf '%s' "$text" | openssl base64 -d -A
}

# n and e of a JWK, as openssl reads a key.
public_key() {
  number() { printf '0x' && decoded "$1" | od -An -v -tx1 | tr -d ' \n'; }
  cat >"$work/key.conf" <<KEY
asn1=SEQUENCE:key
[key]
kind=SEQUENCE:kind
numbers=BITWRAP,SEQUENCE:numbers
[kind]
name=OID:rsaEncryption
none=NULL
[numbers]
n=INTEGER:$(number "$1")
e=INTEGER:$(number "$2")
KEY
  openssl asn1parse -genconf "$work/key.conf" -noout -out "$work/key.der" && openssl pkey -pubin -inform DER -in "$work/key.der"
}

# By itself it checks what stands after "Bearer " in the header Authorization.
case $0 in *check-token.sh)
  claims=$(check_token "$TOKEN" altinn:instances.read)
  consumer=$(echo "$claims" | sed 's/.*"consumer" *: *{[^}]*"ID" *: *"0192:\([0-9]*\)".*/\1/')
  echo "Good until it expires, and asked for by $consumer"
  ;;
esac
