import { EXTERNAL, load, service, services, synthesize, taskId, withData } from "./given";

const arn = (kind: string, name: string) => `arn:aws:${kind}:eu-central-1:123456789012:${name}`;

test.each(["0.10", "0.6"] as const)("servers of somebody else: line %s has no server, and no warning", (release) => {
  const { template, warnings } = synthesize(load({ release, servers: EXTERNAL }));
  expect(services(template)).toHaveLength(3);
  expect(template.types.filter((type) => type.startsWith("hcp_") || /peering|efs|autoscaling/.test(type))).toEqual([]);
  expect(template.json.provider).not.toHaveProperty("hcp");
  expect(template.outputs.bootstrap_token_secret_arn).toMatchObject({ value: EXTERNAL.bootstrapTokenSecretArn });
  expect(JSON.stringify(template.resources("aws_ecs_task_definition"))).toContain(
    release === "0.10" ? "consul.internal.example.com" : "10.0.2.10",
  );
  expect(warnings).toEqual([]);
});

test("entries are delivered with the bootstrap token, or with one that may do less, decrypted by the key that is named", () => {
  const configEntriesTokenSecretArn = arn("secretsmanager", "secret:entries-AbCdEf");
  const secretsKmsKeyArn = arn("kms", "key/1234abcd");
  const template = withData({ servers: { ...EXTERNAL, configEntriesTokenSecretArn, secretsKmsKeyArn } });
  const tokenOf = (container: string) =>
    template
      .container(container, taskId(template, "controller"))
      .secrets?.find(({ name }) => name === "CONSUL_HTTP_TOKEN")?.valueFrom;
  expect(tokenOf("consul-ecs-config-entries")).toBe(configEntriesTokenSecretArn);
  expect(tokenOf("consul-ecs-controller")).toBe(EXTERNAL.bootstrapTokenSecretArn);
  const mayDecrypt = Object.values(template.resources("aws_iam_policy")).filter(({ policy }) =>
    JSON.stringify(policy).includes(secretsKmsKeyArn),
  );
  expect(mayDecrypt.length).toBeGreaterThan(0);
});

test("servers that somebody else runs are not what anything is rolled after, or waits for", () => {
  const template = withData({ servers: EXTERNAL });
  for (const { triggers } of services(template)) expect(triggers).toBeUndefined();
  expect(service(template, "controller").depends_on?.filter((address) => !address.startsWith("aws_iam"))).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ["hosts with a port", { hosts: "consul:8501" }, /servers\.hosts must be one address without scheme and port/],
  ["a token where its ARN belongs", { bootstrapTokenSecretArn: "token" }, /bootstrapTokenSecretArn must be the ARN/],
  ["an id where a key's ARN belongs", { secretsKmsKeyArn: "1234abcd" }, /secretsKmsKeyArn must be the ARN of a KMS/],
  ["no hosts on line 0.10", { hosts: undefined }, /servers\.hosts is required on release line 0\.10/],
  ["a port that is none", { grpcPort: 70000 }, /servers\.grpcPort must be/],
  ["an unknown key", { colour: "red" }, /servers\.colour is not known/],
])("%s is refused", (_, change, message) => {
  expect(() => withData({ servers: { ...EXTERNAL, ...change } })).toThrow(message);
});
