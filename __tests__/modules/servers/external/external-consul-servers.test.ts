import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { type ConsulServers } from "../../../../modules/consul";
import { ExternalConsulServers } from "../../../../modules/servers/external";
import { CA_ARN, refusals, TOKEN_ARN } from "../../mesh/task/given";

const from = (attributes: Partial<ConsulServers>) =>
  ExternalConsulServers.fromAttributes({ datacenter: "dc1", ...attributes });

describe("ExternalConsulServers.fromAttributes", () => {
  it("hands on what it was given, as a copy", () => {
    const attributes = { datacenter: "dc1", hosts: "a", tls: { enabled: true, caCertSecretArn: CA_ARN } };
    expect(ExternalConsulServers.fromAttributes(attributes)).toEqual(attributes);
    expect(ExternalConsulServers.fromAttributes(attributes)).not.toBe(attributes);
  });

  it.each<[string, Partial<ConsulServers>]>([
    ["datacenter must be letters", { datacenter: "my dc" }],
    ["datacenter must be letters", { datacenter: "" }],
    ["hosts must be addresses without scheme and port", { hosts: "https://consul.example.com" }],
    ["hosts must be addresses without scheme and port", { hosts: "consul.example.com:8500" }],
    ["hosts must be addresses without scheme and port", { hosts: "" }],
    ["retryJoin must name at least one address", { retryJoin: [] }],
    ["retryJoin[1] must not be empty", { retryJoin: ["a", " "] }],
    ["httpAddress must be a host", { httpAddress: "ftp://consul" }],
    ["httpAddress must be a host", { httpAddress: "https://a/b" }],
    ["httpAddress must be a host", { httpAddress: "" }],
    ["http.port must be a whole number", { http: { port: 0 } }],
    ["grpc.port must be a whole number", { grpc: { port: 70000 } }],
    ["tls.caCertSecretArn must be the ARN", { tls: { enabled: true, caCertSecretArn: "ca" } }],
    ["tls.httpsCaCertSecretArn must be the ARN", { tls: { enabled: true, httpsCaCertSecretArn: "ca" } }],
    ["tls.grpcCaCertSecretArn must be the ARN", { tls: { enabled: true, grpcCaCertSecretArn: "ca" } }],
    ["bootstrapTokenSecretArn must be the ARN", { bootstrapTokenSecretArn: "token" }],
    ["configEntriesTokenSecretArn must be the ARN", { configEntriesTokenSecretArn: "token" }],
    ["gossipKeySecretArn must be the ARN", { gossipKeySecretArn: "key" }],
  ])("refuses: %s (%j)", (message, attributes) => {
    expect(refusals(() => from(attributes))).toEqual([expect.stringContaining(message)]);
  });

  it.each<Partial<ConsulServers>>([
    { datacenter: "DC_1-a" },
    { hosts: "10.0.0.1" },
    { hosts: "::1" },
    { hosts: "exec=discover -q addrs 'provider=aws tag_key=a'" },
    { retryJoin: ["provider=aws tag_key=consul tag_value=server"] },
    { httpAddress: "consul.example.com:8500" },
    { httpAddress: "https://consul.example.com/" },
    { http: { port: 65535 }, grpc: { port: 1 } },
    { bootstrapTokenSecretArn: "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/token" },
  ])("takes %j", (attributes) => {
    expect(refusals(() => from(attributes))).toEqual([]);
  });

  it("never shows what may be a secret", () => {
    const token = "5f3c1a52-6a0e-4a6e-9d6f-0a2f8b6c5e11";
    expect(() => from({ bootstrapTokenSecretArn: token })).toThrow("never the value");
    expect(() => from({ bootstrapTokenSecretArn: token })).not.toThrow(token);
  });

  it("takes tokens", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    const text = (name: string) => new TerraformVariable(stack, name, { type: "string" }).stringValue;
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const attributes = {
      datacenter: text("datacenter"),
      hosts: text("hosts"),
      retryJoin: [text("host")],
      httpAddress: `https://${text("address")}:8501`,
      http: { port },
      bootstrapTokenSecretArn: TOKEN_ARN,
    };
    expect(ExternalConsulServers.fromAttributes(attributes)).toEqual(attributes);
  });
});
