import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { containers, LINES, mapped, refused, untyped, upstreams, volumes, type Props } from "./given";

describe.each(LINES)("the containers of a mesh task on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;

  describe("refuses", () => {
    it.each<[string, string, Props]>([
      ["containers must have at least one container", "no container", containers()],
      ["containers must have an essential container", "no essential container", containers({ essential: false })],
      ["containers[0].name must have 1 to 255", "a name with a dot", containers({ name: "my.app" })],
      ["containers[0].name must have 1 to 255", "no name", untyped({ containers: [{ image: "x" }] })],
      [
        "containers[0].name must have 1 to 255",
        "null for a name",
        untyped({ containers: [{ name: null, image: "x" }] }),
      ],
      ["containers[0].image is required", "no image", untyped({ containers: [{ name: "app", essential: true }] })],
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
    ])("%s: %s", (message, _, props) => {
      expect(refused(given(props))).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
    });
  });

  describe("takes", () => {
    it.each<[string, Props]>([
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
});
