import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { APP, LINES, on010, on06, refused, SECURE, untyped, upstreams, volumes, type Props } from "./given";

const EFS = { fileSystemId: "fs-0a1b2c3d" };
const efs = (more: object): Props => untyped({ volumes: [{ name: "e", efsVolumeConfiguration: { ...EFS, ...more } }] });
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
const role = (path: string) => ({ id: "r", arn: `arn:aws-cn:iam::123456789012:role${path}r` });
const check = (more: object): Props => untyped({ httpHealthCheck: { port: 9090, path: "/health", ...more } });
const extras = (proxy: object): Props => untyped({ consulEcsConfig: { proxy } });
const path = (more: object) => extras({ expose: { paths: [more] } });

/** The prop and the rule, what is wrong, and the edge that passes. */
const PROPS: readonly (readonly [message: string, wrong: Props, right: Props])[] = [
  ["nope is not known here", untyped({ nope: 1 }), untyped({ nope: undefined })],
  ["prot is not known here", untyped({ prot: 9090 }), {}],
  ["serviceName must have 63 characters", { serviceName: "a".repeat(64) }, { serviceName: "a".repeat(63) }],
  ["serviceTags[0] must not be empty", { serviceTags: [""] }, { serviceTags: ["a"] }],
  ["serviceTags must be a list", untyped({ serviceTags: "a" }), { serviceTags: [] }],
  ["serviceMeta must have 64 keys", { serviceMeta: tags(65) }, { serviceMeta: tags(64) }],
  [
    "serviceMeta.consul-x must not begin with 'consul-'",
    { serviceMeta: { "consul-x": "" } },
    { serviceMeta: { consul: "" } },
  ],
  [
    "taskRolePolicyArns[0] must be the ARN of a policy",
    { taskRolePolicyArns: ["arn:aws:iam::123:policy/p"] },
    { taskRolePolicyArns: ["arn:aws-us-gov:iam::123456789012:policy/p"] },
  ],
  ["serviceMeta.a b must have a key", { serviceMeta: { "a b": "" } }, { serviceMeta: { "a_b-1": "" } }],
  [
    "serviceMeta.a must have 512 bytes",
    { serviceMeta: { a: "ä".repeat(257) } },
    { serviceMeta: { a: "ä".repeat(256) } },
  ],
  ["serviceMeta.a must be a text", untyped({ serviceMeta: { a: 1 } }), { serviceMeta: { a: "1" } }],
  ["tags must have 44 tags", { tags: tags(45) }, { tags: tags(44) }],
  ["tags.aws:x must not begin with 'aws:'", { tags: { "aws:x": "" } }, { tags: { "my-aws:x": "" } }],
  [`tags.${"k".repeat(129)} must have a key`, { tags: { ["k".repeat(129)]: "" } }, { tags: { ["k".repeat(128)]: "" } }],
  ["tags.a must have 256 characters", { tags: { a: "v".repeat(257) } }, { tags: { a: "v".repeat(256) } }],
  ["tags.a must have letters", { tags: { a: "a;b" } }, { tags: { a: "Größe 1 + 2 = _.:/@-" } }],
  ["iamRolePath must begin and end with '/'", { iamRolePath: "/mesh" }, { iamRolePath: "/mesh/" }],
  ["iamRolePath must have 512", { iamRolePath: `/${"a".repeat(511)}/` }, { iamRolePath: `/${"a".repeat(510)}/` }],
  [
    "taskRolePolicyArns[0] must be the ARN of a policy",
    { taskRolePolicyArns: ["ReadOnlyAccess"] },
    { taskRolePolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
  ],
  [
    "taskRole.arn must be the ARN of a role",
    { taskRole: { id: "r", arn: "arn:aws:iam::1:user/u" } },
    { taskRole: role("/") },
  ],
  [
    "taskRole.arn must be under iamRolePath",
    { servers: SECURE, taskRole: role("/other/") },
    { servers: SECURE, taskRole: role("/consul-ecs/") },
  ],
  [
    "taskRole.arn must be under iamRolePath",
    { servers: SECURE, taskRole: role("/consul-ecs/"), iamRolePath: "/m/" },
    { servers: SECURE, taskRole: role("/m/"), iamRolePath: "/m/" },
  ],
  [
    "taskRole.arn must be under iamRolePath",
    { servers: SECURE, taskRole: role("/other/") },
    { servers: SECURE, taskRole: role("/other/"), taskRoleTrustedElsewhere: true },
  ],
  ["consulEcsImage must be the name of an image", { consulEcsImage: "" }, { consulEcsImage: "r/consul-ecs:1" }],
  [
    "serviceTokenAuthMethodName must have",
    { serviceTokenAuthMethodName: "my method" },
    { serviceTokenAuthMethodName: "my-method" },
  ],
  ["namespace must have 1 to 63", { namespace: "a_b", partition: "p" }, { namespace: "a-b", partition: "p" }],
  ["outboundOnly must be true or false", untyped({ outboundOnly: "no" }), { outboundOnly: true, port: undefined }],
  [
    "applicationShutdownDelaySeconds must be",
    untyped({ applicationShutdownDelaySeconds: "5" }),
    { applicationShutdownDelaySeconds: 0 },
  ],
  ["httpHealthCheck.path must begin with '/'", check({ path: "health" }), check({ path: "/" })],
  ["httpHealthCheck.interval must be", check({ interval: 4 }), check({ interval: 5 })],
  ["httpHealthCheck.port must be", check({ port: 0 }), check({ port: 65535 })],
  [
    "upstreams[0].destinationType must be one of",
    upstreams(untyped({ destinationType: "node" }) as object),
    upstreams({ destinationType: "prepared_query" }),
  ],
  [
    "upstreams[0].meshGateway.mode must be one of",
    upstreams(untyped({ meshGateway: { mode: "on" } }) as object),
    upstreams({ meshGateway: { mode: "none" } }),
  ],
  [
    "upstreams[0].localBindAddress must be an IP",
    upstreams({ localBindAddress: "api.local" }),
    upstreams({ localBindAddress: "::1" }),
  ],
  ["upstreams[0].config must be an object", upstreams(untyped({ config: "x" }) as object), upstreams({ config: {} })],
  ["upstreams must be a list", untyped({ upstreams: "api" }), { upstreams: [] }],
  [
    "consulEcsConfig.proxy.expose.paths[0].path must begin",
    path({ path: "health" }),
    path({ path: "/health", protocol: "http2" }),
  ],
  [
    "consulEcsConfig.proxy.expose.paths[0].listenerPort must be",
    path({ listenerPort: 0 }),
    path({ listenerPort: 21500 }),
  ],
  [
    "consulEcsConfig.proxy.expose.paths[1].listenerPort is the port of another path",
    extras({ expose: { paths: [{ listenerPort: 21500 }, { listenerPort: 21500 }] } }),
    extras({ expose: { paths: [{ listenerPort: 21500 }, { listenerPort: 21501 }] } }),
  ],
  [
    "consulEcsConfig.proxy.meshGateway.mode must be one of",
    extras({ meshGateway: { mode: "x" } }),
    extras({ meshGateway: { mode: "local" } }),
  ],
  [
    "logConfiguration.logDriver must be one of",
    untyped({ logConfiguration: { logDriver: "gelf" } }),
    untyped({ logConfiguration: { logDriver: "splunk" } }),
  ],
  [
    "logConfiguration.logDriver needs a log router",
    untyped({ logConfiguration: { logDriver: "awsfirelens" } }),
    untyped({
      logConfiguration: { logDriver: "awsfirelens" },
      logRouterFirst: true,
      containers: [APP, { name: "r", image: "r", firelensConfiguration: { type: "fluentbit" } }],
    }),
  ],
  ["volumes[0].name must have", untyped({ volumes: [{}] }), volumes({ name: "a" })],
  ["volumes[0].efsVolumeConfiguration.fileSystemId must be an id", efs({ fileSystemId: "arn:aws:x" }), efs({})],
  [
    "volumes[0].efsVolumeConfiguration.transitEncryption must be 'ENABLED'",
    efs({ transitEncryption: "DISABLED", authorizationConfig: { iam: "ENABLED" } }),
    efs({ transitEncryption: "ENABLED", authorizationConfig: { iam: "ENABLED" } }),
  ],
  [
    "volumes[0].efsVolumeConfiguration.rootDirectory is not possible",
    efs({ rootDirectory: "/a", transitEncryption: "ENABLED", authorizationConfig: { accessPointId: "fsap-1" } }),
    efs({ rootDirectory: "/", transitEncryption: "ENABLED", authorizationConfig: { accessPointId: "fsap-1" } }),
  ],
];

describe.each(LINES)("a prop of a mesh task on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;

  it.each(PROPS)("%s", (message, wrong, right) => {
    expect(refused(given(wrong))).toEqual([expect.stringContaining(message)]);
    expect(refused(given(right))).toEqual([]);
  });

  it("refuses an access point without encryption even where nothing is said of it", () => {
    const told = refused(given(efs({ authorizationConfig: { accessPointId: "fsap-1" } })));
    expect(told).toEqual([expect.stringContaining("must be 'ENABLED' with an access point")]);
  });
});

