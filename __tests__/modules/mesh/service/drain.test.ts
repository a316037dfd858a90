import { TerraformVariable } from "cdktf";
import type { ContainerDefinition } from "../../../../modules/aws";
import type { MeshServiceProps } from "../../../../modules/mesh/service";
import { environmentOf, Template, testStack } from "../../../helpers/template";
import { APP, containerOf, containersOf, LINES, testMesh, otherWarningsOf, type GivenMesh } from "./given";

const WRAPPER = (seconds: number): string[] => [
  "/consul/consul-ecs",
  "app-entrypoint",
  "-shutdown-delay",
  `${seconds}s`,
];

function synthesize(
  props: Partial<MeshServiceProps>,
  given: GivenMesh = {},
): Readonly<Record<string, ContainerDefinition>> {
  const { stack, service } = testMesh(given);
  service("web", props);
  return containersOf(Template.of(stack), "web");
}

function warnings(props: Partial<MeshServiceProps>): string[] {
  const { stack, service } = testMesh();
  service("web", props);
  Template.of(stack);
  return otherWarningsOf(stack);
}

describe.each(LINES)("on line %s", (release) => {
  test.each([
    [undefined, 10, 30, 40],
    [1, 1, 21, 31],
    [10, 10, 30, 40],
    [90, 90, 110, 120],
  ])(
    "drainSeconds: %s delays the stop by %d s, of %d s for the application and %d s for the sidecars",
    (given, delay, app, sidecar) => {
      const all = synthesize({ drainSeconds: given }, { release });
      expect(all.app).toMatchObject({ entryPoint: WRAPPER(delay), command: ["/app"], stopTimeout: app });
      const sidecars = Object.entries(all).filter(([name]) => name !== "app" && name !== "consul-ecs-mesh-init");
      expect(sidecars.map(([, { stopTimeout }]) => stopTimeout)).toEqual(sidecars.map(() => sidecar));
      // It has ended long before.
      expect(all["consul-ecs-mesh-init"]?.stopTimeout).toBeUndefined();
    },
  );

  test("drainSeconds: 0 stops the application at once, with nothing before it", () => {
    const { app } = synthesize({ drainSeconds: 0 }, { release });
    expect(app?.entryPoint).toBeUndefined();
    expect(app?.mountPoints).toEqual([]);
    expect(app?.stopTimeout).toBe(20);
  });
});

test.each([-1, 91, 1.5, NaN, Infinity])("drainSeconds: %d is refused", (drainSeconds) => {
  expect(() => testMesh().service("web", { drainSeconds })).toThrow(
    /drainSeconds must be a whole number of seconds from 0 to 90/,
  );
});

test("drainSeconds that only Terraform knows are refused: times of containers follow from them", () => {
  const stack = testStack();
  const drainSeconds = new TerraformVariable(stack, "drain", { type: "number" }).numberValue;
  expect(() => testMesh({ stack }).service("web", { drainSeconds })).toThrow(/drainSeconds must be known at synth/);
});

describe("a stop timeout of a container's own", () => {
  const withTimeout = (stopTimeout: number | undefined, drainSeconds?: number): ContainerDefinition | undefined =>
    synthesize({ containers: [{ ...APP, stopTimeout }], drainSeconds }).app;

  test.each([
    [10, undefined],
    [2, 10],
    [90, 90],
  ])(
    "%s is refused with drainSeconds %s: the application would be killed before it is told to stop",
    (timeout, drain) => {
      expect(() => withTimeout(timeout, drain)).toThrow(
        /containers\[0\]\.stopTimeout must be more than drainSeconds, which is \d+/,
      );
    },
  );

  test("passes when it is more, and wins", () => {
    expect(withTimeout(11)?.stopTimeout).toBe(11);
  });

  test("that is not given, though it is there, leaves the default", () => {
    expect(withTimeout(undefined)?.stopTimeout).toBe(30);
  });

  test("is refused of containers that a function makes, too", () => {
    const containers = () => [{ ...APP, stopTimeout: 5 }];
    expect(() => synthesize({ containers })).toThrow(/containers\[0\]\.stopTimeout must be more than drainSeconds/);
  });
});

describe("what is delayed", () => {
  test("an entry point of its own, with the wrapper before it", () => {
    const entryPoint = ["/entry.sh", "--quick"];
    const { app } = synthesize({ containers: [{ ...APP, entryPoint }] });
    expect(app?.entryPoint).toEqual([...WRAPPER(10), "/entry.sh", "--quick"]);
    expect(app?.mountPoints).toContainEqual({ sourceVolume: "consul_data", containerPath: "/consul", readOnly: true });
  });

  test("nothing of an image whose program nobody knows: a warning says what to give", () => {
    const containers = [{ ...APP, command: undefined }];
    expect(synthesize({ containers }).app?.entryPoint).toBeUndefined();
    expect(warnings({ containers })).toContainEqual(
      expect.stringMatching(/a deployment may cut off calls, because app has neither command nor entryPoint/),
    );
  });

  test.each<[string, Partial<MeshServiceProps>]>([
    ["there is a command", {}],
    ["there is an entry point", { containers: [{ ...APP, command: undefined, entryPoint: ["/entry.sh"] }] }],
    ["the container opted out", { containers: [{ ...APP, command: undefined, entryPoint: null }] }],
    ["no delay is wanted", { containers: [{ ...APP, command: undefined }], drainSeconds: 0 }],
    ["the container is not essential", { containers: [APP, { name: "log", image: "log:1", essential: false }] }],
    [
      "the container starts before the sidecars, and so stops after them",
      { containers: [APP, { name: "log", image: "log:1", firelensConfiguration: { type: "fluentbit" } }] },
    ],
  ])("no warning when %s", (_, props) => {
    expect(warnings(props)).toEqual([]);
  });
});

describe("the proxy", () => {
  const drainOf = (props: Partial<MeshServiceProps> = {}, given: GivenMesh = {}): Record<string, string> =>
    environmentOf(synthesize(props, given)["consul-dataplane"] ?? { name: "", image: "" });

  test("goes on with the calls that it has, on line 0.10", () => {
    expect(drainOf()).toEqual({ DP_SHUTDOWN_DRAIN_LISTENERS: "true", DP_SHUTDOWN_GRACE_PERIOD_SECONDS: "5" });
  });

  test("for as long as the service says", () => {
    expect(drainOf({ proxyDrainSeconds: 8 }).DP_SHUTDOWN_GRACE_PERIOD_SECONDS).toBe("8");
  });

  test("of line 0.6 knows no such thing", () => {
    const { "sidecar-proxy": proxy } = synthesize({}, { release: "0.6" });
    expect(proxy?.environment).toBeUndefined();
  });
});

test("a stop timeout that the mesh says for all sidecars stands, unless the service says its own", () => {
  const taskDefaults = { sidecarStopTimeoutSeconds: 60 };
  const timeout = (props: Partial<MeshServiceProps>): number | undefined => {
    const { stack, service } = testMesh({ taskDefaults });
    service("web", props);
    return containerOf(Template.of(stack), "web", "consul-dataplane").stopTimeout ?? undefined;
  };
  expect([timeout({}), timeout({ sidecarStopTimeoutSeconds: 70 })]).toEqual([60, 70]);
});
