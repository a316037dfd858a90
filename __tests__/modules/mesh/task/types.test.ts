import { AclController, type AclControllerProps } from "../../../../modules/mesh/controller";
import { MeshTask, type MeshTaskProps, type Volume } from "../../../../modules/mesh/task";
import { testStack } from "../../../helpers/template";
import { APP, ROLE, servers } from "./given";

/** What does not compile. `npm run typecheck` fails when one of these lines begins to compile. */
const common = { servers: servers(), family: "web", containers: [APP], port: 9090 };

// @ts-expect-error Consul runs no checks on line 0.10.
const checks010: MeshTaskProps = { ...common, release: "0.10", checks: [] };
// @ts-expect-error There is no client agent on line 0.10.
const agent010: MeshTaskProps = { ...common, release: "0.10", consulImage: "consul" };
// @ts-expect-error There is no client agent on line 0.10.
const audit010: MeshTaskProps = { ...common, release: "0.10", auditLogging: true };
// @ts-expect-error Envoy is in the dataplane's image on line 0.10.
const envoy010: MeshTaskProps = { ...common, release: "0.10", envoyImage: "envoy" };
// @ts-expect-error There is no client agent on line 0.10.
const size010: MeshTaskProps = { ...common, release: "0.10", sidecarResources: { clientAgent: { cpu: 1 } } };
// @ts-expect-error Line 0.6 has no transparent proxy.
const transparent06: MeshTaskProps = { ...common, release: "0.6", transparentProxy: { enabled: true } };
// @ts-expect-error Line 0.6 has no dataplane.
const dataplane06: MeshTaskProps = { ...common, release: "0.6", dataplaneImage: "dataplane" };
// @ts-expect-error Line 0.6 has no readiness port.
const readiness06: MeshTaskProps = { ...common, release: "0.6", envoyReadinessPort: 22000 };

const peer06: MeshTaskProps<"0.6"> = {
  ...common,
  release: "0.6",
  // @ts-expect-error Line 0.6 knows no cluster peering.
  upstreams: [{ destinationName: "api", localBindPort: 1234, destinationPeer: "dc2" }],
};

const resilience06: MeshTaskProps<"0.6"> = {
  ...common,
  release: "0.6",
  // @ts-expect-error Line 0.6 has no network resilience.
  consulEcsConfig: { service: { networkResilienceConfig: { enabled: true } } },
};

const snakeCase: MeshTaskProps = {
  ...common,
  release: "0.10",
  // @ts-expect-error Upstreams are spelled as in CONSUL_ECS_CONFIG_JSON.
  upstreams: [{ destination_name: "api", local_bind_port: 1234 }],
};

// @ts-expect-error A role is an id and an ARN: a role that is not made must be given as a whole.
const halfARole: MeshTaskProps = { ...common, release: "0.10", taskRole: { arn: ROLE.arn } };
// @ts-expect-error There is no such line.
const unknownLine: MeshTaskProps = { ...common, release: "0.5" };
// @ts-expect-error A file system has an id.
const volume: Volume = { name: "data", efsVolumeConfiguration: { rootDirectory: "/" } };
// @ts-expect-error The controller needs a cluster.
const controller: AclControllerProps = { release: "0.10", servers: servers(), namePrefix: "a", subnetIds: ["s"] };

it("compiles what each line has", () => {
  const stack = testStack();
  new MeshTask(stack, "web", {
    ...common,
    release: "0.10",
    upstreams: [{ destinationName: "api", localBindPort: 1234, destinationPeer: "dc2" }],
    transparentProxy: { enabled: false },
    sidecarResources: { proxy: { cpu: 1 } },
  });
  new MeshTask(stack, "api", {
    ...common,
    release: "0.6",
    checks: [{ name: "up", ttl: "5s" }],
    consulImage: "consul",
    sidecarResources: { clientAgent: { cpu: 1 } },
  });
  expect(AclController).toBeDefined();
  const never = [checks010, agent010, audit010, envoy010, size010, transparent06, dataplane06, readiness06, peer06];
  expect([...never, resilience06, snakeCase, halfARole, unknownLine, volume, controller]).toBeDefined();
});
