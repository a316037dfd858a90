/**
 * Where the servers are, and how they are asked. Secrets go from the environment into files that only the container's
 * user reads, and from there to curl: they are on no command line, in no log, and in the environment of no other program.
 */
export const HTTP = `
work="\${TMPDIR:-/tmp}/config-entries"
rm -rf "$work"
mkdir -p "$work/answers" "$work/said" "$work/seen" "$work/missing"

log() { printf 'config-entries: %s\\n' "$*"; }

# say TOPIC TEXT: logs what has changed, once.
say() {
  if [ "$(cat "$work/said/$1" 2> /dev/null)" = "$2" ]; then return 0; fi
  printf '%s' "$2" > "$work/said/$1"
  if [ -n "$2" ]; then log "$2"; fi
}

{
  printf '%s\\n' silent show-error 'connect-timeout = 5' 'max-time = 30'
  if [ -n "\${CONSUL_HTTP_TOKEN-}" ]; then
    printf 'X-Consul-Token: %s\\n' "$CONSUL_HTTP_TOKEN" > "$work/headers"
    printf 'header = "@%s"\\n' "$work/headers"
  fi
  if [ -n "\${CONSUL_CACERT_PEM-}" ]; then
    printf '%s\\n' "$CONSUL_CACERT_PEM" > "$work/ca.pem"
    printf 'cacert = "%s"\\n' "$work/ca.pem"
  fi
} > "$work/curl-base"
unset CONSUL_HTTP_TOKEN CONSUL_CACERT_PEM

# A value for a file of curl's, where a quote or the end of a line would begin another option.
unquoted() { printf '%s' "$1" | tr -d '"\\\\[:cntrl:]'; }

# Prints the addresses of the servers: host and port. A command is run as consul-dataplane does it: by no shell.
candidates() {
  if [ -n "\${CONSUL_HTTP_ADDR-}" ]; then
    address=\${CONSUL_HTTP_ADDR#*://}
    address=\${address%/}
    case \${address##*]} in
      *:*) printf '%s\\n' "$address" ;;
      *) printf '%s:%s\\n' "$address" "$([ "$scheme" = https ] && echo 443 || echo 80)" ;;
    esac
  else
    case $CONSUL_SERVER_HOSTS in
      exec=*) hosts=$(set -f; \${CONSUL_SERVER_HOSTS#exec=}) ;;
      *) hosts=$CONSUL_SERVER_HOSTS ;;
    esac
    for host in $hosts; do printf '%s:%s\\n' "$host" "$CONSUL_SERVER_PORT"; done
  fi
}

case \${CONSUL_HTTP_ADDR-} in
  https://*) scheme=https ;;
  "") scheme=$CONSUL_SERVER_SCHEME ;;
  *) scheme=http ;;
esac
server=""

# Finds a server that knows of a leader: without one nothing can be read or written.
find_server() {
  if [ -n "$server" ] && has_leader; then return 0; fi
  for candidate in $(candidates); do
    port=\${candidate##*:}
    cp "$work/curl-base" "$work/curl"
    if [ -n "\${CONSUL_TLS_SERVER_NAME-}" ]; then
      name=$(unquoted "$CONSUL_TLS_SERVER_NAME")
      server="$scheme://$name:$port"
      printf 'connect-to = "%s:%s:%s"\\n' "$name" "$port" "$(unquoted "$candidate")" >> "$work/curl"
    else
      server="$scheme://$candidate"
    fi
    if has_leader; then return 0; fi
  done
  server=""
  return 1
}

has_leader() { api GET /v1/status/leader && [ "$status" = 200 ] && grep -q : "$work/answer"; }

# api METHOD PATH [FILE]: the status is in $status, the answer in a file.
api() {
  : > "$work/answer"
  status=$(curl -K "$work/curl" -X "$1" -o "$work/answer" -w '%{http_code}' \${3:+--data-binary "@$3"} \\
    "$server$2" 2> "$work/curl-error") || status=000
}

# What went wrong, for the log.
answer() { printf '%s %s' "$status" "$(head -c 300 "$work/answer" | tr '\\n' ' ')$(head -c 200 "$work/curl-error" | tr '\\n' ' ')"; }

# send FILTER FILE [ARGUMENT...]: sends the requests that a jq filter makes of a file, all over one connection. The answer
# to number n is in answers/n, its status in line n of a file.
send() {
  filter=$1 file=$2
  shift 2
  rm -f "$work"/answers/*
  jq -r --rawfile common "$work/curl" --arg server "$server" --arg folder "$work/answers" "$@" "$REQUESTS $filter | curl_config" \\
    "$file" > "$work/requests" || return 1
  curl -K "$work/requests" > "$work/statuses" 2> "$work/curl-error" || true
}

REQUESTS='
def quoted: "\\"" + (split("\\\\") | join("\\\\\\\\") | split("\\"") | join("\\\\\\"")) + "\\"";
def query: map(select(.)) | if . == [] then "" else "?" + join("&") end;
def scope: [(select(.partition != "") | "partition=" + (.partition | @uri)), (select(.namespace != "") | "ns=" + (.namespace | @uri))];
def curl_config: to_entries | map($common
  + "url = " + ($server + .value.path | quoted) + "\\nrequest = " + .value.method
  + "\\noutput = " + ("\\($folder)/\\(.key)" | quoted) + "\\nwrite-out = \\"%{http_code}\\\\n\\"\\n"
  + if .value.body then "data-binary = " + (.value.body | tojson | quoted) + "\\n" else "" end) | join("next\\n");'
`;
