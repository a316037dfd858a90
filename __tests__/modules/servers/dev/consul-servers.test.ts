import { TerraformOutput } from "cdktf";
import { ONE_AT_A_TIME } from "../../../../modules/aws";
import { AclController } from "../../../../modules/mesh/controller";
import type { ConsulServers } from "../../../../modules/consul";
import { MeshTask } from "../../../../modules/mesh/task";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { environmentOf, Template, testStack } from "../../../helpers/template";
import { ARN, BASE, devServer, TLS, type Given } from "./given";

const TOKEN = { bootstrapToken: { secretArn: `${ARN}token` } };
const GOSSIP = { keySecretArn: `${ARN}gossip` };
/** The name that Terraform makes of the Cloud Map service and its namespace. */
const DNS = expect.stringMatching(
  /^\$\{aws_service_discovery_service\..*\.name\}\.\$\{aws_.*_namespace\..*\.name\}$/,
) as string;
const dnsWith = (before: string, after: string) =>
  expect.stringMatching(new RegExp(`^${before}\\$\\{.*\\.name\\}\\.\\$\\{.*\\.name\\}${after}$`)) as string;

/** What a server offers, as Terraform would see it. */
function offered(given: Given): Record<string, unknown> {
  const stack = testStack();
  const server: ConsulServers = devServer(stack, given);
  const { datacenter, hosts, retryJoin, httpAddress, tls, acls, ...rest } = server;
  const { bootstrapTokenSecretArn, gossipKeySecretArn, primaryDatacenter, securityGroupId } = rest;
  new TerraformOutput(stack, "servers", {
    value: {
      datacenter,
      hosts,
      retryJoin,
      httpAddress,
      tls,
      acls,
      bootstrapTokenSecretArn,
      gossipKeySecretArn,
      primaryDatacenter,
      securityGroupId,
    },
    staticId: true,
  });
  return (Template.of(stack).outputs.servers as { value: Record<string, unknown> }).value;
}

it("offers its address, and nothing that is not switched on", () => {
  expect(offered({})).toEqual({
    datacenter: "dc1",
    hosts: DNS,
    retryJoin: [DNS],
    httpAddress: dnsWith("http://", ":8500"),
    acls: false,
    securityGroupId: expect.stringContaining("aws_security_group") as string,
  });
});

it("offers the address with TLS, the CA, and the secrets", () => {
  expect(
    offered({
      release: "0.6",
      tls: TLS,
      acls: TOKEN,
      gossipEncryption: GOSSIP,
      datacenter: "dc2",
      primaryDatacenter: "dc1",
    }),
  ).toMatchObject({
    datacenter: "dc2",
    primaryDatacenter: "dc1",
    httpAddress: dnsWith("https://", ":8501"),
    tls: { enabled: true, caCertSecretArn: TLS.caCertSecretArn, httpsCaCertSecretArn: TLS.caCertSecretArn },
    acls: true,
    bootstrapTokenSecretArn: `${ARN}token`,
    gossipKeySecretArn: `${ARN}gossip`,
  });
});

it("is a new generation with each change of its task, unless it keeps its data", () => {
  const stack = testStack();
  const { generation, serverCount, ready, service } = devServer(stack);
  new TerraformOutput(stack, "generation", { value: generation });
  const template = Template.of(stack);
  const [id] = Object.keys(template.resources("aws_ecs_task_definition"));
  expect(Object.values(template.outputs)).toEqual([{ value: `\${aws_ecs_task_definition.${id}.arn}` }]);
  expect(serverCount).toBe(1);
  expect(ready[0]).toBe(service);
  expect(devServer(testStack(), { persistence: true }).generation).toBeUndefined();
  const key = "arn:aws:kms:us-east-1:111122223333:key/0123";
  expect(devServer(testStack(), { acls: true, secretsKmsKeyArn: key }).secretsKmsKeyArn).toBe(key);
});

it("deploys as it is told: a lone server that keeps nothing runs twice for a while otherwise", () => {
  const stack = testStack((scope) => void devServer(scope, { ...ONE_AT_A_TIME }));
  expect(Template.of(stack).resource("aws_ecs_service")).toMatchObject({
    deployment_minimum_healthy_percent: 0,
    deployment_maximum_percent: 100,
  });
});

