import type { MeshTaskProps } from "../../../../modules/mesh/task";
import {
  APP,
  CA_ARN,
  GOSSIP_ARN,
  GRPC_CA_ARN,
  HTTPS_CA_ARN,
  LINES,
  meshTask,
  on010,
  on06,
  SECURE,
  servers,
} from "./given";

const secretsOf = (props: MeshTaskProps, container: string): Record<string, string> =>
  Object.fromEntries((meshTask(props).container(container).secrets ?? []).map((each) => [each.name, each.valueFrom]));

describe.each(LINES)("the sidecars on line %s", (release, given) => {
  const proxy = release === "0.10" ? "consul-dataplane" : "sidecar-proxy";

  it("are not essential, as in the HCL modules", () => {
    const { app, ...sidecars } = meshTask(given({ servers: SECURE })).containers();
    expect(app?.essential).toBe(true);
    for (const sidecar of Object.values(sidecars)) expect(sidecar.essential).toBe(false);
  });

  it("stop the task when the proxy stops, when asked; mesh-init ends by itself and may not", () => {
    const containers = meshTask(given({ sidecarsEssential: true, servers: SECURE })).containers();
    const essential = Object.values(containers).filter((container) => container.essential);
    expect(essential.map(({ name }) => name)).toEqual(
      release === "0.10" ? ["app", proxy] : ["app", "consul-client", proxy],
    );
  });

  it("share what the task has, unless they are given a size each", () => {
    for (const container of Object.values(meshTask(given()).containers())) {
      expect(container).not.toHaveProperty("cpu");
      expect(container).not.toHaveProperty("memory");
    }
    const sized = meshTask(
      given({
        servers: SECURE,
        cpu: 512,
        memory: 1024,
        sidecarResources: {
          meshInit: { memory: 64 },
          proxy: { cpu: 128, memory: 256, memoryReservation: 128 },
          healthSync: { cpu: 32 },
        },
      }),
    ).containers();
    expect(sized["consul-ecs-mesh-init"]).toMatchObject({ memory: 64 });
    expect(sized[proxy]).toMatchObject({ cpu: 128, memory: 256, memoryReservation: 128 });
    expect(sized["consul-ecs-health-sync"]).toMatchObject({ cpu: 32 });
    expect(sized.app).not.toHaveProperty("cpu");
  });

  it("have a read-only root file system where they can, when asked", () => {
    const readOnly = (props: MeshTaskProps): string[] =>
      Object.values(meshTask(props).containers())
        .filter((container) => container.readonlyRootFilesystem)
        .map(({ name }) => name);
    expect(readOnly(given({ servers: SECURE }))).toEqual([]);
    expect(readOnly(given({ servers: SECURE, sidecarsReadonlyRootFilesystem: true }))).toEqual(
      release === "0.10"
        ? ["consul-ecs-mesh-init", "consul-ecs-health-sync"]
        : ["consul-ecs-mesh-init", "consul-client", proxy, "consul-ecs-health-sync"],
    );
  });
});

