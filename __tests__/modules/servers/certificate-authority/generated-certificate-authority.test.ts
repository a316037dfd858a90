import { TerraformVariable } from "cdktf";
import { GeneratedCertificateAuthority } from "../../../../modules/servers/certificate-authority";
import { DevServer } from "../../../../modules/servers/dev";
import { Template, testStack } from "../../../helpers/template";

function synthesize(props: object = {}): Template {
  return Template.of(
    testStack((stack) => void new GeneratedCertificateAuthority(stack, "ca", { name: "server", ...props })),
  );
}

const template = synthesize();
const [key = ""] = Object.keys(template.resources("tls_private_key"));
const [cert = ""] = Object.keys(template.resources("tls_self_signed_cert"));

it("has a key and a certificate like those of the HCL module", () => {
  expect(template.resource("tls_private_key")).toEqual(
    expect.objectContaining({ algorithm: "ECDSA", ecdsa_curve: "P384" }),
  );
  expect(template.resource("tls_self_signed_cert")).toMatchObject({
    private_key_pem: `\${tls_private_key.${key}.private_key_pem}`,
    subject: [{ common_name: "Consul Agent CA", organization: "HashiCorp Inc." }],
    validity_period_hours: 43800,
    is_ca_certificate: true,
    set_subject_key_id: true,
    allowed_uses: ["digital_signature", "cert_signing", "crl_signing"],
  });
});

describe.each([
  ["server-ca-cert", `\${tls_self_signed_cert.${cert}.cert_pem}`],
  ["server-ca-key", `\${tls_private_key.${key}.private_key_pem}`],
])("the secret %s", (name, value) => {
  const [id, secret] =
    Object.entries(template.resources("aws_secretsmanager_secret")).find(([, s]) => s.name === name) ?? [];
  const version = Object.values(template.resources("aws_secretsmanager_secret_version")).find((v) =>
    String(v.secret_id).includes(`.${id}.`),
  );

  it("is written through the write-only attribute, and again for a new CA", () => {
    expect(secret).toMatchObject({ recovery_window_in_days: 0 });
    expect(version).toMatchObject({
      secret_string_wo: value,
      secret_string_wo_version: `\${parseint(substr(sha256(tls_self_signed_cert.${cert}.cert_pem), 0, 8), 16)}`,
    });
    expect(version).not.toHaveProperty("secret_string");
  });
});

it("may keep its secrets longer, and encrypt them otherwise", () => {
  const other = synthesize({ recoveryWindowInDays: 7, kmsKeyId: "alias/consul" });
  for (const secret of Object.values(other.resources("aws_secretsmanager_secret"))) {
    expect(secret).toMatchObject({ recovery_window_in_days: 7, kms_key_id: "alias/consul" });
  }
});

it.each([
  ["name", { name: "" }],
  ["name", { name: "my server" }],
  ["name", { name: "n".repeat(505) }],
  ["recoveryWindowInDays", { recoveryWindowInDays: 5 }],
])("refuses a wrong %s: %j", (prop, props) => {
  expect(() => synthesize(props)).toThrow(
    new RegExp(`^GeneratedCertificateAuthority "test/ca" cannot.*\n  - ${prop} `),
  );
});

it("accepts the longest name, and one that only Terraform knows", () => {
  expect(() => synthesize({ name: "n".repeat(504) })).not.toThrow();
  expect(() =>
    testStack((stack) => {
      const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
      new GeneratedCertificateAuthority(stack, "ca", { name });
    }),
  ).not.toThrow();
});

it("is what a server takes for TLS", () => {
  const stack = testStack();
  const tls = new GeneratedCertificateAuthority(stack, "ca", { name: "server" });
  const server = new DevServer(stack, "server", {
    release: "0.10",
    clusterArn: "arn:aws:ecs:us-east-1:111122223333:cluster/mesh",
    vpcId: "vpc-1",
    subnetIds: ["subnet-1"],
    tls,
  });
  expect(server.tls?.caCertSecretArn).toBe(tls.caCertSecretArn);
  const secrets = Template.of(stack).container("tls-init").secrets;
  expect(secrets?.map(({ name, valueFrom }) => [name, valueFrom.replace(/_\w{8}\.arn/, "")])).toEqual([
    ["CONSUL_CACERT_PEM", "${aws_secretsmanager_secret_version.ca_cert-secret_version}"],
    ["CONSUL_CAKEY", "${aws_secretsmanager_secret_version.ca_key-secret_version}"],
  ]);
});
