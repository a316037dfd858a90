import { CA, line010, line06, LOAD_BALANCER, minimal, refusals } from "./synthesize";

const TARGET = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1";
const RESERVED = [8300, 8301, 8302, 8500, 8501, 8502, 8600, 19000];
const extra = (container: object) => ({ extraContainers: [{ name: "web", image: "nginx:1", ...container }] });
const target = (given: object) => ({
  targetGroups: [{ targetGroupArn: TARGET, containerName: "consul-dataplane", containerPort: 8443, ...given }],
});

describe.each(["0.10", "0.6"] as const)("line %s refuses", (release) => {
  it.each<[what: string, props: object, message: RegExp]>([
    ["an empty kind", { kind: "" }, /^kind must be /],
    [
      "the kind of another time",
      { kind: "ingress-gateway" },
      /^kind must be .*'mesh-gateway'.*\(got "ingress-gateway"\)/,
    ],
    ["a family that is too long for its roles", { family: "f".repeat(55) }, /^family must have 1 to 54 characters/],
    ["a family with a dot", { family: "my.gateway", serviceName: "gateway" }, /^family must have letters, digits/],
    ["a family in upper case", { family: "Gateway" }, /^family must be lower case/],
    ["a service name in upper case", { serviceName: "Edge" }, /^serviceName must be lower case/],
    ["an empty service name", { serviceName: "" }, /^serviceName must be lower case/],
    ["a service name that ends in a hyphen", { serviceName: "edge-" }, /^serviceName must be lower case/],
    ["a tag twice", { serviceTags: ["a", "a"] }, /^serviceTags must not name anything twice/],
    ["no cluster", { clusterArn: "" }, /^clusterArn must be the ARN of an ECS cluster/],
    ["no subnets", { subnetIds: [] }, /^subnetIds must name 1 to 16 subnets/],
    ...RESERVED.map((lanPort): [string, object, RegExp] => [
      `the reserved port ${lanPort}`,
      { lanPort },
      /^lanPort must not be one of the ports that are reserved/,
    ]),
    ["LAN port 0", { lanPort: 0 }, /^lanPort must be greater than 0/],
    ["LAN port 65536", { lanPort: 65536 }, /^lanPort must be greater than 0 and less than or equal to 65535/],
    ["WAN port 0", { wanPort: 0 }, /^wanPort must be a whole number from 1 to 65535/],
    ["WAN port 65536", { wanPort: 65536 }, /^wanPort must be a whole number/],
    ["a WAN address with a port", { wanAddress: "gw.example.com:443" }, /^wanAddress must be a host name or an IP/],
    ["a WAN address with a scheme", { wanAddress: "https://gw" }, /^wanAddress must be/],
    ["an empty LAN address", { lanAddress: "" }, /^lanAddress must be/],
    ["WAN federation without TLS", { wanFederation: true }, /^wanFederation needs TLS/],
    ["a role path without its slash", { iamRolePath: "consul-ecs/" }, /^iamRolePath must begin/],
    ["an unknown part of the document", { consulEcsConfig: { proxy: {} } }, /^consulEcsConfig.proxy is not known/],
    [
      "an unknown field of the login",
      { consulEcsConfig: { consulLogin: { methd: "x" } } },
      /^consulEcsConfig.consulLogin.methd is not known/,
    ],
    ["an impossible size", { cpu: 300 }, /^cpu must be one of the sizes that Fargate offers/],
    ["too little memory", { cpu: 1024, memory: 512 }, /^memory must be 2048 to 8192/],
    [
      "sidecars that ask for more than the task has",
      { sidecarResources: { proxy: { cpu: 512 } } },
      /^cpu must be enough for what the containers/,
    ],
    ["EC2 for a task of Fargate", { compatibilities: ["FARGATE"], launchType: "EC2" }, /^launchType must be one of/],
    [
      "a public address on EC2",
      { launchType: "EC2", assignPublicIp: true, compatibilities: ["EC2"] },
      /^assignPublicIp is possible on Fargate only/,
    ],
    ["two WAN addresses", { loadBalancer: LOAD_BALANCER, wanAddress: "gw" }, /^wanAddress cannot be given together/],
    [
      "no VPC",
      { loadBalancer: { ...LOAD_BALANCER, vpcId: "" } },
      /^loadBalancer.vpcId must be an id that begins with 'vpc-'/,
    ],
    [
      "no subnets of the load balancer",
      { loadBalancer: { ...LOAD_BALANCER, subnetIds: [] } },
      /^loadBalancer.subnetIds/,
    ],
    [
      "an unknown setting of the load balancer",
      { loadBalancer: { ...LOAD_BALANCER, internal: true } },
      /^loadBalancer.internal is not known/,
    ],
    [
      "a security group without its id",
      { loadBalancer: { ...LOAD_BALANCER, securityGroup: { modify: "" } } },
      /^loadBalancer.securityGroup must be 'create', 'none', or/,
    ],
    [
      "a security group that is made and modified",
      { loadBalancer: { ...LOAD_BALANCER, securityGroup: { create: true, modify: "sg-1" } } },
      /^loadBalancer.securityGroup must be/,
    ],
    [
      "ranges for no security group",
      { loadBalancer: { ...LOAD_BALANCER, securityGroup: "none", ingressCidrBlocks: ["10.0.0.0/8"] } },
      /^loadBalancer.ingressCidrBlocks has no security group/,
    ],
    [
      "no ranges",
      { loadBalancer: { ...LOAD_BALANCER, ingressCidrBlocks: [] } },
      /^loadBalancer.ingressCidrBlocks must name at least one/,
    ],
    [
      "a range that is none",
      { loadBalancer: { ...LOAD_BALANCER, ingressCidrBlocks: ["10.0.0.1/8"] } },
      /^loadBalancer.ingressCidrBlocks\[0\] must be an IPv4 range/,
    ],
    ["33 characters", { loadBalancer: LOAD_BALANCER, family: "f".repeat(33) }, /^family must have 1 to 32 letters/],
    [
      "an underscore",
      { loadBalancer: LOAD_BALANCER, serviceName: "my_edge" },
      /^serviceName must have 1 to 32 letters, digits and hyphens with a load balancer/,
    ],
    ["AWS's own prefix", { loadBalancer: LOAD_BALANCER, serviceName: "internal-edge" }, /^serviceName must not begin/],
    ["a security group named like an id", { loadBalancer: LOAD_BALANCER, family: "sg-edge" }, /^family must not begin/],
  ])("%s", (_, props, message) => {
    const lines = refusals({ ...minimal[release], ...props });
    expect(lines).toEqual([expect.stringMatching(message)]);
  });

  it.each<[what: string, props: object]>([
    ["a family of 54 characters", { family: "f".repeat(54) }],
    ["a family in upper case beside a name", { family: "Gateway", serviceName: "gateway" }],
    ["32 characters with a load balancer", { family: "f".repeat(32), loadBalancer: LOAD_BALANCER }],
    [
      "a family of 54 with a load balancer and a name",
      { family: "f".repeat(54), serviceName: "e", loadBalancer: LOAD_BALANCER },
    ],
    [
      "a name like a security group's where none is made",
      { family: "sg-e", loadBalancer: { ...LOAD_BALANCER, securityGroup: "none" } },
    ],
    ["the highest ports", { lanPort: 65535, wanPort: 65535 }],
    ["the lowest ports", { lanPort: 1, wanPort: 1 }],
    ["a WAN port that is reserved inside of the task", { wanPort: 8500 }],
    ["an IPv6 address", { wanAddress: "2001:db8::1" }],
  ])("not: %s", (_, props) => {
    expect(refusals({ ...minimal[release], ...props })).toEqual([]);
  });

  it("never says more than once what is wrong, and says all of it", () => {
    const lines = refusals({ ...minimal[release], kind: "x", subnetIds: [], wanPort: 0 });
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["kind", "subnetIds", "wanPort"]);
  });
});

