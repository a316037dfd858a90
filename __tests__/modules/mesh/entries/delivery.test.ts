import { TerraformVariable } from "cdktf";
import { awsLogs } from "../../../../modules/aws";
import { serviceDefaults, type ConfigEntry } from "../../../../modules/consul/config-entries";
import type { ConsulServers } from "../../../../modules/consul";
import {
  ConfigEntriesService,
  type ConfigEntriesDeliveryProps,
  type ConfigEntriesServiceProps,
} from "../../../../modules/mesh/entries";
import { evaluateJson } from "../../../helpers/evaluate-template";
import { environmentOf, Template, testStack } from "../../../helpers/template";
import { CA_ARN, HTTPS_CA_ARN, servers, TOKEN_ARN } from "../task/given";
import { ACL_SERVERS, CLUSTER, compressed, compressedEntries, CONTAINER, GIVEN, MANY, withController } from "./given";

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

const statements = (policy: unknown) => (evaluateJson(policy as string) as { Statement: Statement[] }).Statement;
const execution = (template: Template) => statements(template.resource("aws_iam_policy").policy);
const task = (template: Template) => statements(template.resource("aws_iam_role_policy").policy);
const environment = (props: Partial<ConfigEntriesDeliveryProps>) =>
  environmentOf(withController(props).container(CONTAINER));
const secrets = (template: Template) =>
  Object.fromEntries((template.container(CONTAINER).secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom]));

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