/** A stack with a secure server of the line, a task of the mesh and the controller. */
function mesh(given: Given): {
  task: ReturnType<Template["containers"]>;
  controller: ReturnType<Template["containers"]>;
} {
  const stack = testStack();
  const servers = devServer(stack, { ...given, tls: TLS, acls: TOKEN });
  const { release } = { ...BASE, ...given } as { release: "0.10" };
  new MeshTask(stack, "client", {
    release,
    servers,
    family: "client",
    port: 9090,
    containers: [{ name: "app", image: "app:1" }],
  });
  new AclController(stack, "controller", {
    release,
    servers,
    namePrefix: "mesh",
    clusterArn: BASE.clusterArn,
    subnetIds: BASE.subnetIds,
  });
  const template = Template.of(stack);
  const id = (prefix: string) =>
    Object.keys(template.resources("aws_ecs_task_definition")).find((name) => name.startsWith(prefix));
  return { task: template.containers(id("client")), controller: template.containers(id("controller")) };
}

function configOf(containers: ReturnType<Template["containers"]>, name: string): unknown {
  const container = containers[name];
  return evaluateJson(environmentOf(container ?? { name, image: "" }).CONSUL_ECS_CONFIG_JSON ?? "");
}

function secretsOf(containers: ReturnType<Template["containers"]>, name: string): Record<string, string> {
  return Object.fromEntries((containers[name]?.secrets ?? []).map((secret) => [secret.name, secret.valueFrom]));
}

describe("a mesh task of line 0.10 with TLS and ACLs", () => {
  const { task, controller } = mesh({});
  const servers = {
    hosts: DNS,
    http: { port: 8501, https: true },
    grpc: { port: 8503 },
    defaults: { tls: true },
  };

  it("finds the servers by their name, with TLS", () => {
    expect(configOf(task, "consul-ecs-mesh-init")).toMatchObject({
      consulServers: servers,
      consulLogin: { enabled: true },
    });
    expect(secretsOf(task, "consul-ecs-mesh-init")).toEqual({
      CONSUL_HTTPS_CACERT_PEM: TLS.caCertSecretArn,
      CONSUL_GRPC_CACERT_PEM: TLS.caCertSecretArn,
    });
  });

  it("has a controller with the bootstrap token", () => {
    const [name = ""] = Object.keys(controller);
    expect(configOf(controller, name)).toMatchObject({ consulServers: servers });
    expect(secretsOf(controller, name)).toMatchObject({ CONSUL_HTTP_TOKEN: `${ARN}token` });
  });
});

describe("a mesh task of line 0.6 with TLS, ACLs and gossip encryption", () => {
  const { task, controller } = mesh({ release: "0.6", gossipEncryption: GOSSIP, primaryDatacenter: "dc1" });

  it("logs in and joins by the name of the server", () => {
    expect(configOf(task, "consul-ecs-mesh-init")).toMatchObject({
      consulHTTPAddr: dnsWith("https://", ":8501"),
      consulCACertFile: "/consul/consul-https-ca-cert.pem",
      consulLogin: { enabled: true },
    });
    const script = task["consul-client"]?.command?.[0] ?? "";
    expect(script).toMatch(/^servers='https:\/\/\$\{.*\.name\}\.\$\{.*\.name\}:8501'$/m);
    const config = evaluateJson(/^\{.*\}$/m.exec(script)?.[0] ?? "") as object;
    expect(config).toMatchObject({
      retry_join: [DNS],
      primary_datacenter: "dc1",
      tls: { defaults: { ca_file: "/consul/consul-ca-cert.pem", verify_outgoing: true } },
      acl: { enabled: true, default_policy: "deny" },
    });
  });

  it("has the client agent read the CA and the gossip key", () => {
    expect(secretsOf(task, "consul-client")).toEqual({
      CONSUL_CACERT_PEM: TLS.caCertSecretArn,
      CONSUL_HTTPS_CACERT_PEM: TLS.caCertSecretArn,
      CONSUL_GOSSIP_ENCRYPTION_KEY: `${ARN}gossip`,
    });
  });

  it("has a controller that asks the HTTP API with the bootstrap token", () => {
    const [name = ""] = Object.keys(controller);
    expect(environmentOf(controller[name] ?? { name, image: "" }).CONSUL_HTTP_ADDR).toEqual(
      dnsWith("https://", ":8501"),
    );
    expect(secretsOf(controller, name)).toEqual({
      CONSUL_HTTP_TOKEN: `${ARN}token`,
      CONSUL_CACERT_PEM: TLS.caCertSecretArn,
    });
  });
});