describe("line 0.10 refuses", () => {
  it.each<[what: string, props: object, message: RegExp]>([
    ["half a gateway", { desiredCount: 0.5 }, /^desiredCount must be a whole number, 0 or more \(got 0.5\)/],
    ["fewer than none", { desiredCount: -1 }, /^desiredCount must be/],
    [
      "two kinds of target groups",
      { ...target({}), loadBalancer: LOAD_BALANCER },
      /^targetGroups cannot be given together with loadBalancer/,
    ],
    ["servers without a host", { servers: { datacenter: "dc1" } }, /^servers.hosts is required/],
    [
      "an unknown field of the servers' HTTP",
      { servers: { ...line010.servers, http: { prt: 1 } } },
      /^servers.http.prt is not known/,
    ],
    ["a role path without its last slash", { iamRolePath: "/consul-ecs" }, /^iamRolePath must begin and end/],
    ["Envoy's listener for DNS", { lanPort: 10000 }, /^lanPort must not be one of the ports that are reserved/],
    ["one port for two things", { lanPort: 22000 }, /^lanPort must not be the same as envoyReadinessPort/],
    ["Envoy's image", { envoyImage: "x:1" }, /^envoyImage is an option of release line 0.6/],
    ["sidecars that count", { sidecarsEssential: false }, /^sidecarsEssential is not asked of a gateway/],
    ["readiness port 0", { envoyReadinessPort: 0 }, /^envoyReadinessPort must be greater than 0/],
    ["a reserved readiness port", { envoyReadinessPort: 8600 }, /^envoyReadinessPort must not be one of the ports/],
    [
      "a transparent proxy on Fargate",
      { transparentProxy: { enabled: true } },
      /^transparentProxy.enabled is possible only when compatibilities is \['EC2'\]/,
    ],
    ["Consul DNS alone", { transparentProxy: { consulDns: true } }, /^transparentProxy.consulDns needs/],
    [
      "WAN federation through another gateway",
      {
        kind: "api-gateway",
        wanFederation: true,
        servers: { ...line010.servers, tls: { enabled: true, caCertSecretArn: CA } },
      },
      /^wanFederation is possible with kind 'mesh-gateway' only/,
    ],
    ["an unknown target", target({ containerName: "web" }), /^targetGroups\[0\].containerName must name the proxy/],
    ["a sidecar as target", target({ containerName: "consul-ecs-mesh-init" }), /^targetGroups\[0\].containerName/],
    ["a port that nobody maps", target({ containerPort: 9443 }), /^targetGroups\[0\].containerPort must be a port/],
    [
      "no target group",
      target({ targetGroupArn: "" }),
      /^targetGroups\[0\].targetGroupArn must be the ARN of a target group/,
    ],
    [
      "six target groups",
      { targetGroups: Array.from({ length: 6 }, () => target({}).targetGroups[0]) },
      /^targetGroups must be 5 at the most/,
    ],
    [
      "a container like a sidecar",
      extra({ name: "consul-dataplane" }),
      /^extraContainers\[0\].name must not be the name of a/,
    ],
    [
      "two containers of one name",
      { extraContainers: [...extra({}).extraContainers, ...extra({}).extraContainers] },
      /^extraContainers\[1\].name is the name of another container too/,
    ],
    [
      "the LAN port again",
      extra({ portMappings: [{ containerPort: 8443 }] }),
      /^extraContainers\[0\].portMappings\[0\]/,
    ],
    [
      "the readiness port again",
      extra({ portMappings: [{ containerPort: 22000 }] }),
      /^extraContainers\[0\].portMappings/,
    ],
    ["a reserved port", extra({ portMappings: [{ containerPort: 19000 }] }), /^extraContainers\[0\].portMappings\[0\]/],
    [
      "a volume that is not there",
      extra({ mountPoints: [{ sourceVolume: "gone", containerPath: "/gone" }] }),
      /^extraContainers\[0\].mountPoints\[0\].sourceVolume must be/,
    ],
    ["a container that is too large", extra({ cpu: 1024 }), /^cpu must be enough for what the containers/],
    ["a volume of the sidecars", { volumes: [{ name: "consul_data" }] }, /^volumes\[0\].name must not be/],
    ["two volumes of one name", { volumes: [{ name: "a" }, { name: "a" }] }, /^volumes\[1\].name is the name/],
    [
      "a path of the host on Fargate",
      { volumes: [{ name: "a", hostPath: "/a" }] },
      /^volumes\[0\].hostPath is not possible/,
    ],
    [
      "a relative path",
      { volumes: [{ name: "a", containerPath: "a" }] },
      /^volumes\[0\].containerPath must be an absolute/,
    ],
    [
      "the sidecars' path",
      { volumes: [{ name: "a", containerPath: "/consul/" }] },
      /^volumes\[0\].containerPath must be/,
    ],
    [
      "one path for two volumes",
      {
        volumes: [
          { name: "a", containerPath: "/a" },
          { name: "b", containerPath: "/a" },
        ],
      },
      /^volumes\[1\].containerPath must be/,
    ],
  ])("%s", (_, props, message) => {
    expect(refusals({ ...line010, ...props })).toEqual([expect.stringMatching(message)]);
  });
});