it("refuses props that are none", () => {
  for (const props of [undefined, null, "web", []]) {
    expect(refused(props as unknown as MeshTaskProps)).toEqual(["props must be an object"]);
  }
  expect(refused(on010(untyped({ family: undefined })))).toEqual([expect.stringContaining("family must have")]);
  expect(() => refused({ ...on010(), release: "constructor" as "0.10" })).not.toThrow(TypeError);
});

it.each<[string, Parameters<typeof on010>[0], Parameters<typeof on010>[0]]>(
  [
    ["excludeInboundPorts[0] must be", { excludeInboundPorts: [0] }, { excludeInboundPorts: [65535] }],
    [
      "excludeOutboundCidrs[0] must be",
      { excludeOutboundCidrs: ["10.0.0.0/33"] },
      { excludeOutboundCidrs: ["10.0.0.0/8"] },
    ],
    ["excludeUids[0] must be", { excludeUids: ["root"] }, { excludeUids: ["1000", "2000-3000"] }],
  ].map(([message, wrong, right]) => [
    message as string,
    { transparentProxy: wrong as object },
    { transparentProxy: right as object },
  ]),
)("a transparent proxy on line 0.10: %s", (message, wrong, right) => {
  expect(refused(on010({ ...wrong, compatibilities: ["EC2"] }))).toEqual([expect.stringContaining(message)]);
  expect(refused(on010({ ...right, compatibilities: ["EC2"] }))).toEqual([]);
});

