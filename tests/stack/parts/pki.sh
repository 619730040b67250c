# shellcheck shell=bash
# The test PKI: one root, one certificate per role, and a stranger with a root of its own.
# Made once per run directory, made again when one of them has less than a day to live.

PKI=$ACG_TLS_DIR

# role NAME:DNS name of each certificate under our root.
pki_roles() {
  printf '%s\n' "gateway:$ACG_SERVER_NAME" "operator:$ACG_OPERATOR_NAME" "cloud:$ACG_CLOUD_NAME"
}

pki_new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

# pki_root DIR NAME CN: DIR/NAME.pem and DIR/NAME.key, a root that may sign.
pki_root() {
  pki_new_key "$1/$2.key" && openssl req -x509 -new -key "$1/$2.key" -sha256 -days 30 -subj "/CN=$3" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -out "$1/$2.pem"
}

# pki_issue DIR ROOT NAME DNS [USAGES]: DIR/NAME.pem and DIR/NAME.key signed by ROOT.
pki_issue() {
  local dir=$1 root=$2 name=$3 dns=$4 usages=${5:-serverAuth,clientAuth}
  pki_new_key "$dir/$name.key" &&
    openssl req -new -key "$dir/$name.key" -subj "/CN=$dns" -out "$dir/$name.csr" &&
    openssl x509 -req -in "$dir/$name.csr" -CA "$dir/$root.pem" -CAkey "$dir/$root.key" \
      -sha256 -days 30 -out "$dir/$name.pem" -extfile <(printf '%s\n' \
      basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
      "extendedKeyUsage=$usages" "subjectAltName=DNS:$dns" \
      subjectKeyIdentifier=hash authorityKeyIdentifier=keyid) &&
    rm "$dir/$name.csr"
}

# pki_valid ROOT ROLE:NAME: signed by ROOT, for NAME, and good for another day.
pki_valid() {
  local pem=$PKI/${2%%:*}.pem
  openssl verify -CAfile "$PKI/$1.pem" "$pem" &&
    openssl x509 -in "$pem" -noout -checkend 86400 &&
    openssl x509 -in "$pem" -noout -checkhost "${2#*:}" | grep 'does match'
} >/dev/null 2>&1

pki_good() {
  local role
  for role in $(pki_roles); do pki_valid ca "$role" || return 1; done
  pki_valid stranger-ca "stranger:$ACG_OPERATOR_NAME"
}

# All of them into DIR; every one or failure.
pki_fill() {
  local role
  pki_root "$1" ca 'ACG test root' || return 1
  for role in $(pki_roles); do
    pki_issue "$1" ca "${role%%:*}" "${role#*:}" || return 1
  done
  pki_root "$1" stranger-ca 'Some other root' &&
    pki_issue "$1" stranger-ca stranger "$ACG_OPERATOR_NAME"
}

pki_make() {
  local new
  rm -rf "$PKI.new"
  mkdir "$PKI.new" && new=$PKI.new
  (umask 077 && pki_fill "$new") >"$(log_file pki)" 2>&1 || return 1
  chmod 644 "$new"/*.pem
  # Kamailio plays the gateway and the two edges; the roots' keys are nobody's business.
  if am_root; then chown "$(daemon_user kamailio)" "$new"/{gateway,operator,cloud}.key; fi
  rm -rf "$PKI"
  mv "$new" "$PKI"
}

pki_start() { pki_good || pki_make; }
