import { parseScale, servicesNamed } from "../../../../tools/local-mesh/run/scale";

test.each([
  ["client=3", { service: "client", count: 3 }],
  ["consul-ecs-example-client-app=0", { service: "consul-ecs-example-client-app", count: 0 }],
  ["client", undefined],
  ["client=", undefined],
  ["client=-1", undefined],
  ["client=three", undefined],
  ["=3", undefined],
])("%s", (text, expected) => expect(parseScale(text)).toEqual(expected));

const SERVICES = [
  "consul-ecs-example-client-app",
  "consul-ecs-example-server-app",
  "consul-ecs-consul-server-1",
  "app",
];

test.each([
  ["client", ["consul-ecs-example-client-app"]],
  ["client-app", ["consul-ecs-example-client-app"]],
  ["consul-ecs-example-client-app", ["consul-ecs-example-client-app"]],
  // The name itself wins over names that end so.
  ["app", ["app"]],
  ["server", ["consul-ecs-example-server-app", "consul-ecs-consul-server-1"]],
  ["server-1", ["consul-ecs-consul-server-1"]],
  ["clien", []],
])("%s means %j", (name, expected) =>
  expect(
    servicesNamed(
      name,
      SERVICES.map((service) => ({ name: service })),
    ).map((service) => service.name),
  ).toEqual(expected),
);