describe("beside the controller", () => {
  it("is an essential container that is healthy when all was delivered once, and is not root", () => {
    const container = withController().container(CONTAINER);
    expect(container).toMatchObject({
      image: "hashicorp/consul:2.0.1",
      essential: true,
      user: "100:1000",
      entryPoint: ["/bin/sh", "-c"],
      linuxParameters: { initProcessEnabled: true },
    });
    expect(container.healthCheck?.command).toEqual(["CMD-SHELL", expect.stringContaining("test -f")]);
    expect(withController({ release: "0.6" }).container(CONTAINER).image).toBe("hashicorp/consul:1.15.10");
  });

  it("has the controller wait for the policies of its roles", () => {
    expect(withController().resource("aws_ecs_service").depends_on).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^aws_iam_role_policy\..*task-role/),
        expect.stringMatching(/^aws_iam_role_policy_attachment\..*execution-role/),
      ]),
    );
  });

  it("runs the same program whatever varies", () => {
    const other = { owner: "other", entries: () => MANY, partition: "p1", authMethods: ["m"] };
    expect(withController(other).container(CONTAINER).command).toEqual(withController().container(CONTAINER).command);
  });

  it("hears of what the graph becomes after it is made, and names may be tokens", () => {
    const graph: ConfigEntry[] = [serviceDefaults("web", "http")];
    const template = withController({ entries: () => graph }, (stack) => {
      graph.push(serviceDefaults(new TerraformVariable(stack, "name", { type: "string" }).stringValue, "grpc"));
    });
    expect(compressedEntries(template).map(({ Name }) => Name)).toEqual(["${var.name}", "web"].sort());
    expect(environmentOf(template.container(CONTAINER)).CONFIG_ENTRIES_0).toMatch(/^\$\{local\./);
  });

  it("delivers in the order in which Consul takes them", () => {
    const entries: ConfigEntry[] = [
      { Kind: "http-route", Name: "a" },
      { Kind: "service-intentions", Name: "a" },
      { Kind: "api-gateway", Name: "b" },
      { Kind: "service-defaults", Name: "c" },
      { Kind: "mesh" },
    ];
    expect(compressedEntries(withController({ entries: () => entries })).map(({ Kind }) => Kind)).toEqual([
      ...["mesh", "service-defaults", "api-gateway", "http-route", "service-intentions"],
    ]);
  });

  it("is told what it needs to know", () => {
    expect(
      environment({
        servers: { ...ACL_SERVERS, serverCount: 3 },
        formerOwners: ["old", "older"],
        takeOver: ["service-defaults/api"],
        partition: "p1",
        authMethods: ["iam-ecs-service-token"],
        intervalSeconds: 60,
      }),
    ).toMatchObject({
      CONFIG_ENTRIES_OWNER: "dev",
      CONFIG_ENTRIES_FORMER_OWNERS: "old older",
      CONFIG_ENTRIES_TAKE_OVER: "service-defaults/api",
      CONFIG_ENTRIES_INTERVAL: "60",
      CONSUL_AUTH_METHODS: "iam-ecs-service-token",
      CONSUL_HTTP_ADDR: "http://consul.example.com:8500",
      CONSUL_PARTITION: "p1",
      CONSUL_SERVER_COUNT: "3",
    });
    expect(Object.keys(environment({}))).not.toContain("CONSUL_SERVER_COUNT");
  });

  it.each<[string, Partial<ConsulServers>, Record<string, string>]>([
    ["plain", {}, { CONSUL_SERVER_SCHEME: "http", CONSUL_SERVER_PORT: "8500" }],
    ["TLS", { tls: { enabled: true } }, { CONSUL_SERVER_SCHEME: "https", CONSUL_SERVER_PORT: "8501" }],
    ["a port", { http: { port: 443, https: true } }, { CONSUL_SERVER_SCHEME: "https", CONSUL_SERVER_PORT: "443" }],
    ["no TLS here", { tls: { enabled: true }, http: { https: false } }, { CONSUL_SERVER_SCHEME: "http" }],
    ["a name", { tls: { enabled: true, serverName: "server.dc1" } }, { CONSUL_TLS_SERVER_NAME: "server.dc1" }],
    ["a command", { hosts: "exec=discover -q" }, { CONSUL_SERVER_HOSTS: "exec=discover -q" }],
  ])("finds servers by their hosts: %s", (_, attributes, expected) => {
    expect(
      environment({ servers: { datacenter: "dc1", hosts: "consul.example.com", ...GIVEN_ACLS, ...attributes } }),
    ).toMatchObject(expected);
  });

  it("has a token with ACLs: the one that is meant for it, or the bootstrap token", () => {
    const own = "arn:aws:secretsmanager:us-east-1:123456789012:secret:entries";
    expect(secrets(withController())).toEqual({ CONSUL_HTTP_TOKEN: TOKEN_ARN });
    const scoped = withController({ servers: { ...ACL_SERVERS, configEntriesTokenSecretArn: own } });
    expect(secrets(scoped)).toEqual({ CONSUL_HTTP_TOKEN: own });
    expect(execution(scoped).flatMap(({ Resource }) => Resource)).toContain(own);
  });

  it.each<[Partial<ConsulServers>, string | undefined]>([
    [{ httpAddress: "https://c:8501", tls: { enabled: true, caCertSecretArn: CA_ARN } }, CA_ARN],
    [
      {
        httpAddress: "https://c:8501",
        tls: { enabled: true, caCertSecretArn: CA_ARN, httpsCaCertSecretArn: HTTPS_CA_ARN },
      },
      HTTPS_CA_ARN,
    ],
    [
      { httpAddress: "https://c", tls: { enabled: true, caCertSecretArn: CA_ARN, publicHttpsCertificate: true } },
      undefined,
    ],
    [{ httpAddress: "http://c:8500", tls: { enabled: true, caCertSecretArn: CA_ARN } }, undefined],
  ])("trusts the CA of the HTTP API: %j", (attributes, arn) => {
    expect(secrets(withController({ servers: { ...ACL_SERVERS, ...attributes } })).CONSUL_CACERT_PEM).toBe(arn);
  });

  it("may decrypt with the key of the secrets", () => {
    const template = withController({ servers: { ...ACL_SERVERS, secretsKmsKeyArn: KEY } });
    expect(execution(template)).toContainEqual({ Effect: "Allow", Action: ["kms:Decrypt"], Resource: [KEY] });
  });

  it("may roll exactly the services that it is told to, known when the stack is written", () => {
    const services = ["api"];
    const rolled = () => ({ controllers: [], gateways: ["gateway"], services });
    const template = withController({ rollAfterLoss: { clusterArn: CLUSTER, services: rolled } }, () => {
      services.push("web");
    });
    expect(task(template).at(-1)).toEqual({
      Effect: "Allow",
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      Resource: ["gateway", "api", "web"].map((name) => `arn:aws:ecs:us-east-1:123456789012:service/mesh/${name}`),
    });
    expect(environmentOf(template.container(CONTAINER)).CONSUL_ROLL_CLUSTER).toBe(CLUSTER);
    expect(compressed(template)).toMatchObject({ rollCommand: "roll them", rollSteps: [["gateway"], ["api", "web"]] });
    expect(JSON.stringify(task(withController()))).not.toContain("UpdateService");
  });

  it("may roll all services of the cluster where a policy has no room for their names", () => {
    const names = Array.from({ length: 61 }, (_, at) => `service-${at}`);
    const template = withController({ rollAfterLoss: { clusterArn: CLUSTER, services: () => ({ services: names }) } });
    expect(task(template).at(-1)?.Resource).toEqual(["arn:aws:ecs:us-east-1:123456789012:service/mesh/*"]);
  });
});

const GIVEN_ACLS = { acls: true, bootstrapTokenSecretArn: TOKEN_ARN };

const LOGS = awsLogs({ logGroup: "mesh", region: "eu-central-1", streamPrefix: "entries" });

