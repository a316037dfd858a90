import type { MeshTaskProps } from "../../../../modules/mesh/task";
import { containers, HEALTH_CHECK, LINES, refused, ROLE, untyped, type Props } from "./given";

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
      [
        "the longest family of all with given roles",
        { family: "a".repeat(255), serviceName: "a", executionRole: ROLE, taskRole: ROLE },
      ],
      ["a family that is no name of a service, beside a name", { family: "Web_", serviceName: "web" }],
      ["an empty name of the service, for the family's", { serviceName: "" }],
      ["the first and the last port", { port: 65535, publicListenerPort: 1 }],
      ["the last listener port", { publicListenerPort: 65535 }],
      ["no port when it only calls", { port: undefined, outboundOnly: true }],
      ["no policies for a given role", { taskRole: ROLE, taskRolePolicyArns: [] }],
      ["both of partition and namespace", { partition: "p", namespace: "n" }],
      ["empty partition and namespace", { partition: "", namespace: "" }],
      ["part of a second of delay", { applicationShutdownDelaySeconds: 0.5 }],
      [
        "containers that use all the task has",
        { ...containers({ cpu: 128, memory: 256 }), sidecarResources: { proxy: { cpu: 128, memory: 256 } } },
      ],
    ])("%s", (_, props) => {
      expect(refused(given(props))).toEqual([]);
    });
  });
});