describe("line 0.6 refuses", () => {
  const servers = line06.servers;

  it.each<[what: string, props: object, message: RegExp]>([
    [
      "the kinds of line 0.10",
      { kind: "terminating-gateway" },
      /^kind must be 'mesh-gateway' on release line 0.6 \(got "terminating-gateway"\)/,
    ],
    ["more gateways than one", { desiredCount: 2 }, /^desiredCount is an option of release line 0.10/],
    ["target groups", { targetGroups: [] }, /^targetGroups is an option of release line 0.10/],
    ["volumes", { volumes: [] }, /^volumes is an option of release line 0.10/],
    ["containers of one's own", { extraContainers: [] }, /^extraContainers is an option of release line 0.10/],
    ["the dataplane", { dataplaneImage: "x:1" }, /^dataplaneImage is an option of release line 0.10/],
    ["servers that nobody can join", { servers: { datacenter: "dc1" } }, /^servers.retryJoin is required/],
    [
      "TLS without a CA",
      { servers: { ...servers, tls: { enabled: true } } },
      /^servers.tls.caCertSecretArn is required/,
    ],
    ["ACLs without an address", { servers: { ...servers, acls: true } }, /^servers.httpAddress is required/],
    ["an audit log without ACLs", { auditLogging: true }, /^auditLogging needs ACLs/],
    ["token replication without ACLs", { enableAclTokenReplication: true }, /^enableAclTokenReplication needs ACLs/],
  ])("%s", (_, props, message) => {
    expect(refusals({ ...line06, ...props })).toEqual([expect.stringMatching(message)]);
  });
});
