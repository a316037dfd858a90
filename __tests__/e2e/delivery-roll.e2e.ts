import type { RolledServices } from "../../modules/mesh/entries";
import { until } from "./delivery/delivery-process";
import type { FakeConsul } from "./delivery/fake-consul";
import { deliveries, GRAPH, stop } from "./delivery/given";

/*
 * What starts again by itself when the servers have lost their data.
 * Runs the program that delivers configuration entries, with the real `sh`, `curl` and `jq`, against a stand-in for
 * Consul's API and ECS's.
 */
let consul: FakeConsul;
const { start, cycles } = deliveries((fresh) => (consul = fresh));

const CLUSTER = "arn:aws:ecs:eu-central-1:111122223333:cluster/dev";
const AUTH_METHODS = ["iam-ecs-client-token", "iam-ecs-service-token"];
const MESH: RolledServices = { controllers: ["other-controller"], gateways: ["gateway"], services: ["web", "api"] };

const know = () => AUTH_METHODS.forEach((method) => consul.authMethods.add(method));
const started = () => consul.ecs.filter(({ action }) => action === "UpdateService").map(({ body }) => body.service);

/** The task that delivers, as ECS starts it. */
function task(rolled: RolledServices = MESH) {
  return start("dev", GRAPH, {
    authMethods: AUTH_METHODS,
    rollAfterLoss: { clusterArn: CLUSTER, services: () => rolled },
    environment: {
      AWS_ENDPOINT_URL: consul.address,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${consul.address}/credentials`,
    },
  });
}

/** A task that has noticed the loss and has ended; the controller that comes after it has written the auth methods. */
async function lose(rolled?: RolledServices) {
  know();
  const first = task(rolled);
  await until(() => first.delivered);
  await cycles();
  consul.lose("two.consul");
  await until(() => first.exitCode === 1);
  expect(consul.ecs).toEqual([]);
  know();
}

it("is all of a step together, when the step before is stable", async () => {
  for (const name of ["other-controller", "gateway", "web", "api"]) consul.moving.add(name);
  await lose();
  const process = task();
  await until(() => started().length === 1);
  await cycles();
  expect(started()).toEqual(["other-controller"]);
  consul.moving.delete("other-controller");
  await until(() => started().length === 2);
  await cycles();
  expect(started()).toEqual(["other-controller", "gateway"]);
  consul.moving.delete("gateway");
  // Neither of the two is stable: they were not waited for.
  await until(() => started().length === 4);
  expect(started()).toEqual(["other-controller", "gateway", "web", "api"]);
  consul.moving.delete("api");
  await until(() => process.output.includes("1 of 2 are stable: api"));
  await cycles();
  expect(process.output).not.toContain("All services are rolled.");
  consul.moving.delete("web");
  await until(() => process.output.includes("All services are rolled."));
  expect(process.output).toContain("2 of 2 are stable: web");
  expect(consul.ecs.every(({ signed, body }) => signed && body.cluster === CLUSTER)).toBe(true);
  expect(process.commandLines + process.output).not.toContain("very-secret");
  const calls = consul.ecs.length;
  await cycles();
  expect(consul.ecs).toHaveLength(calls);
});

it("goes on with a task that comes after, which starts nothing a second time", async () => {
  consul.moving.add("web");
  await lose();
  const second = task();
  await until(() => second.output.includes("1 of 2 are stable: api"));
  await stop(second);
  const before = started();
  const third = task();
  await cycles();
  consul.moving.delete("web");
  await until(() => third.output.includes("All services are rolled."));
  expect(third.output).toContain("2 of 2 are stable: web");
  expect(started()).toEqual(before);
});

it("does not wait for ever for what never gets stable", async () => {
  consul.moving.add("gateway");
  await lose();
  const process = task();
  await until(() => started().includes("gateway"));
  await cycles();
  expect(started()).not.toContain("web");
  process.later(601);
  await until(() => process.output.includes("All services are rolled."));
  expect(process.output).toContain("Not stable after 10 minutes, so the roll goes on without them: gateway");
  expect(started()).toEqual(["other-controller", "gateway", "web", "api"]);
});

it("has no service keep the others of its step, asks about ten at once, and tries again what ECS refuses", async () => {
  const services = Array.from({ length: 13 }, (_, at) => `service-${at}`);
  let refused = 0;
  consul.disturbEcs = (_, service) => {
    if (service === "service-3" && ++refused < 4) return { status: 400, body: { __type: "ThrottlingException" } };
    return service === "service-5" ? { status: 400, body: { __type: "ServiceNotFoundException" } } : undefined;
  };
  await lose({ services });
  const process = task({ services });
  await until(() => process.output.includes("All services are rolled."));
  expect(process.output).toContain("service-3 cannot be rolled: 400");
  expect(process.output).toContain("There is no service service-5 to roll.");
  expect(process.output).toContain("12 of 12 are stable: service-3");
  // In order, and each once but for the one that was refused.
  expect(started().slice(0, services.length)).toEqual(services);
  expect(started().slice(services.length)).toEqual(["service-3", "service-3", "service-3"]);
  const asked = consul.ecs.flatMap(({ body }) => (Array.isArray(body.services) ? body.services.length : []));
  expect(Math.max(...asked)).toBe(10);
  expect(asked.slice(0, 2)).toEqual([10, 1]);
});
