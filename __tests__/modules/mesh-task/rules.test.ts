import { TerraformVariable } from "cdktf";
import type { ContainerDefinition } from "../../../modules/aws";
import type { Upstream } from "../../../modules/consul-ecs";
import { MeshTask, type MeshTaskProps, type Volume } from "../../../modules/mesh-task";
import { Template, testStack } from "../../helpers/template";
import {
  APP,
  CA_ARN,
  HEALTH_CHECK,
  HTTPS_CA_ARN,
  LINES,
  meshTask,
  on010,
  on06,
  refusals,
  ROLE,
  SECURE,
  servers,
} from "./given";

type Props = Partial<MeshTaskProps>;

const refused = (props: MeshTaskProps): string[] => refusals(() => meshTask(props));
const containers = (...list: Partial<ContainerDefinition>[]): Props => ({
  containers: list.map((each) => ({ ...APP, ...each })),
});
const mapped = (containerPort: number, more: object = {}): Props =>
  containers({ portMappings: [{ containerPort, ...more }] });
const upstreams = (...list: Partial<Upstream>[]): Props => ({
  upstreams: list.map((each) => ({ destinationName: "api", localBindPort: 1234, ...each })),
});
const volumes = (...list: Volume[]): Props => ({ volumes: list });
/** What JavaScript, or a value from elsewhere, can give although it does not compile. */
const untyped = (props: object): Props => props as Props;

