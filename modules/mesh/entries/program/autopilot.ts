/**
 * Tells Consul how many servers make a quorum. Raised only when as many healthy voters are there: with fewer, autopilot
 * would never let a dead server go. Lowered at once, before servers are taken away.
 */
export const AUTOPILOT = `
follow_server_count() {
  if [ -z "\${CONSUL_SERVER_COUNT-}" ]; then return 0; fi
  api GET /v1/operator/autopilot/configuration
  if [ "$status" != 200 ]; then say autopilot "Autopilot's settings cannot be read: $(answer)"; return 1; fi
  quorum=$(jq .MinQuorum "$work/answer")
  index=$(jq .ModifyIndex "$work/answer")
  if [ "$quorum" = "$CONSUL_SERVER_COUNT" ]; then say autopilot ""; return 0; fi
  jq --argjson count "$CONSUL_SERVER_COUNT" '.MinQuorum = $count' "$work/answer" > "$work/autopilot"
  if [ "$quorum" -lt "$CONSUL_SERVER_COUNT" ]; then
    # Answers 429 as long as a server is not healthy.
    api GET /v1/operator/autopilot/health
    voters=$(jq '[.Servers[]? | select(.Healthy and .Voter)] | length' "$work/answer" 2> /dev/null)
    if [ "\${voters:-0}" -lt "$CONSUL_SERVER_COUNT" ]; then
      say autopilot "$CONSUL_SERVER_COUNT servers are to vote, and \${voters:-0} healthy ones do: MinQuorum stays $quorum."
      return 0
    fi
  fi
  api PUT "/v1/operator/autopilot/configuration?cas=$index" "$work/autopilot"
  case "$status $(cat "$work/answer")" in
    "200 true"*) log "MinQuorum is $CONSUL_SERVER_COUNT now, and was $quorum."; say autopilot "" ;;
    "200 false"*) return 1 ;;
    *) say autopilot "Autopilot's settings cannot be written: $(answer)"; return 1 ;;
  esac
}
`;
