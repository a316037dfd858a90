/**
 * While a new task starts, the one before still runs and wants the graph of yesterday. The newest delivers: it writes its
 * name into Consul, and goes on doing so. The other waits, and takes over when the name has not been renewed for four
 * readings, as after a deployment that went back.
 */
export const LEASE = `
deliverer=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')
claimed=no renewed=0 quiet=0

hold_lease() {
  api GET "/v1/kv/$prefix/deliverer$scope"
  case $status in
    200)
      holder=$(jq -r '.[0].Value // "" | @base64d | split(" ")[0] // ""' "$work/answer")
      index=$(jq -r '.[0].ModifyIndex' "$work/answer") ;;
    404) holder="" index=0 ;;
    *) say lease "Who delivers cannot be read: $(answer)"; return 1 ;;
  esac
  if [ "$claimed" = yes ] && [ -n "$holder" ] && [ "$holder" != "$deliverer" ]; then
    if [ "$index" = "$renewed" ]; then quiet=$((quiet + 1)); else quiet=0; fi
    renewed=$index
    if [ "$quiet" -lt 4 ]; then say lease "A newer task delivers: this one waits."; return 1; fi
  fi
  quiet=0
  printf '%s %s' "$deliverer" "$(date +%s)" > "$work/lease"
  api PUT "/v1/kv/$prefix/deliverer?cas=$index\${scope:+&\${scope#?}}" "$work/lease"
  case "$status $(cat "$work/answer")" in
    "200 true"*) claimed=yes; say lease "" ;;
    "200 false"*) return 1 ;;
    *) say lease "Who delivers cannot be written: $(answer)"; return 1 ;;
  esac
}
`;
