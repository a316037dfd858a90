/**
 * Notices that Consul has lost its data. An answer that is empty or an error says nothing: what is gone must be answered
 * as gone three times in a row, by a cluster that answers everything else.
 */
export const LOSS = `
trust="" changed=0 answering=""

watch() {
  watch_trust_domain
  lost=""
  for method in \${CONSUL_AUTH_METHODS-}; do watch_auth_method "$method"; done
  # The trust domain is not judged yet: with it the tasks have to be rolled.
  if [ -z "$lost" ] || [ "$readable" = no ] || [ "$changed" -gt 0 ]; then return 0; fi
  log "Consul has no auth method $lost any more: it has lost its data. This task ends, so that ECS starts the controller again, which writes it."
  log "After that, start the tasks again that logged in before:"
  cat "$work/roll-command"
  exit 1
}

watch_trust_domain() {
  readable=no
  api GET /v1/connect/ca/roots
  if [ "$status" != 200 ]; then changed=0 answering=""; return 0; fi
  domain=$(jq -r '.TrustDomain // ""' "$work/answer" 2> /dev/null)
  if [ -z "$domain" ]; then changed=0; return 0; fi
  readable=yes
  : "\${answering:=$(date +%s)}"
  if [ -z "$trust" ] || [ "$domain" = "$trust" ]; then trust=$domain changed=0; return 0; fi
  changed=$((changed + 1))
  if [ "$changed" -lt 3 ]; then return 0; fi
  log "Consul's trust domain was $trust and is $domain: it has lost its data, and its CA is another. Start all tasks again:"
  cat "$work/roll-command"
  if [ -n "\${CONSUL_ROLL_CLUSTER-}" ] && ! plan_roll && [ "$changed" -lt 6 ]; then return 0; fi
  trust=$domain changed=0
}

# A method that was never seen is missed when the servers have answered for five minutes: the controller writes it at its start.
watch_auth_method() {
  api GET "/v1/acl/auth-method/$1$scope"
  case $status in
    200) : > "$work/seen/$1"; rm -f "$work/missing/$1" ;;
    404)
      if [ ! -f "$work/seen/$1" ] && { [ -z "$answering" ] || [ $(($(date +%s) - answering)) -lt 300 ]; }; then return 0; fi
      printf . >> "$work/missing/$1"
      if [ "$(wc -c < "$work/missing/$1")" -ge 3 ]; then lost=$1; fi ;;
    *) rm -f "$work/missing/$1" ;;
  esac
}

# Whether tasks can log in.
all_seen() {
  for method in \${CONSUL_AUTH_METHODS-}; do [ -f "$work/seen/$method" ] && [ ! -f "$work/missing/$method" ] || return 1; done
}
`;
