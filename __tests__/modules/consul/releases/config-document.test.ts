import { nestedJson } from "../../../../modules/aws";
import { releaseLine, type ConsulServers } from "../../../../modules/consul";
import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { consulEcsConfigOf, validConsulEcsConfig, type ConsulEcsConfig } from "../../../helpers/consul-ecs-schema";
import { environmentOf } from "../../../helpers/template";
import { HTTPS_CA_ARN, meshTask, on010, on06, SECURE, servers } from "../../mesh/task/given";

const config = (props: MeshTaskProps): ConsulEcsConfig =>
  consulEcsConfigOf(props.release, meshTask(props).container("consul-ecs-mesh-init"));

const EXTRAS = {
  service: { enableTagOverride: true, weights: { passing: 3, warning: 2 } },
  proxy: {
    config: { protocol: "http" },
    meshGateway: { mode: "local" },
    expose: { checks: true, paths: [{ listenerPort: 20001, path: "/health", localPathPort: 9090, protocol: "http" }] },
  },
  consulLogin: { includeEntity: false, meta: { m: "1" }, region: "us-east-2", stsEndpoint: "https://sts" },
} as const;

describe("CONSUL_ECS_CONFIG_JSON on line 0.10", () => {
  it("has every key that the HCL module writes, empty or not", () => {
    expect(config(on010())).toEqual({
      bootstrapDir: "/consul",
      consulLogin: {},
      consulServers: {
        hosts: "consul.example.com",
        skipServerWatch: false,
        defaults: { tls: false, tlsServerName: "", caCertFile: "" },
        http: { port: 8500, https: false },
        grpc: { port: 8502 },
      },
      healthSyncContainers: [],
      proxy: { publicListenerPort: 20000, healthCheckPort: 22000, upstreams: [] },
      service: { name: "web", tags: [], port: 9090, meta: {}, namespace: "", partition: "" },
      transparentProxy: {
        enabled: false,
        excludeInboundPorts: [],
        excludeOutboundPorts: [],
        excludeOutboundCIDRs: [],
        excludeUIDs: [],
        consulDNS: { enabled: false },
      },
    });
  });

  it("is the same for all containers that read it", () => {
    const template = meshTask(on010());
    expect(environmentOf(template.container("consul-ecs-health-sync"))).toEqual(
      environmentOf(template.container("consul-ecs-mesh-init")),
    );
  });

  it("says port 0 for a service that only calls", () => {
    expect(config(on010({ port: undefined, outboundOnly: true })).service?.port).toBe(0);
  });

  it("carries every prop", () => {
    const props = on010({
      servers: SECURE,
      serviceName: "api",
      serviceTags: ["a"],
      serviceMeta: { q: "a<b>&c", u: '日本語 "q"' },
      namespace: "ns",
      partition: "part",
      publicListenerPort: 21000,
      envoyReadinessPort: 22001,
      serviceTokenAuthMethodName: "method",
      upstreams: [
        { destinationName: "b", localBindPort: 1234, destinationPeer: "dc2", meshGateway: { mode: "remote" } },
      ],
    });
    expect(config(props)).toMatchObject({
      consulLogin: { enabled: true, method: "method" },
      consulServers: { defaults: { tls: true }, http: { port: 8501, https: true }, grpc: { port: 8503 } },
      proxy: {
        publicListenerPort: 21000,
        healthCheckPort: 22001,
        upstreams: [
          { destinationName: "b", localBindPort: 1234, destinationPeer: "dc2", meshGateway: { mode: "remote" } },
        ],
      },
      service: {
        name: "api",
        tags: ["a"],
        meta: { q: "a<b>&c", u: '日本語 "q"' },
        namespace: "ns",
        partition: "part",
      },
    });
  });

  it.each<[string, Partial<ConsulServers>, object]>([
    [
      "HCP's ports",
      { tls: { enabled: true }, http: { port: 443 }, grpc: { port: 8502 } },
      { http: { port: 443, https: true }, grpc: { port: 8502 } },
    ],
    [
      "a name to expect",
      { tls: { enabled: true, serverName: "s" } },
      { defaults: { tls: true, tlsServerName: "s", caCertFile: "" } },
    ],
    [
      "a CA in the image",
      { tls: { enabled: true, caCertFile: "/ca.pem" } },
      { defaults: { tls: true, tlsServerName: "", caCertFile: "/ca.pem" } },
    ],
    ["no watch", { skipServerWatch: true }, { skipServerWatch: true }],
    [
      "departures for each interface",
      {
        http: { https: true, tls: true, tlsServerName: "h", caCertFile: "/h" },
        grpc: { tls: true, tlsServerName: "g", caCertFile: "/g" },
      },
      {
        http: { port: 8500, https: true, tls: true, tlsServerName: "h", caCertFile: "/h" },
        grpc: { port: 8502, tls: true, tlsServerName: "g", caCertFile: "/g" },
      },
    ],
  ])("carries what the servers say: %s", (_, attributes, expected) => {
    expect(config(on010({ servers: servers(attributes) })).consulServers).toMatchObject(expected);
  });

  it("has a transparent proxy by default where it works, with all its settings", () => {
    const transparentProxy = {
      consulDns: true,
      excludeInboundPorts: [1, 2],
      excludeOutboundPorts: [3],
      excludeOutboundCidrs: ["1.2.3.4/32"],
      excludeUids: ["1000"],
    };
    expect(config(on010({ compatibilities: ["EC2"], transparentProxy })).transparentProxy).toEqual({
      enabled: true,
      consulDNS: { enabled: true },
      excludeInboundPorts: [1, 2],
      excludeOutboundPorts: [3],
      excludeOutboundCIDRs: ["1.2.3.4/32"],
      excludeUIDs: ["1000"],
    });
    const off = on010({ compatibilities: ["EC2"], transparentProxy: { enabled: false } });
    expect(config(off).transparentProxy?.enabled).toBe(false);
  });

  it("lets the extras win", () => {
    const networkResilienceConfig = {
      enabled: true,
      outlierDetection: { interval: 1, maxFailures: 2, enforcingConsecutive5xx: 3, consecutiveGatewayFailure: 4 },
    };
    const consulEcsConfig = { ...EXTRAS, service: { ...EXTRAS.service, networkResilienceConfig } };
    expect(config(on010({ servers: SECURE, consulEcsConfig }))).toMatchObject({
      consulLogin: { enabled: true, method: "iam-ecs-service-token", ...EXTRAS.consulLogin },
      proxy: { publicListenerPort: 20000, ...EXTRAS.proxy },
      service: { name: "web", ...EXTRAS.service, networkResilienceConfig },
    });
    const method = on010({ servers: SECURE, consulEcsConfig: { consulLogin: { method: "mine" } } });
    expect(config(method).consulLogin?.method).toBe("mine");
  });
});

