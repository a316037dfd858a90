import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { CA_ARN, containers, HTTPS_CA_ARN, mapped, on010, on06, refused, SECURE, servers, upstreams } from "./given";

describe("a mesh task on line 0.10", () => {
  it.each<[string, Partial<MeshTaskProps<"0.10">>]>([
    ["iamRolePath must begin and end", { iamRolePath: "/mesh" }],
    ["envoyReadinessPort must be greater than 0", { envoyReadinessPort: 0 }],
    ["envoyReadinessPort must not be one of the ports", { envoyReadinessPort: 10000 }],
    ["publicListenerPort must not be the same as envoyReadinessPort", { publicListenerPort: 22000 }],
    ["containers[0].name must not be the name of a sidecar", containers({ name: "consul-dataplane" })],
    ["containers[0].portMappings[0].containerPort is a port", mapped(22000)],
    ["upstreams[0].localBindPort is a port on which the sidecars", upstreams({ localBindPort: 22000 })],
    ["servers.hosts is required", { servers: { datacenter: "dc1" } }],
    ["servers.http.nope is not known", { servers: { ...servers(), http: { nope: 1 } as object } }],
    ["servers.grpc.https is not known", { servers: { ...servers(), grpc: { https: true } as object } }],
    ["transparentProxy.enabled is possible only", { transparentProxy: { enabled: true } }],
    [
      "transparentProxy.enabled is possible only",
      { transparentProxy: { enabled: true }, compatibilities: ["EC2", "FARGATE"] },
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
    ["the container name that line 0.6 needs", containers({ name: "consul-client" })],
    ["a peer's upstream", { upstreams: [{ destinationName: "a", localBindPort: 1, destinationPeer: "dc2" }] }],
    ["the shortest path of roles", { iamRolePath: "/" }],
  ])("takes %s", (_, props) => {
    expect(refused(on010(props))).toEqual([]);
  });
});

describe("a mesh task on line 0.6", () => {
  it.each<[string, Partial<MeshTaskProps<"0.6">>]>([
    ["containers[0].name must not be the name of a sidecar", containers({ name: "consul-client" })],
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
    ["upstreams[0].destinationPeer is not known", upstreams({ destinationPeer: "dc2" } as object)],
  ])("refuses %s", (message, props) => {
    expect(refused(on06(props))).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });

  it.each<[string, Partial<MeshTaskProps<"0.6">>]>([
    ["the container name that line 0.10 needs", containers({ name: "consul-dataplane" })],
    ["a port that only line 0.10 reserves", { publicListenerPort: 10000 }],
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