describe.each(LINES)("a mesh task on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;

  describe("refuses", () => {
    it.each<[string, string, Props]>([
      ["family must have 1 to 255 letters", "an empty family", { family: "" }],
      ["family must have 1 to 255 letters", "a family with a space", { family: "my web" }],
      ["family must have 1 to 54 characters", "a family too long for its role", { family: "a".repeat(55) }],
      ["family must begin and end with a letter", "a service without a name of its own", { family: "web-" }],
      ["serviceName must be lower case", "upper case", { serviceName: "Web" }],
      ["serviceName must be lower case", "a hyphen at the end", { serviceName: "web-" }],
      ["serviceTags must not name anything twice", "a tag twice", { serviceTags: ["a", "b", "a"] }],
      ["namespace must be set when partition is set", "a partition alone", { partition: "p" }],
      ["partition must be set when namespace is set", "a namespace alone", { namespace: "n" }],
      ["iamRolePath must begin", "a path without its first slash", { iamRolePath: "mesh/" }],
      ["port must be set to a non-zero value", "no port", { port: undefined }],
      ["port must be set to a non-zero value", "port 0", { port: 0 }],
      ["port must be a whole number from 1 to 65535", "a port too high", { port: 65536 }],
      ["port must be a whole number from 1 to 65535", "half a port", { port: 80.5 }],
      ["port is a port on which the sidecars", "the proxy's port", { port: 20000 }],
      ["port is a port on which the sidecars", "Envoy's administration", { port: 19000 }],
      ["publicListenerPort must be greater than 0", "listener 0", { publicListenerPort: 0 }],
      ["publicListenerPort must be greater than 0", "a listener too high", { publicListenerPort: 65536 }],
      ["publicListenerPort must not be one of the ports", "a reserved listener", { publicListenerPort: 8301 }],
      ["applicationShutdownDelaySeconds must be", "a negative delay", { applicationShutdownDelaySeconds: -1 }],
      [
        "taskRolePolicyArns cannot be given together",
        "policies for a given role",
        { taskRole: ROLE, taskRolePolicyArns: ["a"] },
      ],
      [
        "executionRolePolicyArns cannot be given together",
        "policies for a given role",
        { executionRole: ROLE, executionRolePolicyArns: ["a"] },
      ],
      ["taskRole must have an id", "a role without a name", { taskRole: { id: "", arn: ROLE.arn } }],
      ["executionRole must have an id", "a role without an ARN", { executionRole: { id: "x", arn: "" } }],
      [
        "executeCommand cannot be given together",
        "commands with a given role",
        { executeCommand: true, taskRole: ROLE },
      ],
      ["kmsKeyArns cannot be given together", "keys with a given role", { kmsKeyArns: ["k"], executionRole: ROLE }],
      [
        "permissionsBoundary has no role",
        "a boundary of nothing",
        { permissionsBoundary: "b", taskRole: ROLE, executionRole: ROLE },
      ],
      ["cpu must be one of the sizes that Fargate", "a CPU size of no offer", { cpu: 300 }],
      ["memory must be 512 to 2048 MiB", "a memory size of no offer", { memory: 256 }],

      ["containers must have at least one container", "no container", containers()],
      ["containers must have an essential container", "no essential container", containers({ essential: false })],
      ["containers[0].name must have 1 to 255", "a name with a dot", containers({ name: "my.app" })],
      ["containers[0].name must have 1 to 255", "no name", untyped({ containers: [{ image: "x" }] })],
      ["containers[1].name is the name of another", "a name twice", containers({}, {})],
      [
        "containers[0].name must not be the name of a sidecar",
        "mesh-init's name",
        containers({ name: "consul-ecs-mesh-init" }),
      ],
      [
        "containers[0].dependsOn[0].containerName must be",
        "a dependency on nobody",
        containers({ dependsOn: [{ containerName: "db", condition: "START" }] }),
      ],
      [
        "containers[0].dependsOn[0].containerName must be",
        "a dependency on itself",
        containers({ dependsOn: [{ containerName: "app", condition: "START" }] }),
      ],
      ["containers[0].portMappings[0].containerPort is a port", "a container on the proxy's port", mapped(20000)],
      [
        "containers[0].portMappings[0].containerPort is a port",
        "a container on a moved proxy's port",
        { ...mapped(21000), publicListenerPort: 21000 },
      ],
      ["containers[0].portMappings[0].containerPort is a port", "a container on a reserved port", mapped(8502)],
      ["containers[0].portMappings[0].hostPort must be the same", "another host port", mapped(80, { hostPort: 8080 })],
      [
        "containers[0].mountPoints[0].sourceVolume must be",
        "a mount of no volume",
        containers({ mountPoints: [{ sourceVolume: "x", containerPath: "/x" }] }),
      ],

      ["volumes[0].name must have 1 to 255", "a volume with a space", volumes({ name: "my data" })],
      ["volumes[0].name must not be 'consul_data'", "the sidecars' volume", volumes({ name: "consul_data" })],
      ["volumes[0].name must not be 'consul_data'", "the binary's volume", volumes({ name: "consul_binary" })],
      ["volumes[1].name is the name of another", "a volume twice", volumes({ name: "a" }, { name: "a" })],
      [
        "volumes[0] must be of one kind",
        "a volume of two kinds",
        volumes({ name: "a", hostPath: "/a", efsVolumeConfiguration: { fileSystemId: "fs-1" } }),
      ],
      ["volumes[0].hostPath is not possible on Fargate", "a host volume", volumes({ name: "a", hostPath: "/a" })],
      [
        "volumes[0].dockerVolumeConfiguration is not possible",
        "a Docker volume",
        volumes({ name: "a", dockerVolumeConfiguration: {} }),
      ],
      [
        "volumes[0].efsVolumeConfiguration.transitEncryption must be one of",
        "a wrong word",
        untyped({
          volumes: [{ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-1", transitEncryption: "on" } }],
        }),
      ],

      ["upstreams[0].destinationName is required", "an upstream without a name", upstreams({ destinationName: "" })],
      [
        "upstreams[0].localBindPort is required",
        "an upstream without a port",
        untyped({ upstreams: [{ destinationName: "api" }] }),
      ],
      [
        "upstreams[0].localBindPort is required",
        "a port as text",
        untyped({ upstreams: [{ destinationName: "api", localBindPort: "1234" }] }),
      ],
      [
        "upstreams[0].local_bind_port is not known",
        "the names of v0.2",
        untyped({ upstreams: [{ destinationName: "api", localBindPort: 1, local_bind_port: 1 }] }),
      ],
      [
        "upstreams[1].localBindPort is the local port of another",
        "two on a port",
        upstreams({}, { destinationName: "b" }),
      ],
      [
        "upstreams[1].localBindPort is the local port of another",
        "two on a port, spelled differently",
        upstreams({}, { destinationName: "b", localBindAddress: "localhost" }),
      ],
      [
        "upstreams[1].localBindPort is the local port of another",
        "one on all addresses",
        upstreams({ localBindAddress: "127.0.0.2" }, { destinationName: "b", localBindAddress: "0.0.0.0" }),
      ],
      [
        "upstreams[0].localBindPort is a port on which the application",
        "the application's port",
        upstreams({ localBindPort: 9090 }),
      ],
      [
        "upstreams[0].localBindPort is a port on which the application",
        "a container's port",
        { ...mapped(1234), ...upstreams({}) },
      ],
      [
        "upstreams[0].localBindPort is a port on which the sidecars",
        "the proxy's port",
        upstreams({ localBindPort: 20000 }),
      ],
      [
        "upstreams[0].localBindPort is a port on which the sidecars",
        "a reserved port",
        upstreams({ localBindPort: 8500 }),
      ],

      [
        "sidecarResources.sidecar is not known",
        "a sidecar that there is not",
        untyped({ sidecarResources: { sidecar: {} } }),
      ],
      [
        "sidecarResources.proxy.disk is not known",
        "a resource that there is not",
        untyped({ sidecarResources: { proxy: { disk: 1 } } }),
      ],
      ["sidecarResources.proxy.memory must be", "a tiny limit", { sidecarResources: { proxy: { memory: 4 } } }],
      ["sidecarResources.proxy.cpu must be", "a part of a CPU unit", { sidecarResources: { proxy: { cpu: 0.5 } } }],
      [
        "sidecarResources.proxy.memoryReservation must be less",
        "a soft limit over the hard one",
        { sidecarResources: { proxy: { memory: 64, memoryReservation: 64 } } },
      ],
      [
        "cpu must be enough",
        "containers that ask for too much CPU",
        { ...containers({ cpu: 200 }), sidecarResources: { proxy: { cpu: 100 } } },
      ],
      [
        "memory must be enough",
        "containers that ask for too much memory",
        { ...containers({ memory: 400 }), sidecarResources: { proxy: { memory: 200 } } },
      ],

      [
        "httpHealthCheck.container must name one",
        "no such container",
        { httpHealthCheck: { port: 1, path: "/", container: "x" } },
      ],
      [
        "httpHealthCheck.container must name one",
        "one of several",
        { ...containers({}, { name: "b" }), httpHealthCheck: { port: 1, path: "/" } },
      ],
      [
        "httpHealthCheck cannot be given",
        "two health checks",
        { ...containers({ healthCheck: HEALTH_CHECK }), httpHealthCheck: { port: 1, path: "/" } },
      ],

      ["consulEcsConfig.nope is not known", "an unknown field", untyped({ consulEcsConfig: { nope: {} } })],
      [
        "consulEcsConfig.service.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { service: { nope: 1 } } }),
      ],
      [
        "consulEcsConfig.service.weights.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { service: { weights: { nope: 1 } } } }),
      ],
      [
        "consulEcsConfig.proxy.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { proxy: { nope: 1 } } }),
      ],
      [
        "consulEcsConfig.proxy.meshGateway.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { proxy: { meshGateway: { nope: 1 } } } }),
      ],
      [
        "consulEcsConfig.proxy.expose.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { proxy: { expose: { nope: 1 } } } }),
      ],
      [
        "consulEcsConfig.proxy.expose.paths[1].nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { proxy: { expose: { paths: [{}, { nope: 1 }] } } } }),
      ],
      [
        "consulEcsConfig.consulLogin.nope is not known",
        "an unknown field",
        untyped({ consulEcsConfig: { consulLogin: { nope: 1 } } }),
      ],
    ])("%s: %s", (message, _, props) => {
      expect(refused(given(props))).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
    });

    it("everything that is wrong in one error", () => {
      expect(refused(given({ serviceName: "A", port: 0, namespace: "n" }))).toHaveLength(3);
    });
  });

  describe("takes", () => {
    it.each<[string, Props]>([
      ["the longest family", { family: "a".repeat(54) }],
      ["a longer family with a given execution role", { family: "a".repeat(59), executionRole: ROLE }],
      ["the longest family of all with given roles", { family: "a".repeat(255), executionRole: ROLE, taskRole: ROLE }],
      ["a family that is no name of a service, beside a name", { family: "Web_", serviceName: "web" }],
      ["an empty name of the service, for the family's", { serviceName: "" }],
      ["the first and the last port", { port: 65535, publicListenerPort: 1 }],
      ["the last listener port", { publicListenerPort: 65535 }],
      ["no port when it only calls", { port: undefined, outboundOnly: true }],
      ["no policies for a given role", { taskRole: ROLE, taskRolePolicyArns: [] }],
      ["both of partition and namespace", { partition: "p", namespace: "n" }],
      ["empty partition and namespace", { partition: "", namespace: "" }],
      ["part of a second of delay", { applicationShutdownDelaySeconds: 0.5 }],
      ["a container that does not say whether it is essential", { containers: [{ name: "app", image: "x" }] }],
      ["no essential container but the sidecars", { ...containers({ essential: false }), sidecarsEssential: true }],
      ["a longest name", containers({ name: "a".repeat(255) })],
      [
        "a dependency on a sidecar",
        containers({ dependsOn: [{ containerName: "consul-ecs-mesh-init", condition: "SUCCESS" }] }),
      ],
      [
        "a mount of the sidecars' volume",
        containers({ mountPoints: [{ sourceVolume: "consul_data", containerPath: "/c" }] }),
      ],
      ["a UDP port beside the proxy's TCP port", mapped(20000, { protocol: "udp" })],
      ["an EFS volume on Fargate", volumes({ name: "a", efsVolumeConfiguration: { fileSystemId: "fs-1" } })],
      ["two upstreams on two addresses", upstreams({}, { destinationName: "b", localBindAddress: "127.0.0.2" })],
      [
        "an upstream on the application's port at another address",
        upstreams({ localBindPort: 9090, localBindAddress: "127.0.0.2" }),
      ],
      [
        "containers that use all the task has",
        { ...containers({ cpu: 128, memory: 256 }), sidecarResources: { proxy: { cpu: 128, memory: 256 } } },
      ],
    ])("%s", (_, props) => {
      expect(refused(given(props))).toEqual([]);
    });

    it("host and Docker volumes on EC2", () => {
      const ec2 = { compatibilities: ["EC2" as const] };
      const list = volumes(
        { name: "a", hostPath: "/a" },
        { name: "b", dockerVolumeConfiguration: { driver: "local" } },
      );
      expect(refused(given({ ...ec2, ...list }))).toEqual([]);
    });
  });

  describe("leaves to Terraform what only it knows", () => {
    type Definition = { lifecycle?: { precondition: { condition: string; error_message: string }[] } };
    const preconditions = (make: (variable: (name: string, type: string) => TerraformVariable) => Props) =>
      Template.of(
        testStack((stack) => {
          const props = make((name, type) => new TerraformVariable(stack, name, { type }));
          new MeshTask(stack, "web", given(props));
        }),
      ).resource<Definition>("aws_ecs_task_definition").lifecycle?.precondition ?? [];

    it("has no precondition for literals", () => {
      expect(preconditions(() => ({}))).toEqual([]);
    });

    it.each<[string, string, string]>([
      ["port", "number", "var.port >= 1)"],
      ["port", "number", "<= 65535"],
      ["publicListenerPort", "number", "contains"],
      ["publicListenerPort", "number", "var.publicListenerPort >= 1)"],
      ["serviceName", "string", "regex("],
      ["family", "string", "length("],
      ["iamRolePath", "string", "regex("],
      ["namespace", "string", "length(var.partition) < 1"],
    ])("%s", (prop, type, condition) => {
      const list = preconditions((variable) => {
        const { numberValue, stringValue } = variable(prop, type);
        const partition = prop === "namespace" ? { partition: variable("partition", type).stringValue } : {};
        return untyped({ [prop]: type === "number" ? numberValue : stringValue, ...partition });
      });
      const own = list.filter(({ error_message }) => error_message.startsWith(`${prop} `));
      expect(own.map((each) => each.condition).join("\n")).toContain(`var.${prop}`);
      expect(own.map((each) => each.condition).join("\n")).toContain(condition);
      // What cdktf makes of an operand that it takes for missing.
      expect(JSON.stringify(list)).not.toContain("undefined");
    });

    it("judges what is known beside it", () => {
      const make = () =>
        preconditions((variable) => ({ port: variable("port", "number").numberValue, serviceName: "Web" }));
      expect(refusals(make)).toEqual([expect.stringContaining("serviceName must be lower case")]);
    });
  });
});

describe("a mesh task on line 0.10", () => {
  it.each<[string, Partial<MeshTaskProps<"0.10">>]>([
    ["iamRolePath must begin and end", { iamRolePath: "/mesh" }],
    ["envoyReadinessPort must be greater than 0", { envoyReadinessPort: 0 }],
    ["envoyReadinessPort must not be one of the ports", { envoyReadinessPort: 10000 }],
    ["publicListenerPort must not be the same as envoyReadinessPort", { publicListenerPort: 22000 }],
    ["containers[0].name must not be the name of a sidecar", containers({ name: "consul-dataplane" }) as object],
    ["containers[0].portMappings[0].containerPort is a port", mapped(22000) as object],
    ["upstreams[0].localBindPort is a port on which the sidecars", upstreams({ localBindPort: 22000 }) as object],
    ["servers.hosts is required", { servers: { datacenter: "dc1" } }],
    ["servers.http.nope is not known", { servers: servers({ http: { nope: 1 } as object }) }],
    ["servers.grpc.https is not known", { servers: servers({ grpc: { https: true } as object }) }],
    ["transparentProxy.enabled is possible only", { transparentProxy: { enabled: true } }],
    [
      "transparentProxy.enabled is possible only",
      { transparentProxy: { enabled: true }, compatibilities: ["EC2", "EXTERNAL"] },
    ],
    ["transparentProxy.consulDns needs", { transparentProxy: { consulDns: true } }],
    [
      "transparentProxy.excludeUids must not name",
      { compatibilities: ["EC2"], transparentProxy: { excludeUids: ["1", "1"] } },
    ],
    ["consulEcsConfig.transparentProxy is not known", { consulEcsConfig: { transparentProxy: {} } as object }],
    [
      "consulEcsConfig.service.networkResilienceConfig.nope is not known",
      { consulEcsConfig: { service: { networkResilienceConfig: { nope: 1 } as object } } },
    ],
    [
      "consulEcsConfig.service.networkResilienceConfig.outlierDetection.nope is not known",
      { consulEcsConfig: { service: { networkResilienceConfig: { outlierDetection: { nope: 1 } as object } } } },
    ],
    ["sidecarResources.clientAgent is not known", { sidecarResources: { clientAgent: {} } as object }],
  ])("refuses %s", (message, props) => {
    expect(refused(on010(props))).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it.each<[string, Partial<MeshTaskProps<"0.10">>]>([
    ["the container name that line 0.6 needs", containers({ name: "consul-client" }) as object],
    ["a peer's upstream", { upstreams: [{ destinationName: "a", localBindPort: 1, destinationPeer: "dc2" }] }],
    ["the shortest path of roles", { iamRolePath: "/" }],
  ])("takes %s", (_, props) => {
    expect(refused(on010(props))).toEqual([]);
  });
});

describe("a mesh task on line 0.6", () => {
  it.each<[string, Partial<MeshTaskProps<"0.6">>]>([
    ["containers[0].name must not be the name of a sidecar", containers({ name: "consul-client" }) as object],
    ["servers.retryJoin is required", { servers: { datacenter: "dc1" } }],
    ["servers.tls.caCertSecretArn is required", { servers: servers({ tls: { enabled: true } }) }],
    ["servers.httpAddress is required", { servers: servers({ httpAddress: undefined, acls: true }) }],
    [
      "servers.tls.httpsCaCertSecretArn needs servers.httpAddress",
      { servers: servers({ httpAddress: undefined, tls: { enabled: false, httpsCaCertSecretArn: HTTPS_CA_ARN } }) },
    ],
    ["auditLogging needs ACLs", { auditLogging: true }],
    ["enableAclTokenReplication needs ACLs", { enableAclTokenReplication: true }],
    ["checks[0].udp is not known", { checks: [{ udp: "x" } as object] }],
    ["upstreams[0].destinationPeer is not known", upstreams({ destinationPeer: "dc2" } as object) as object],
  ])("refuses %s", (message, props) => {
    expect(refused(on06(props))).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it.each<[string, Partial<MeshTaskProps<"0.6">>]>([
    ["the container name that line 0.10 needs", containers({ name: "consul-dataplane" }) as object],
    ["a port that only line 0.10 reserves", { publicListenerPort: 10000 }],
    ["a path of roles without its last slash", { iamRolePath: "/mesh" }],
    ["auditing with ACLs", { servers: SECURE, auditLogging: true, enableAclTokenReplication: true }],
    ["no retry-join beside a configuration that joins", { servers: { datacenter: "dc1" }, agentConfiguration: "x" }],
    ["an address without a scheme", { servers: servers({ httpAddress: "consul.example.com:8500", acls: true }) }],
    [
      "one CA for everything",
      { servers: servers({ tls: { enabled: true, caCertSecretArn: CA_ARN, httpsCaCertSecretArn: CA_ARN } }) },
    ],
  ])("takes %s", (_, props) => {
    expect(refused(on06(props))).toEqual([]);
  });
});