describe("the sidecars on line 0.10", () => {
  it("come from the images of the line, or from others", () => {
    const images = (props: MeshTaskProps) => Object.values(meshTask(props).containers()).map(({ image }) => image);
    const consulEcs = "public.ecr.aws/hashicorp/consul-ecs:0.10.0";
    expect(images(on010())).toEqual(["app:1", consulEcs, "hashicorp/consul-dataplane:2.0.1", consulEcs]);
    expect(images(on010({ consulEcsImage: "e", dataplaneImage: "d" }))).toEqual(["app:1", "e", "d", "e"]);
  });

  it("have the proxy healthy when its readiness port answers", () => {
    const healthCheck = (port?: number) =>
      meshTask(on010({ envoyReadinessPort: port })).container("consul-dataplane").healthCheck;
    const dial = (port: number) => ({
      command: ["/consul/consul-ecs", "net-dial", `127.0.0.1:${port}`],
      interval: 5,
      timeout: 5,
      retries: 10,
    });
    expect(healthCheck()).toEqual(dial(22000));
    expect(healthCheck(22001)).toEqual(dial(22001));
  });

  it.each<[string, MeshTaskProps, Record<string, string>]>([
    ["without TLS", on010({ servers: servers({ tls: { enabled: false, caCertSecretArn: CA_ARN } }) }), {}],
    ["without a CA of their own", on010({ servers: servers({ tls: { enabled: true } }) }), {}],
    [
      "with one CA",
      on010({ servers: servers({ tls: { enabled: true, caCertSecretArn: CA_ARN } }) }),
      { CONSUL_HTTPS_CACERT_PEM: CA_ARN, CONSUL_GRPC_CACERT_PEM: CA_ARN },
    ],
    [
      "with a CA for each interface",
      on010({
        servers: servers({
          tls: {
            enabled: true,
            caCertSecretArn: CA_ARN,
            httpsCaCertSecretArn: HTTPS_CA_ARN,
            grpcCaCertSecretArn: GRPC_CA_ARN,
          },
        }),
      }),
      { CONSUL_HTTPS_CACERT_PEM: HTTPS_CA_ARN, CONSUL_GRPC_CACERT_PEM: GRPC_CA_ARN },
    ],
  ])("read the CAs as secrets: %s", (_, props, expected) => {
    expect(secretsOf(props, "consul-ecs-mesh-init")).toEqual(expected);
    expect(secretsOf(props, "consul-ecs-health-sync")).toEqual(expected);
    expect(secretsOf(props, "consul-dataplane")).toEqual({});
  });

  it("have mesh-init change the network only with a transparent proxy", () => {
    const meshInit = (props: MeshTaskProps) => meshTask(props).container("consul-ecs-mesh-init");
    const plain = meshInit(on010());
    expect(plain).not.toHaveProperty("user");
    // An empty `capabilities` would replace the task definition at every plan.
    expect(plain.linuxParameters).toEqual({ initProcessEnabled: true });
    const transparent = meshInit(on010({ compatibilities: ["EC2"], sidecarsReadonlyRootFilesystem: true }));
    expect(transparent.user).toBe("0");
    expect(transparent.linuxParameters).toEqual({ initProcessEnabled: true, capabilities: { add: ["NET_ADMIN"] } });
    expect(transparent).not.toHaveProperty("readonlyRootFilesystem");
    expect(meshInit(on010({ compatibilities: ["EC2"], transparentProxy: { enabled: false } }))).not.toHaveProperty(
      "user",
    );
  });
});

describe("the sidecars on line 0.6", () => {
  it("come from the images of the line, or from others", () => {
    const images = (props: MeshTaskProps) => Object.values(meshTask(props).containers()).map(({ image }) => image);
    expect(images(on06())).toEqual([
      "app:1",
      "hashicorp/consul-ecs:0.6.2",
      "hashicorp/consul:1.15.10",
      "envoyproxy/envoy-distroless:v1.23.10",
    ]);
    expect(images(on06({ consulEcsImage: "e", consulImage: "c", envoyImage: "p" }))).toEqual(["app:1", "e", "c", "p"]);
  });

  it("have the proxy healthy when its public listener answers", () => {
    expect(meshTask(on06({ publicListenerPort: 21000 })).container("sidecar-proxy").healthCheck).toEqual({
      command: ["/consul/consul-ecs", "net-dial", "127.0.0.1:21000"],
      interval: 30,
      timeout: 5,
      retries: 3,
    });
  });

  it.each<[string, MeshTaskProps, Record<string, string>]>([
    ["nothing", on06(), {}],
    ["TLS", on06({ servers: SECURE }), { CONSUL_CACERT_PEM: CA_ARN }],
    [
      "a CA of the HTTP API, even without TLS",
      on06({ servers: servers({ tls: { enabled: false, httpsCaCertSecretArn: HTTPS_CA_ARN } }) }),
      { CONSUL_HTTPS_CACERT_PEM: HTTPS_CA_ARN },
    ],
    [
      "encrypted gossip",
      on06({ servers: servers({ gossipKeySecretArn: GOSSIP_ARN }) }),
      { CONSUL_GOSSIP_ENCRYPTION_KEY: GOSSIP_ARN },
    ],
  ])("have the client agent read the secrets of %s", (_, props, expected) => {
    expect(secretsOf(props, "consul-client")).toEqual(expected);
    expect(secretsOf(props, "consul-ecs-mesh-init")).toEqual({});
  });

  it("tell the client agent its datacenter", () => {
    expect(meshTask(on06({ servers: servers({ datacenter: "dc2" }) })).container("consul-client").environment).toEqual([
      { name: "CONSUL_DATACENTER", value: "dc2" },
    ]);
  });

  it("may let the execution role read the CA of the HTTP API, which the HCL module forgets", () => {
    const both = { enabled: true, caCertSecretArn: CA_ARN, httpsCaCertSecretArn: HTTPS_CA_ARN };
    const policy = meshTask(on06({ servers: servers({ tls: both }), containers: [APP] })).resource("aws_iam_policy");
    expect(policy.policy).toContain(HTTPS_CA_ARN);
    const same = { ...both, httpsCaCertSecretArn: CA_ARN };
    const once = meshTask(on06({ servers: servers({ tls: same }) })).resource("aws_iam_policy").policy as string;
    expect(once.split(CA_ARN)).toHaveLength(2);
  });
});
