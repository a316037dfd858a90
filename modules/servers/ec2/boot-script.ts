import { lines, quoteWord } from "../../aws";
import type { ConsulSource } from "./props";
import { CONSUL_USER, COUNT_TAG, DATA_DIR, NODE_TAG } from "./server-config";

/** Lifecycle hook that holds a new instance back until its server runs and had its time to become a member. */
export const BOOT_HOOK = "consul-is-healthy";

/** Number of the user and of the group: away from those that distributions and packages give out by themselves. */
const CONSUL_ID = 8300;

/** Who this instance is, and how its group gets to know whether it became a server. */
export function identity(region: string): string {
  return lines(
    "STARTED=$(date +%s)",
    `AWS_REGION=${quoteWord(region)}`,
    "export AWS_REGION",
    "",
    "# retry TIMES COMMAND: every 10 seconds.",
    "retry() {",
    "  times=$1",
    "  shift",
    '  until "$@"; do',
    "    times=$((times - 1))",
    '    if [ "$times" -le 0 ]; then echo "Gave up: $*" >&2; return 1; fi',
    "    sleep 10",
    "  done",
    "}",
    "imds() {",
    `  key=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)`,
    `  curl -fsS -H "X-aws-ec2-metadata-token: $key" "http://169.254.169.254/latest/meta-data/$1"`,
    "}",
    "INSTANCE=$(imds instance-id)",
    "IP=$(imds local-ipv4)",
    "export IP",
    "",
    // The group has the name of its server, and gives it to its instance. The role may be younger than the instance.
    "read_tags() {",
    '  aws ec2 describe-instances --instance-ids "$INSTANCE" --output text --query \\',
    `    "Reservations[0].Instances[0].[Tags[?Key=='${NODE_TAG}']|[0].Value,Tags[?Key=='${COUNT_TAG}']|[0].Value]" \\`,
    '    > /run/consul-tags && read -r NODE SERVERS < /run/consul-tags && [ "$NODE" != None ]',
    "}",
    "retry 30 read_tags",
    "export NODE SERVERS",
    "",
    // In whatever way this ends, the group is told, once: it replaces an instance that did not become a server.
    "TOLD=",
    "tell() {",
    '  if [ -n "$TOLD" ]; then return 0; fi',
    "  TOLD=$1",
    '  retry 5 aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$NODE" \\',
    `    --lifecycle-hook-name ${BOOT_HOOK} --instance-id "$INSTANCE" --lifecycle-action-result "$1" || true`,
    "}",
    "finish() {",
    "  if [ $? -eq 0 ]; then tell CONTINUE; else tell ABANDON; fi",
    "  rm -f /run/consul-*.header",
    "}",
    "trap finish EXIT",
  );
}

/** Consul, and what a server cannot do without. What only an option needs is installed when the server runs. */
export function install(version: string, consul: Pick<ConsulSource, "artifact">): string {
  const tools = ["jq", "xfsprogs", ...(consul.artifact ? ["unzip"] : [])];
  return lines(
    // Before any package makes them: the data volume remembers who owns it by these numbers.
    `getent group ${CONSUL_USER} || groupadd --gid ${CONSUL_ID} ${CONSUL_USER}`,
    `getent passwd ${CONSUL_USER} || useradd --uid ${CONSUL_ID} --gid ${CONSUL_USER} --no-create-home \\`,
    `  --home-dir ${DATA_DIR} --shell /bin/false ${CONSUL_USER}`,
    ...(consul.artifact
      ? [
          `retry 30 dnf install -y ${tools.join(" ")}`,
          `retry 30 curl -fsSL -o /var/tmp/consul.zip --url ${quoteWord(consul.artifact.url)}`,
          `printf '%s  /var/tmp/consul.zip\\n' ${quoteWord(consul.artifact.sha256)} | sha256sum --strict -c -`,
          "unzip -o /var/tmp/consul.zip consul -d /usr/bin",
          "chmod 0755 /usr/bin/consul",
        ]
      : [
          "retry 30 curl -fsSL -o /etc/yum.repos.d/hashicorp.repo \\",
          "  https://rpm.releases.hashicorp.com/AmazonLinux/hashicorp.repo",
          `retry 30 dnf install -y ${tools.join(" ")} ${quoteWord(`consul-${version}-1`)}`,
        ]),
  );
}