describe("CONSUL_ECS_CONFIG_JSON on line 0.6", () => {
  it("has every key that the HCL module writes, empty or not", () => {
    expect(config(on06({ servers: { datacenter: "dc1", retryJoin: ["a"] } }))).toEqual({
      bootstrapDir: "/consul",
      consulHTTPAddr: "",
      consulCACertFile: "",
      consulLogin: {},
      healthSyncContainers: [],
      proxy: { publicListenerPort: 20000, upstreams: [] },
      service: { name: "web", tags: [], port: 9090, meta: {}, checks: [], namespace: "", partition: "" },
    });
  });

  it("says where the servers are and how to log in", () => {
    const secure = {
      ...SECURE,
      tls: { enabled: true, caCertSecretArn: HTTPS_CA_ARN, httpsCaCertSecretArn: HTTPS_CA_ARN },
    };
    expect(config(on06({ servers: secure }))).toMatchObject({
      consulHTTPAddr: "https://consul.example.com:8501",
      consulCACertFile: "/consul/consul-https-ca-cert.pem",
      consulLogin: { enabled: true, method: "iam-ecs-service-token" },
    });
  });

  it("lets the extras win", () => {
    const upstreams = [{ destinationName: "b", localBindPort: 1234, datacenter: "dc2", config: { protocol: "http" } }];
    expect(config(on06({ servers: SECURE, consulEcsConfig: EXTRAS, upstreams }))).toMatchObject({
      consulLogin: { enabled: true, ...EXTRAS.consulLogin },
      proxy: { publicListenerPort: 20000, upstreams, ...EXTRAS.proxy },
      service: { name: "web", ...EXTRAS.service },
    });
  });
});

describe("the schema of the tests", () => {
  const good = { bootstrapDir: "/consul", consulServers: { hosts: "a" } };

  it.each<[string, "0.10" | "0.6", object]>([
    ["nothing", "0.10", {}],
    ["no servers", "0.10", { bootstrapDir: "/consul" }],
    ["an unknown field", "0.10", { ...good, nope: 1 }],
    ["a port as text", "0.10", { ...good, service: { port: "9090" } }],
    ["a field of the other line", "0.10", { ...good, consulHTTPAddr: "" }],
    ["a field of the other line", "0.6", { ...good }],
    ["a tag twice", "0.6", { bootstrapDir: "/consul", service: { port: 1, tags: ["a", "a"] } }],
    ["a gateway of the other line", "0.6", { bootstrapDir: "/consul", gateway: { kind: "api-gateway" } }],
  ])("refuses %s on line %s", (_, release, document) => {
    expect(() => validConsulEcsConfig(release, document)).toThrow(`consul-ecs of line ${release} refuses`);
  });

  it("takes the least that there can be", () => {
    expect(validConsulEcsConfig("0.10", good)).toBe(good);
    expect(validConsulEcsConfig("0.6", { bootstrapDir: "/consul" })).toBeDefined();
  });
});

it("has its keys in the order in which Terraform writes them, which ECS compares", () => {
  const value = environmentOf(meshTask(on010()).container("consul-ecs-mesh-init")).CONSUL_ECS_CONFIG_JSON ?? "";
  expect(value).toBe(nestedJson(JSON.parse(value)));
  expect(Object.keys(JSON.parse(value) as object)).toEqual([...Object.keys(JSON.parse(value) as object)].sort());
});

it("knows no other release line", () => {
  expect(() => releaseLine("0.5" as "0.6")).toThrow("release must be one of '0.10' and '0.6'");
});