it.each<[string, object, object]>([
  ["checks[0] must say what is checked", { name: "x" }, { ttl: "30s" }],
  ["checks[0].interval is required", { http: "http://localhost" }, { http: "http://localhost", interval: "1m30s" }],
  [
    "checks[0].interval must be a duration",
    { tcp: "localhost:80", interval: "5" },
    { tcp: "localhost:80", interval: "5s" },
  ],
  ["checks[0].ttl cannot be given", { tcp: ":80", interval: "5s", ttl: "5s" }, { aliasService: "web" }],
  ["checks[0].interval must be more than 0", { tcp: ":80", interval: "0s" }, { tcp: ":80", interval: "10ms" }],
  ["checks[0].args must name a program", { args: [], interval: "5s" }, { args: ["/bin/check"], interval: "5s" }],
  ["checks[0].status must be one of", { ttl: "5s", status: "ok" }, { ttl: "5s", status: "critical" }],
])("a check on line 0.6: %s", (message, wrong, right) => {
  expect(refused(on06({ checks: [wrong] }))).toEqual([expect.stringContaining(message)]);
  expect(refused(on06({ checks: [right] }))).toEqual([]);
});

it("an id on line 0.6 is that of one check", () => {
  const checks = (...ids: string[]) => on06({ checks: ids.map((checkId) => ({ checkId, ttl: "30s" })) });
  expect(refused(checks("a", "a"))).toEqual([expect.stringContaining("checks[1].checkId is the id of another check")]);
  expect(refused(checks("a", "b"))).toEqual([]);
});
