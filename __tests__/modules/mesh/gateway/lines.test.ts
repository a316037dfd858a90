import { CA, configOf, gateway, GOSSIP_KEY, GRPC_CA, HTTPS_CA, line010, line06 } from "./synthesize";

const policy = (json: unknown) =>
  (JSON.parse(String(json)) as { Statement: { Action: string[]; Resource: string[] }[] }).Statement;

describe("line 0.10", () => {
  it.each(["mesh-gateway", "terminating-gateway", "api-gateway"] as const)("makes a %s", (kind) => {
    const props = { ...line010, kind };
    const roles = Object.values(gateway(props).template.resources("aws_iam_role"));
    expect(configOf(props).gateway?.kind).toBe(kind);
    expect(roles.find(({ name }) => name === "gateway-task")?.tags).toEqual({
      "consul.hashicorp.com.gateway-kind": kind,
      "consul.hashicorp.com.namespace": "",
      "consul.hashicorp.com.service-name": "gateway",
    });
  });

  it("has the dataplane of the HCL module by default", () => {
    const { template } = gateway(line010);
    expect(Object.keys(template.containers())).toEqual([
      "consul-ecs-mesh-init",
      "consul-dataplane",
      "consul-ecs-health-sync",
    ]);
    expect(template.container("consul-dataplane").image).toBe("hashicorp/consul-dataplane:1.9.6");
    expect(gateway({ ...line010, dataplaneImage: "dataplane:2" }).template.container("consul-dataplane").image).toBe(
      "dataplane:2",
    );
  });

  it("tells Envoy of a readiness port of its own, and only of that", () => {
    const props = { ...line010, envoyReadinessPort: 22001 };
    expect(gateway(props).template.container("consul-dataplane").healthCheck?.command).toContain("127.0.0.1:22001");
    expect(configOf(props).gateway?.healthCheckPort).toBe(22001);
    expect(configOf(line010).gateway).not.toHaveProperty("healthCheckPort");
  });

  it("lets ECS read the certificates whether TLS is on or not, and the containers only with TLS", () => {
    const tls = { enabled: false, caCertSecretArn: CA, httpsCaCertSecretArn: HTTPS_CA, grpcCaCertSecretArn: GRPC_CA };
    const { template } = gateway({ ...line010, servers: { ...line010.servers, tls } });
    const statements = policy(template.resource("aws_iam_policy").policy);
    expect(statements.map(({ Resource }) => Resource)).toEqual([[CA], [HTTPS_CA], [GRPC_CA], ["*"]]);
    expect(template.container("consul-ecs-mesh-init").secrets).toEqual([]);
    const on = gateway({ ...line010, servers: { ...line010.servers, tls: { ...tls, enabled: true } } }).template;
    expect(on.container("consul-ecs-health-sync").secrets).toEqual([
      { name: "CONSUL_HTTPS_CACERT_PEM", valueFrom: HTTPS_CA },
      { name: "CONSUL_GRPC_CACERT_PEM", valueFrom: GRPC_CA },
    ]);
  });

  it("tells consul-ecs where the servers are", () => {
    const tls = { enabled: true, serverName: "server.dc1.consul", caCertFile: "/etc/ca.pem" };
    const servers = { ...line010.servers, tls, http: { port: 443 }, skipServerWatch: true };
    expect(configOf({ ...line010, servers }).consulServers).toEqual({
      hosts: "consul.example.com",
      skipServerWatch: true,
      defaults: { tls: true, tlsServerName: "server.dc1.consul", caCertFile: "/etc/ca.pem" },
      http: { port: 443, https: true },
      grpc: { port: 8503 },
    });
    expect(configOf(line010).consulServers?.defaults).not.toHaveProperty("caCertFile");
  });

  it("runs as many gateways as wanted, none too", () => {
    expect(gateway({ ...line010, desiredCount: 3 }).template.resource("aws_ecs_service").desired_count).toBe(3);
    expect(gateway({ ...line010, desiredCount: 0 }).template.resource("aws_ecs_service").desired_count).toBe(0);
  });

  it("has a transparent proxy on EC2 alone, as the HCL module", () => {
    const ec2 = { ...line010, compatibilities: ["EC2"], launchType: "EC2" } as const;
    const excluded = { ...ec2, transparentProxy: { consulDns: true, excludeUids: ["1000"] } };
    expect(configOf(line010).transparentProxy).toMatchObject({ enabled: false });
    expect(configOf(excluded).transparentProxy).toMatchObject({
      enabled: true,
      consulDNS: { enabled: true },
      excludeUIDs: ["1000"],
    });
    expect(gateway(ec2).template.container("consul-ecs-mesh-init")).toMatchObject({
      user: "0",
      linuxParameters: { capabilities: { add: ["NET_ADMIN"] } },
    });
    expect(configOf({ ...ec2, transparentProxy: { enabled: false } }).transparentProxy).toMatchObject({
      enabled: false,
    });
  });

  it("mounts volumes into the proxy, where they are wanted", () => {
    const { template } = gateway({
      ...line010,
      volumes: [
        { name: "bare" },
        { name: "certs", containerPath: "/certs", efsVolumeConfiguration: { fileSystemId: "fs-1" } },
        { name: "scratch", containerPath: "/scratch", readOnly: false },
        { name: "private", containerPath: false },
      ],
    });
    expect(template.container("consul-dataplane").mountPoints).toEqual([
      { sourceVolume: "consul_data", containerPath: "/consul", readOnly: true },
      { sourceVolume: "bare", readOnly: true },
      { sourceVolume: "certs", containerPath: "/certs", readOnly: true },
      { sourceVolume: "scratch", containerPath: "/scratch", readOnly: false },
    ]);
    expect(template.resource("aws_ecs_task_definition").volume).toEqual([
      { name: "consul_data" },
      { name: "consul_binary" },
      { name: "bare" },
      { name: "certs", efs_volume_configuration: { file_system_id: "fs-1" } },
      { name: "scratch" },
      { name: "private" },
    ]);
  });

  it("puts extra containers first, as they are", () => {
    const extra = { name: "logger", image: "fluent-bit:3", essential: false, portMappings: [{ containerPort: 9000 }] };
    const { template } = gateway({ ...line010, extraContainers: [extra] });
    expect(Object.keys(template.containers())[0]).toBe("logger");
    expect(template.container("logger")).toEqual(extra);
  });

  it("sends the traffic of target groups to the proxy and to extra containers", () => {
    const targetGroups = [
      {
        targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1",
        containerName: "consul-dataplane",
        containerPort: 8443,
      },
      {
        targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/b/1",
        containerName: "web",
        containerPort: 80,
      },
    ];
    const extraContainers = [{ name: "web", image: "nginx:1", portMappings: [{ containerPort: 80 }] }];
    const { template } = gateway({ ...line010, targetGroups, extraContainers, wanAddress: "gw.example.com" });
    expect(template.resource("aws_ecs_service").load_balancer).toEqual([
      {
        target_group_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/1",
        container_name: "consul-dataplane",
        container_port: 8443,
      },
      {
        target_group_arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/b/1",
        container_name: "web",
        container_port: 80,
      },
    ]);
    expect(template.count("aws_lb")).toBe(0);
  });
});

