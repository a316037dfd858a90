import {
  clientAgentScript,
  type ClientAgentScript,
} from "../../../../modules/consul/releases/v0.6/client-agent-script";

/* What the script says. __tests__/e2e/client-agent-script.e2e.ts runs it. */
const LEAST: ClientAgentScript = { staticConfig: '{"ports":{"grpc":8502}}', gossipEncryption: false, tls: false };
const LOGIN = { httpAddress: "https://server.dc1:8501", authMethod: "iam-ecs-client-token" };

it("reads from top to bottom", () => {
  expect(clientAgentScript(LEAST).split("\n")).toEqual([
    "# mesh-init runs this copy of the binary.",
    "cp /bin/consul /bin/consul-inject/consul",
    "",
    `ECS_IPV4=$(curl -fsS "$ECS_CONTAINER_METADATA_URI_V4" | jq -ner 'input | .Networks[0].IPv4Addresses[0]')`,
    "export ECS_IPV4",
    "(umask 077; jq '. * {advertise_addr: env.ECS_IPV4, datacenter: env.CONSUL_DATACENTER}' > /consul/agent-defaults.json) <<'END_OF_JSON'",
    '{"ports":{"grpc":8502}}',
    "END_OF_JSON",
    "exec consul agent -data-dir /consul/data -config-file /consul/agent-defaults.json",
  ]);
});

const joined = (script: string) => /jq '(\. \* .*)' >/.exec(script)?.[1];
const RUNTIME = ". * {advertise_addr: env.ECS_IPV4, datacenter: env.CONSUL_DATACENTER}";

it.each<[Partial<ClientAgentScript>, string]>([
  [{}, ""],
  [{ gossipEncryption: true }, " * {encrypt: env.CONSUL_GOSSIP_ENCRYPTION_KEY}"],
  [{ tls: true }, " * {auto_encrypt: {tls: true, ip_san: [env.ECS_IPV4]}}"],
  [{ login: LOGIN }, " * {acl: {tokens: {agent: env.AGENT_TOKEN}}}"],
])("takes from the environment what %j needs", (more, expected) => {
  expect(joined(clientAgentScript({ ...LEAST, ...more }))).toBe(`${RUNTIME}${expected}`);
});

it.each<[string, Partial<ClientAgentScript>, string]>([
  ["TLS", { tls: true }, `printf '%s\\n' "$CONSUL_CACERT_PEM" > /consul/consul-ca-cert.pem`],
  [
    "a CA of the HTTP API",
    { httpsCaFile: "/consul/h.pem" },
    `printf '%s\\n' "$CONSUL_HTTPS_CACERT_PEM" > /consul/h.pem`,
  ],
  ["a CA and ACLs", { login: LOGIN, httpsCaFile: "/consul/h.pem" }, "    -ca-file /consul/h.pem \\"],
  [
    "a CA and ACLs",
    { login: LOGIN, httpsCaFile: "/consul/h.pem" },
    "    curl -fsS --max-time 10 -o /dev/null -H @- --cacert /consul/h.pem \\",
  ],
  ["a partition", { login: { ...LOGIN, partition: "part 1" } }, "    -partition 'part 1' \\"],
  ["ACLs", { login: LOGIN }, "chmod 0644 /consul/client-token"],
])("has a line for %s", (_, more, line) => {
  expect(clientAgentScript({ ...LEAST, ...more }).split("\n")).toContain(line);
  expect(clientAgentScript(LEAST).split("\n")).not.toContain(line);
});

it("has a continued command in one piece, whatever is left out", () => {
  for (const login of [LOGIN, { ...LOGIN, partition: "p" }]) {
    for (const httpsCaFile of [undefined, "/consul/h.pem"]) {
      const script = clientAgentScript({ ...LEAST, login, httpsCaFile });
      // A backslash before a blank would end the command.
      expect(script).not.toMatch(/\\[ \t]+$|\\\n\s*\n/m);
    }
  }
});

it("puts more configuration into a file of its own, quoted or not", () => {
  const more = 'a = "$ECS_IPV4"';
  const plain = clientAgentScript({ ...LEAST, extraConfig: more });
  expect(plain).toContain(`(umask 077; cat > /consul/agent-extra.hcl) <<END_OF_FILE\n${more}\nEND_OF_FILE\n`);
  expect(plain).toMatch(/-config-file \/consul\/agent-extra\.hcl$/);
  const verbatim = clientAgentScript({ ...LEAST, extraConfig: { verbatim: more } });
  expect(verbatim).toContain(`(umask 077; cat > /consul/agent-extra.hcl) <<'END_OF_FILE'\n${more}\nEND_OF_FILE\n`);
});
