import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import type { TerraformStack } from "cdktf";
import type { ConsulServers, Release } from "../../../../modules/consul";
import { ServiceMesh } from "../../../../modules/mesh/service-mesh";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { synthesizeApp, type Written } from "../../../helpers/synth-whole";
import { APP, intentionsOf, LINES, NETWORK } from "../service/given";

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Servers whose addresses and secrets are resources of the stack that has them. */
function serversIn(stack: TerraformStack): ConsulServers {
  const secret = (id: string): string => new SecretsmanagerSecret(stack, id, { name: id }).arn;
  const group = new SecurityGroup(stack, "servers", { name: "servers" });
  return {
    datacenter: "dc1",
    hosts: `consul.${group.id}.example.com`,
    retryJoin: [`consul.${group.id}.example.com`],
    httpAddress: `https://consul.${group.id}.example.com:8501`,
    tls: { enabled: true, caCertSecretArn: secret("ca") },
    acls: true,
    bootstrapTokenSecretArn: secret("token"),
    gossipKeySecretArn: secret("gossip"),
    securityGroupId: group.id,
    secretsKmsKeyArn: secret("key"),
    generation: group.name,
    ready: [group],
  };
}

/** The mesh in stack a; its services in b and c, both of which call "shared" of c. */
function build(release: Release): { written: Map<string, Written>; meshes: Record<string, ServiceMesh> } {
  const meshes: Record<string, ServiceMesh> = {};
  const written = synthesizeApp(["a", "b", "c"], (a, b, c) => {
    if (!a || !b || !c) return;
    const cluster = new EcsCluster(a, "cluster", { name: "mesh" });
    const mesh = new ServiceMesh<Release>(a, "mesh", { release, servers: serversIn(a), cluster, network: NETWORK });
    mesh.addService("own", { port: 9090, containers: [APP], family: "own" }).connectTo(mesh.importService("shared"));
    mesh.addGateway("gateway", { kind: "mesh-gateway" });
    const [inB, inC] = [b, c].map((stack) => ServiceMesh.fromAttributes<Release>(stack, "mesh", mesh.attributes));
    if (!inB || !inC) return;
    inB.addService("web", {
      port: 9090,
      family: "web",
      containers: ({ connectTo }) => [
        { ...APP, environment: [{ name: "SHARED", value: connectTo(inB.importService("shared")).url }] },
      ],
      dependsOn: [cluster],
    });
    const shared = inC.addService("shared", { port: 9090, family: "shared", protocol: "http", containers: [APP] });
    inC.addService("job", { outboundOnly: true, family: "job", containers: [APP] }).connectTo(shared);
    Object.assign(meshes, { a: mesh, b: inB, c: inC });
  });
  return { written, meshes };
}

const SEEN = "data.terraform_remote_state.cross-stack-reference-input-a.outputs.cross-stack-output-";
const all = (stack: Written | undefined, type: string): Blocks => stack?.resource?.[type] ?? {};

/** A document of the only resource of the type for which it holds, its references as they are in Terraform. */
function documentOf<T>(stack: Written | undefined, type: string, attribute: string, name: string): T {
  const found = Object.values(all(stack, type)).filter(({ family, name: own }) => (family ?? own) === name);
  return evaluateJson(String(found[0]?.[attribute])) as T;
}

interface Container {
  readonly name: string;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
}