describe("line 0.6", () => {
  it("has a client agent and Envoy, and health-sync only with ACLs", () => {
    const withAcls = { ...line06, servers: { ...line06.servers, acls: true, httpAddress: "http://consul:8500" } };
    const names = (props: typeof line06 | typeof withAcls) => Object.keys(gateway(props).template.containers());
    expect(names(line06)).toEqual(["consul-ecs-mesh-init", "consul-client", "sidecar-proxy"]);
    expect(names(withAcls)).toEqual([...names(line06), "consul-ecs-health-sync"]);
  });

  it("asks the LAN port whether Envoy is healthy", () => {
    const proxy = gateway({ ...line06, lanPort: 9443 }).template.container("sidecar-proxy");
    expect(proxy.healthCheck).toEqual({
      command: ["/consul/consul-ecs", "net-dial", "127.0.0.1:9443"],
      interval: 30,
      retries: 3,
      timeout: 5,
    });
  });

  it("has the images of the line, or others", () => {
    const images = { consulImage: "consul:1", envoyImage: "envoy:1" };
    const { template } = gateway({ ...line06, ...images });
    expect(template.container("consul-client").image).toBe("consul:1");
    expect(template.container("sidecar-proxy").image).toBe("envoy:1");
    expect(gateway(line06).template.container("sidecar-proxy").image).toBe("envoyproxy/envoy-distroless:v1.23.10");
  });

  it("has no tag for its kind, which is always the same", () => {
    const roles = Object.values(gateway(line06).template.resources("aws_iam_role"));
    expect(roles.find(({ name }) => name === "gateway-task")?.tags).toEqual({
      "consul.hashicorp.com.namespace": "",
      "consul.hashicorp.com.service-name": "gateway",
    });
  });

  it("lets ECS read all secrets that the client agent gets", () => {
    const tls = { enabled: true, caCertSecretArn: CA, httpsCaCertSecretArn: HTTPS_CA };
    const servers = { ...line06.servers, tls, httpAddress: "https://consul:8501", gossipKeySecretArn: GOSSIP_KEY };
    const { template } = gateway({ ...line06, servers });
    const statements = policy(template.resource("aws_iam_policy").policy);
    const secrets = template.container("consul-client").secrets ?? [];
    expect(statements.map(({ Resource }) => Resource)).toEqual([[CA], [HTTPS_CA], [GOSSIP_KEY], ["*"]]);
    expect(secrets.map(({ valueFrom }) => valueFrom)).toEqual([CA, HTTPS_CA, GOSSIP_KEY]);
  });

  it("tells consul-ecs where to log in", () => {
    const tls = { enabled: true, caCertSecretArn: CA, httpsCaCertSecretArn: HTTPS_CA };
    const servers = { ...line06.servers, tls, httpAddress: "https://consul:8501" };
    expect(configOf({ ...line06, servers })).toMatchObject({
      consulHTTPAddr: "https://consul:8501",
      consulCACertFile: "/consul/consul-https-ca-cert.pem",
      bootstrapDir: "/consul",
    });
  });

  it("hands the agent's options on", () => {
    const servers = { ...line06.servers, acls: true, httpAddress: "http://consul:8500", primaryDatacenter: "dc0" };
    const { template } = gateway({
      ...line06,
      servers,
      clientTokenAuthMethodName: "clients",
      enableAclTokenReplication: true,
      auditLogging: true,
      agentConfiguration: 'log_level = "debug"',
      sidecarsEssential: true,
    });
    const agent = template.container("consul-client");
    const script = agent.command?.join("\n") ?? "";
    for (const said of [
      "-method clients",
      '"enable_token_replication":true',
      '"audit":',
      'log_level = "debug"',
      "dc0",
    ]) {
      expect(script).toContain(said);
    }
    expect(agent.essential).toBe(true);
  });
});