describe("entries that a task definition has no room for", () => {
  it("travel in a private file, with their hash in the definition", () => {
    const template = withController({ entries: () => MANY });
    const container = template.container(CONTAINER);
    expect(environmentOf(container)).not.toHaveProperty("CONFIG_ENTRIES_0");
    expect(environmentOf(container).CONFIG_ENTRIES_HASH).toMatch(/^\$\{sha256\(local\..*\)\}$/);
    expect(container.environmentFiles).toMatchObject([{ type: "s3" }]);
    expect(container.environmentFiles?.[0]?.value).toMatch(/^\$\{aws_s3_object\./);
    expect(compressedEntries(template)).toHaveLength(500);
    expect(template.resource("aws_s3_bucket").bucket).toMatch(/^dev-config-entries-\$\{data\.aws_caller_identity/);
    expect(template.resource("aws_s3_bucket_public_access_block")).toMatchObject({ block_public_policy: true });
    expect(template.count("aws_s3_bucket_server_side_encryption_configuration")).toBe(1);
    expect(template.resource("aws_s3_bucket_policy").policy).toContain("aws:SecureTransport");
    const mayRead = execution(template).filter(({ Action }) => Action[0]?.startsWith("s3:"));
    expect(mayRead).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: [expect.stringMatching(/aws_s3_object\..*\.arn/)] },
      {
        Effect: "Allow",
        Action: ["s3:GetBucketLocation"],
        Resource: [expect.stringMatching(/aws_s3_bucket\..*\.arn/)],
      },
    ]);
  });

  it("make no bucket before there are many, and one afterwards whenever they come", () => {
    const few = withController();
    expect(few.types.filter((type) => type.startsWith("aws_s3"))).toEqual([]);
    expect(few.dataSources("aws_caller_identity")).toEqual({});
    expect(JSON.stringify(execution(few))).not.toContain("s3:");
    const graph: ConfigEntry[] = [];
    const grown = withController({ entries: () => graph }, () => void graph.push(...MANY));
    expect(grown.count("aws_s3_object")).toBe(1);
  });

  it("are refused by Terraform when not even that is enough, as are long names for few", () => {
    const condition = (entries: readonly ConfigEntry[]) => {
      const definition = withController({ entries: () => entries }).resource("aws_ecs_task_definition");
      const { precondition } = definition.lifecycle as { precondition: { condition: string }[] };
      return precondition.map((each) => each.condition);
    };
    expect(condition(MANY)).toContainEqual(expect.stringMatching(/^\$\{length\(local\..*\) <= 1000000\}$/));
    expect(condition([])).toContainEqual(expect.stringMatching(/<= 28000\}$/));
  });

  it("have room beside the program in the definition", () => {
    const template = withController();
    const { container_definitions: definition } = template.resource<{ container_definitions: string }>(
      "aws_ecs_task_definition",
    );
    expect(definition.length + 28_000).toBeLessThan(64 * 1024);
  });
});

describe("a service of its own", () => {
  const service = (props: Partial<ConfigEntriesServiceProps> = {}) =>
    Template.of(
      testStack((stack) => {
        new ConfigEntriesService(stack, "entries", {
          ...GIVEN,
          servers: servers(),
          namePrefix: "dev",
          clusterArn: CLUSTER,
          subnetIds: ["subnet-1"],
          waitForSteadyState: true,
          ...props,
        });
      }),
    );

  it("is one task that waits for its permissions, without a token where there are no ACLs", () => {
    const template = service();
    expect(template.resource("aws_ecs_service")).toMatchObject({
      name: "dev-config-entries",
      desired_count: 1,
      launch_type: "FARGATE",
      wait_for_steady_state: true,
    });
    expect(template.resource("aws_ecs_service").depends_on).toHaveLength(1);
    expect(Object.keys(template.containers())).toEqual([CONTAINER]);
    expect(template.container(CONTAINER).secrets).toEqual([]);
  });

  it("lets operators in when it is said", () => {
    const { enable_execute_command } = service().resource("aws_ecs_service");
    expect(enable_execute_command).toBe(false);
    const template = service({ executeCommand: true });
    expect(template.resource("aws_ecs_service")).toMatchObject({ enable_execute_command: true });
    expect(JSON.stringify(template.resources("aws_iam_role_policy"))).toContain("ssmmessages");
  });

  it("may read the file with many entries", () => {
    const template = service({ entries: () => MANY, logConfiguration: LOGS });
    const policies = Object.values(template.resources("aws_iam_role_policy")).flatMap(({ policy }) =>
      statements(policy),
    );
    expect(policies.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(["s3:GetObject", "s3:GetBucketLocation", "logs:PutLogEvents"]),
    );
  });
});
