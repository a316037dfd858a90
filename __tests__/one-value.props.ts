import "./helpers/no-stack-traces";
import * as fc from "fast-check";
import type { TerraformStack } from "cdktf";
import type { Release } from "../modules";
import { GatewayTask, MeshTask } from "../modules";
import { nastyText } from "./helpers/arbitrary-props";
import { CLUSTER_ARN, GROUPS, PLAIN_SERVERS, SUBNETS, TARGET_GROUP_ARN } from "./helpers/catalog/given";
import { plainMesh } from "./helpers/catalog/service-mesh";
import { FUZZ } from "./helpers/inputs";
import { Template, testStack } from "./helpers/template";
import { opened, placesIn, replaced } from "./helpers/told-apart";
import { counted, sayCounted } from "./helpers/trial";

/*
 * No value of a container's environment, name or meta changes any other part of the document but the places that refer
 * to it: all of them are given other values at once, and what is written is the same with the other values in it.
 */
afterAll(() => sayCounted("values that must change nothing else"));

/** What is told apart, by the place where it is given. */
const TOLD = {
  containerName: "told-container",
  otherName: "told-other",
  variableName: "told-variable",
  variableValue: "told-value",
  metaKey: "told-key",
  metaValue: "told-meta",
};
type Told = typeof TOLD;

const SPECIAL = ["__proto__", "constructor", "toString", "hasOwnProperty", "0", "-", "_", "true", "null", "consul"];
const name = (longest: number): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...SPECIAL), fc.stringMatching(/^[\w-]{1,12}$/), fc.constant("n".repeat(longest)));
const isMetaKey = (key: string): boolean => !key.startsWith("consul-");
const isMetaValue = (text: string): boolean => Buffer.byteLength(text) <= 512;

const told: fc.Arbitrary<Told> = fc
  .record({
    containerName: name(255),
    otherName: name(255),
    variableName: nastyText.filter((text) => /^[^=]+$/.test(text)),
    variableValue: nastyText,
    metaKey: name(128).filter(isMetaKey),
    metaValue: nastyText.filter(isMetaValue),
  })
  .filter(({ containerName, otherName }) => containerName !== otherName);

/** Each of the words in every place, whatever the seed brings. */
const everywhere = (word: string): Told => ({
  containerName: word,
  otherName: `${word}-2`,
  variableName: word,
  variableValue: word,
  metaKey: word,
  metaValue: word,
});

const containers = ({ containerName, otherName, variableName, variableValue }: Told) => [
  {
    name: containerName,
    image: "app:1",
    essential: true,
    command: ["/app"],
    portMappings: [{ containerPort: 9090 }],
    environment: [
      { name: "BEFORE", value: "1" },
      { name: variableName, value: variableValue },
    ],
    healthCheck: { command: ["CMD", "/check"] },
  },
  {
    name: otherName,
    image: "other:1",
    essential: true,
    dependsOn: [{ containerName, condition: "HEALTHY" as const }],
    volumesFrom: [{ sourceContainer: containerName }],
  },
];

const task = (given: Told) => ({
  family: "web",
  port: 9090,
  serviceMeta: { version: "1", [given.metaKey]: given.metaValue },
  containers: containers(given),
});

type Make = (stack: TerraformStack, release: Release, given: Told) => unknown;

const meshTask: Make = (stack, release, given) =>
  new MeshTask(stack, "task", { release, servers: PLAIN_SERVERS, ...task(given) });

const meshService: Make = (stack, release, given) => {
  const target = { targetGroupArn: TARGET_GROUP_ARN, cidrBlocks: ["10.0.0.0/8"] };
  const service = plainMesh(stack, release).addService("web", task(given));
  service.exposeThrough(target, { container: given.containerName });
};

const gatewayTask: Make = (stack, release, given) => {
  const props = {
    kind: "mesh-gateway",
    family: "gateway",
    clusterArn: CLUSTER_ARN,
    subnetIds: SUBNETS,
    securityGroupIds: GROUPS,
    servers: PLAIN_SERVERS,
    serviceMeta: { version: "1", [given.metaKey]: given.metaValue },
  } as const;
  // A gateway of line 0.6 has no containers of its own.
  if (release === "0.6") return new GatewayTask(stack, "gateway", { ...props, release });
  return new GatewayTask(stack, "gateway", { ...props, release, extraContainers: containers(given) });
};

/** The places that refer to a value, in whichever container; none elsewhere. */
const OF_CONTAINERS = {
  containerName: ["name", "dependsOn[].containerName", "volumesFrom[].sourceContainer"],
  otherName: ["name"],
  variableName: ["environment[].name"],
  variableValue: ["environment[].value"],
};
const meta = (of: string) => ({
  metaKey: [`environment[].value.${of}.meta.<name>`],
  metaValue: [`environment[].value.${of}.meta.${TOLD.metaKey}`],
});
const OF_SERVICE = {
  ...OF_CONTAINERS,
  containerName: [...OF_CONTAINERS.containerName, "environment[].value.healthSyncContainers[]"],
  ...meta("service"),
};
const BALANCED = {
  ...OF_SERVICE,
  containerName: ["aws_ecs_service.load_balancer[].container_name", ...OF_SERVICE.containerName],
};
const NO_CONTAINERS = { containerName: [], otherName: [], variableName: [], variableValue: [] };

const CASES: readonly [string, Make, Release, { readonly [K in keyof Told]: readonly string[] }][] = [
  ["MeshTask 0.10", meshTask, "0.10", OF_SERVICE],
  ["MeshTask 0.6", meshTask, "0.6", OF_SERVICE],
  ["MeshService 0.10", meshService, "0.10", BALANCED],
  ["MeshService 0.6", meshService, "0.6", BALANCED],
  ["GatewayTask 0.10", gatewayTask, "0.10", { ...OF_CONTAINERS, ...meta("gateway") }],
  ["GatewayTask 0.6", gatewayTask, "0.6", { ...NO_CONTAINERS, ...meta("gateway") }],
];

test.each(CASES)("%s", (_, make, release, places) => {
  const written = (given: Told) => opened(Template.of(testStack((stack) => void make(stack, release, given))).json);
  const before = written(TOLD);
  const found = Object.entries(TOLD).map(([key, text]) => [key, [...new Set(placesIn(before, text).map(withoutId))]]);
  expect(Object.fromEntries(found)).toEqual(places);
  fc.assert(
    fc.property(told, (given) => {
      counted([given]);
      const texts = Object.entries(TOLD).map(([key, text]) => [text, given[key as keyof Told]] as const);
      expect(written(given)).toEqual(replaced(before, new Map(texts)));
    }),
    { seed: FUZZ.seed, numRuns: FUZZ.texts, examples: SPECIAL.map((word) => [everywhere(word)]) },
  );
});

/** Of a container its place in it, of another resource its type. */
function withoutId(place: string): string {
  return place
    .replace(/^resource\.(\w+)\.\w+\./, "$1.")
    .replace("aws_ecs_task_definition.container_definitions[].", "");
}