describe.each(LINES)("a mesh over three stacks, on line %s", (release) => {
  const { written, meshes } = build(release);
  const [a, b, c] = ["a", "b", "c"].map((name) => written.get(name));

  test("references arrive as the other stack's state in the containers, and in the documents inside them", () => {
    const containers = documentOf<Container[]>(b, "aws_ecs_task_definition", "container_definitions", "web");
    const init = containers.find(({ name }) => name === "consul-ecs-mesh-init");
    const config = init?.environment?.find(({ name }) => name === "CONSUL_ECS_CONFIG_JSON")?.value ?? "{}";
    expect(JSON.stringify(JSON.parse(config))).toContain(`consul.\${${SEEN}aws_security_groupserversid}.example.com`);
    const secrets = containers.flatMap(({ secrets: each = [] }) => each.map(({ valueFrom }) => valueFrom));
    expect(secrets).toContain(`\${${SEEN}aws_secretsmanager_secretcaarn}`);
  });

  test("and in the policies", () => {
    const { Statement } = documentOf<{ Statement: { Action: string[]; Resource: string[] }[] }>(
      b,
      "aws_iam_policy",
      "policy",
      "web-execution",
    );
    const read = Statement.filter(({ Action }) => Action.includes("secretsmanager:GetSecretValue"));
    expect(read.flatMap(({ Resource }) => Resource)).toContain(`\${${SEEN}aws_secretsmanager_secretcaarn}`);
    const decrypt = Statement.filter(({ Action }) => Action.includes("kms:Decrypt"));
    expect(decrypt).toMatchObject([{ Resource: [`\${${SEEN}aws_secretsmanager_secretkeyarn}`] }]);
  });

  test("no text of a document holds the address of a resource of another stack, nor a template that is escaped", () => {
    for (const stack of [b, c]) {
      const text = JSON.stringify(stack);
      expect(text).not.toMatch(/\$\$\{\$\{data\.terraform_remote_state|aws_secretsmanager_secret\.(ca|token|key)\./);
      expect(text).not.toMatch(/aws_security_group\.servers|aws_ecs_cluster\.cluster/);
    }
  });

  test("nothing waits for what is in another stack: each name in depends_on is one of the stack's own", () => {
    for (const stack of [a, b, c]) {
      const addresses = Object.entries(stack?.resource ?? {}).flatMap(([type, blocks]) =>
        Object.keys(blocks).map((id) => `${type}.${id}`),
      );
      const waits = Object.values(stack?.resource ?? {}).flatMap((blocks) =>
        Object.values(blocks).flatMap(({ depends_on: names }) => (names as string[] | undefined) ?? []),
      );
      expect(waits.length).toBeGreaterThan(0);
      expect(addresses).toEqual(expect.arrayContaining(waits));
    }
  });

  test("services wait for the delivery of their own stack", () => {
    const { depends_on: waits } = Object.values(all(b, "aws_ecs_service")).find(({ name }) => name === "web") ?? {};
    expect(waits).toContainEqual(expect.stringMatching(/^aws_ecs_service\.mesh_config-entries_/));
  });

  test("each stack delivers its own sources only, and what the services that it has speak", () => {
    expect(Object.values(meshes).map(intentionsOf)).toEqual([["own -> shared"], ["web -> shared"], ["job -> shared"]]);
    const kinds = Object.values(meshes).map((mesh) =>
      mesh
        .configEntries()
        .filter(({ Name }) => Name === "shared")
        .map(({ Kind }) => Kind),
    );
    expect(kinds).toEqual([
      ["service-intentions"],
      ["service-intentions"],
      ["service-defaults", "service-router", "service-intentions"],
    ]);
  });

  test("each stack is another owner, by which Consul tells whose entries they are", () => {
    expect(Object.values(meshes).map(({ name }) => name)).toEqual(["a-mesh", "b-mesh", "c-mesh"]);
  });

  test("there is one controller, one security group, and the doors of the servers are opened once", () => {
    const controllers = [a, b, c].map((stack) =>
      Object.values(all(stack, "aws_ecs_task_definition")).filter(({ family }) => /controller/.test(String(family))),
    );
    expect(controllers.map((found) => found.length)).toEqual([1, 0, 0]);
    expect([b, c].map((stack) => Object.keys(all(stack, "aws_security_group")))).toEqual([[], []]);
    expect([b, c].map((stack) => Object.keys(all(stack, "aws_security_group_rule")))).toEqual([[], []]);
  });

  test("tasks of the other stacks are in the mesh's group and cluster", () => {
    const service = Object.values(all(b, "aws_ecs_service")).find(({ name }) => name === "web");
    expect(service?.cluster).toBe(`\${${SEEN}aws_ecs_clusterclusterarn}`);
    expect(service?.network_configuration).toMatchObject({
      security_groups: [expect.stringContaining(`${SEEN}aws_security_groupmesh_security-group`)],
    });
  });

  test("they are rolled with the servers, wherever those are", () => {
    for (const stack of [b, c]) {
      for (const service of Object.values(all(stack, "aws_ecs_service"))) {
        expect(service).toMatchObject({
          force_new_deployment: true,
          triggers: { consul_servers: `\${${SEEN}aws_security_groupserversname}` },
        });
      }
    }
  });
});
