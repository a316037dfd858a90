/** Brings Consul's entries to what the mesh wants, as often as it takes. */
export const RECONCILE = `
printf '{}' > "$work/settled"
complete=no

# Prints the entries of all kinds to a file. A kind that this version of Consul does not know has none.
read_entries() {
  list_namespaces || return 1
  send '[.[] as $ns | (env.CONFIG_ENTRY_KINDS | split(" "))[] | . as $kind
    | {partition: (env.CONSUL_PARTITION // ""), namespace: $ns} | {method: "GET", path: ("/v1/config/" + $kind + (scope | query))}]' \\
    "$work/namespaces" || return 1
  number=0
  set --
  while read -r status; do
    if [ "$status" != 200 ]; then
      if ! grep -qs 'invalid config entry kind' "$work/answers/$number"; then
        cp "$work/answers/$number" "$work/answer" 2> /dev/null || : > "$work/answer"
        return 1
      fi
      echo '[]' > "$work/answers/$number"
    fi
    set -- "$@" "$work/answers/$number"
    number=$((number + 1))
  done < "$work/statuses"
  [ "$number" -gt 0 ] && cat "$@" > "$work/lists" || return 1
  jq -s --argjson number "$number" 'if length == $number and all(.[]; . == null or type == "array")
    then map(. // []) | add else error("an answer is no list") end' "$work/lists" > "$work/actual" 2> "$work/curl-error"
}

# Only Consul Enterprise has namespaces.
list_namespaces() {
  if [ -z "\${CONSUL_PARTITION-}" ]; then echo '[""]' > "$work/namespaces"; return 0; fi
  api GET "/v1/namespaces$scope"
  [ "$status" = 200 ] && jq '[.[].Name] | if . == [] then error("none") else . end' "$work/answer" > "$work/namespaces"
}

reconcile() {
  complete=no attempt=0
  echo '[]' > "$work/written"
  while [ "$attempt" -lt 10 ]; do
    attempt=$((attempt + 1))
    if ! read_entries; then say entries "The entries cannot be read: $(answer)"; return 1; fi
    # Nothing has changed since nothing was left to do.
    if cmp -s "$work/actual" "$work/finished"; then complete=yes; return 0; fi
    make_plan || return 1
    if [ "$operations" -eq 0 ]; then
      cp "$work/actual" "$work/finished"
      : > "$work/refusals"
      say refusals ""
      complete=yes
      break
    fi
    apply || break
  done
  say entries ""
  say reports "$(jq -r '.reports[]' "$work/plan")"
}

make_plan() {
  jq -n --slurpfile entries "$work/entries" --slurpfile actual "$work/actual" --slurpfile settled "$work/settled" \\
    --slurpfile written "$work/written" \\
    '{entries: $entries[0], actual: $actual[0], settled: $settled[0], written: $written[0]}' |
    jq -f "$work/plan.jq" > "$work/plan" || return 1
  jq .settled "$work/plan" > "$work/settled"
  operations=$(jq '.operations | length' "$work/plan")
}

# Does what is planned, each by check-and-set. Fails when nothing that was asked was done and nobody else was in the way.
apply() {
  send '.operations | map({method, body, path: (if .method == "PUT" then "/v1/config" else "/v1/config/\\(.kind)/\\(.name | @uri)" end
    + ((scope + ["cas=\\(.cas)"]) | query))})' "$work/plan" || return 1
  jq -r '.operations[] | "\\(.method) \\(.title)"' "$work/plan" > "$work/titles"
  number=0 conflicts=0 finished=""
  : > "$work/refusals"
  while read -r status <&3 && read -r title <&4; do
    case "$status $(head -c 300 "$work/answers/$number" 2> /dev/null | tr '\\n' ' ')" in
      "200 true"*)
        finished="$finished\${finished:+,}$number"
        if [ "$number" -lt 50 ]; then log "$title"; fi ;;
      "200 false"*) conflicts=$((conflicts + 1)) ;;
      *) printf '%s: %s\\n' "$title" "$status $(head -c 300 "$work/answers/$number" 2> /dev/null)" >> "$work/refusals" ;;
    esac
    number=$((number + 1))
  done 3< "$work/statuses" 4< "$work/titles"
  if [ "$number" -gt 50 ]; then log "and $((number - 50)) more"; fi
  say refusals "$(head -n 20 "$work/refusals")"
  jq --argjson finished "[$finished]" '[.operations[$finished[]] | .key]' "$work/plan" > "$work/written"
  # Somebody else has written in the same moment: read again.
  if [ "$conflicts" -gt 0 ]; then sleep "0.$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')"; return 0; fi
  [ -n "$finished" ]
}
`;
