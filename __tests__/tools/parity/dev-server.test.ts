import { synthesizeCall, type ModuleCallCase } from "../../../tools/parity";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x";
const CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/c";

type Inputs = Readonly<Record<string, unknown>>;

const devServer06 = (inputs: Inputs = {}): ModuleCallCase => ({
  tag: "v0.6.2",
  module: "dev-server",
  inputs: { ecs_cluster_arn: CLUSTER, vpc_id: "vpc-recorded", subnet_ids: ["subnet-recorded1"], ...inputs },
});

describe("secrets of a dev-server", () => {
  const secrets = {
    acls: true,
    bootstrap_token: "SECRET-1",
    consul_license: "SECRET-2",
    replication_token: "SECRET-3",
  };
  const image = "hashicorp/consul-enterprise:1.15.10-ent";

  it("are variables that nothing keeps", () => {
    const { variable } = synthesizeCall(devServer06({ ...secrets, consul_image: image }));
    const ephemeral = expect.objectContaining({ ephemeral: true, sensitive: true, nullable: false }) as object;
    expect(variable).toEqual({ bootstrap_token: ephemeral, consul_license: ephemeral, replication_token: ephemeral });
    expect(JSON.stringify(variable)).not.toContain("default");
  });

  it("are nowhere in the stack", () => {
    const stack = synthesizeCall(devServer06({ ...secrets, consul_image: image }));
    expect(JSON.stringify(stack)).not.toContain("SECRET-");
  });

  it("are generated when they are not given", () => {
    const stack = synthesizeCall(devServer06({ acls: true, gossip_encryption_enabled: true }));
    expect(stack).not.toHaveProperty("variable");
    const names = Object.values(stack.resource?.aws_secretsmanager_secret ?? {}).map(({ name }) => name);
    expect(names.sort()).toEqual(["server-bootstrap-token", "server-gossip-key"]);
  });

  it("are those of the ARNs where nothing is to be generated", () => {
    const stack = synthesizeCall(
      devServer06({
        ...{ acls: true, generate_bootstrap_token: false, bootstrap_token_arn: ARN },
        ...{ tls: true, generate_ca: false, ca_cert_arn: ARN, ca_key_arn: ARN },
        ...{ gossip_encryption_enabled: true, generate_gossip_encryption_key: false, gossip_key_secret_arn: ARN },
      }),
    );
    expect(stack.resource).not.toHaveProperty("aws_secretsmanager_secret");
  });

  it("come with a CA of the tls provider, which only then is there", () => {
    const stack = synthesizeCall(devServer06({ tls: true }));
    expect(stack).toMatchObject({ provider: { aws: [{ region: "us-east-1" }], tls: [{}] } });
    expect(stack.resource).toHaveProperty("tls_self_signed_cert");
    expect(synthesizeCall(devServer06())).toHaveProperty("provider", { aws: [{ region: "us-east-1" }] });
  });

  it("are not shown when they have another type", () => {
    const synthesize = () => synthesizeCall(devServer06({ acls: true, bootstrap_token: { SECRET: "SECRET" } }));
    expect(synthesize).toThrow("bootstrap_token must be a string");
    expect(synthesize).not.toThrow("SECRET");
  });
});

describe("the load balancer", () => {
  const lb = {
    lb_enabled: true,
    lb_subnets: ["subnet-recorded1", "subnet-recorded2"],
    lb_ingress_rule_cidr_blocks: ["10.0.0.0/8"],
  };
  const call = (inputs: Inputs): ModuleCallCase => ({ ...devServer06(inputs), tag: "v0.10.0" });

  it("is made only when it is enabled", () => {
    expect(synthesizeCall(call({ ...lb, lb_enabled: false })).resource).not.toHaveProperty("aws_lb");
    expect(synthesizeCall(call(lb)).resource).toHaveProperty("aws_lb");
  });

  it("is waited for only when a time is given", () => {
    const waiting = (inputs: Inputs) => JSON.stringify(synthesizeCall(call(inputs))).includes("local-exec");
    expect(waiting(lb)).toBe(false);
    expect(waiting({ ...lb, consul_server_startup_timeout: 60 })).toBe(true);
  });
});
