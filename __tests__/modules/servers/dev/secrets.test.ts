import { secretVariable } from "../../../../modules/aws";
import { testStack, type Block, type Template } from "../../../helpers/template";
import { ARN, devServer, synthesize, type Given } from "./given";

/** The secrets that are made, by name, and how the server gets its own: name in the environment to where from. */
function secrets(template: Template): { made: Record<string, Block>; given: Record<string, string> } {
  const container = template.container("consul-server");
  return {
    made: Object.fromEntries(
      Object.entries(template.resources("aws_secretsmanager_secret")).map(([id, { name }]) => [
        String(name),
        valueOf(template, id),
      ]),
    ),
    given: Object.fromEntries((container.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom])),
  };
}

function valueOf(template: Template, secretId: string): Block {
  const versions = Object.entries(template.resources("aws_secretsmanager_secret_version"));
  const [id, version] = versions.find(([, { secret_id }]) => String(secret_id).includes(secretId)) ?? [];
  return { ...version, arn: `\${aws_secretsmanager_secret_version.${id}.arn}` };
}

const RANDOM = String.raw`ephemeral\.aws_secretsmanager_random_password\.\w[\w-]*\.random_password`;

it("has none by default", () => {
  expect(secrets(synthesize())).toEqual({ made: {}, given: {} });
});

it.each<[string, Given, string, string]>([
  ["a bootstrap token", { acls: true }, "CONSUL_HTTP_TOKEN", "server-bootstrap-token"],
  ["a gossip key", { release: "0.6", gossipEncryption: true }, "CONSUL_GOSSIP_ENCRYPTION_KEY", "server-gossip-key"],
])("generates %s", (_, given, variable, name) => {
  const { made, given: container } = secrets(synthesize(given));
  expect(Object.keys(made)).toEqual([name]);
  expect(container).toEqual({ [variable]: made[name]?.arn });
  expect(made[name]?.secret_string_wo).toMatch(
    new RegExp(`^\\$\\{(uuidv5\\("dns", ${RANDOM}\\)|base64sha256\\(${RANDOM}\\))\\}$`),
  );
});

const SOURCES: readonly [string, (source: object) => Given, string, string][] = [
  ["bootstrap token", (source) => ({ acls: { bootstrapToken: source } }), "CONSUL_HTTP_TOKEN", "bootstrap-token"],
  [
    "licence",
    (source) => ({ license: source, consulImage: "hashicorp/consul-enterprise:1.20.6-ent" }),
    "CONSUL_LICENSE",
    "consul-license",
  ],
  [
    "replication token",
    (source) => ({ acls: { bootstrapToken: { secretArn: `${ARN}b` } }, replicationToken: source }),
    "CONSUL_REPLICATION_TOKEN",
    "replication-token",
  ],
];

it.each(SOURCES)("takes the %s from a secret that is there", (_, given, variable) => {
  const { made, given: container } = secrets(synthesize(given({ secretArn: `${ARN}mine` })));
  expect(made).toEqual({});
  expect(container).toMatchObject({ [variable]: `${ARN}mine` });
});

it.each(SOURCES)(
  "writes the %s of a variable into a secret, without the end of its last line",
  (_, given, variable, name) => {
    const template = synthesize((stack) =>
      given({ value: secretVariable(stack, "mine", "Mine.").stringValue, version: 2 }),
    );
    const { made, given: container } = secrets(template);
    expect(made).toEqual({
      [`server-${name}`]: expect.objectContaining({
        secret_string_wo: "${chomp(var.mine)}",
        secret_string_wo_version: 2,
      }) as unknown,
    });
    expect(container).toMatchObject({ [variable]: made[`server-${name}`]?.arn });
    expect(template.variables.mine).toMatchObject({
      ephemeral: true,
      sensitive: true,
      nullable: false,
      type: "string",
    });
  },
);

it("takes the gossip key from a secret that is there", () => {
  const template = synthesize({ release: "0.6", gossipEncryption: { keySecretArn: `${ARN}mine` } });
  expect(secrets(template)).toEqual({ made: {}, given: { CONSUL_GOSSIP_ENCRYPTION_KEY: `${ARN}mine` } });
});

it.each([
  [{}, 0],
  [{ secretsRecoveryWindowInDays: 30 }, 30],
])("gives names of deleted secrets back as %j says", (given, days) => {
  const template = synthesize({ release: "0.6", acls: true, gossipEncryption: true, ...given });
  for (const secret of Object.values(template.resources("aws_secretsmanager_secret"))) {
    expect(secret.recovery_window_in_days).toBe(days);
  }
});

it("keeps values out of everything but the write-only attribute", () => {
  const template = synthesize((stack) => ({
    release: "0.6",
    acls: true,
    gossipEncryption: true,
    license: { value: secretVariable(stack, "mine", "Mine.").stringValue },
    consulImage: "hashicorp/consul-enterprise:1.15.10-ent",
  }));
  expect(JSON.stringify(template.json)).not.toContain('"secret_string"');
  expect(JSON.stringify(template.json).match(/var\.mine/g)).toHaveLength(1);
  expect(JSON.stringify(template.json).match(/\.random_password/g)).toHaveLength(2);
});

it("tells the mesh where the secrets are", () => {
  const stack = testStack();
  const { bootstrapTokenSecretArn, gossipKeySecretArn } = devServer(stack, {
    release: "0.6",
    acls: { bootstrapToken: { secretArn: `${ARN}token` } },
    gossipEncryption: { keySecretArn: `${ARN}gossip` },
  });
  expect({ bootstrapTokenSecretArn, gossipKeySecretArn }).toEqual({
    bootstrapTokenSecretArn: `${ARN}token`,
    gossipKeySecretArn: `${ARN}gossip`,
  });
});
