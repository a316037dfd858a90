import { sorted, type Resource, type Values } from "./normalise";

/** A difference from the recorded resources that is meant, or that comes from how they were recorded. */
export interface Departure {
  /** The attribute or resource. */
  readonly what: string;
  readonly why: string;
  /** Whether it shows in what is synthesized, in what is applied, or in both. */
  readonly shows: readonly Level[];
  /** Whether it is there with `likeHclModule` too. */
  readonly stays: boolean;
  /** Makes of the recorded resources of a call the ones that are expected; the same where it does not matter. */
  readonly expected: (recorded: readonly Resource[]) => readonly Resource[];
}

export type Level = "synthesized" | "applied";

const BOTH: readonly Level[] = ["synthesized", "applied"];

export const departures: readonly Departure[] = [
  {
    what: "aws_iam_role.inline_policy",
    stays: false,
    why: "The provider has deprecated it: the same policy is an aws_iam_role_policy, which IAM does not tell apart.",
    shows: BOTH,
    expected: (recorded) =>
      replace(recorded, "aws_iam_role", ({ inline_policy: inline = [], ...values }) => [
        { type: "aws_iam_role", values },
        ...(inline as object[]).map((policy) => ({
          type: "aws_iam_role_policy",
          values: { ...policy, role: values.name },
        })),
      ]),
  },
  {
    what: "aws_ecs_service.enable_execute_command",
    stays: true,
    why: "The HCL modules set it as well, but the emulator does not give it back, so that it was recorded as false.",
    shows: ["synthesized"],
    expected: (recorded) =>
      replace(recorded, "aws_ecs_service", (values) => [
        { type: "aws_ecs_service", values: { ...values, enable_execute_command: true } },
      ]),
  },
  {
    what: "aws_iam_policy of an execution role: the CA of the HTTP API",
    stays: true,
    why: "With a CA of its own there, a task of line 0.6 could not start: its execution role may not read the secret.",
    shows: BOTH,
    expected: (recorded) => {
      const ca = secretsOf(recorded).find(({ name }) => name === "CONSUL_HTTPS_CACERT_PEM")?.valueFrom;
      return replace(recorded, "aws_iam_policy", (values) => {
        const isComplete = !String(values.name).endsWith("-execution") || ca === undefined;
        const isReadable = JSON.stringify(values.policy).includes(`"${ca}"`);
        const policy = isComplete || isReadable ? values.policy : allowing(values.policy as Values, ca);
        return [{ type: "aws_iam_policy", values: { ...values, policy } }];
      });
    },
  },
  {
    what: "CONSUL_ECS_CONFIG_JSON of a gateway: gateway.healthCheckPort",
    stays: false,
    why: "ECS asks another readiness port than the default, and consul-ecs was not told to have Envoy answer there.",
    shows: BOTH,
    expected: (recorded) =>
      replace(recorded, "aws_ecs_task_definition", (task) => {
        const containers = task.container_definitions as Record<string, Container>;
        const port = Number(containers["consul-dataplane"]?.healthCheck?.command.at(-1)?.split(":")[1] ?? DEFAULT_PORT);
        const told = Object.entries(containers).map(([name, container]) => [
          name,
          withHealthCheckPort(container, port),
        ]);
        const values = { ...task, container_definitions: Object.fromEntries(told) as object };
        return [{ type: "aws_ecs_task_definition", values: port === DEFAULT_PORT ? task : values }];
      }),
  },
];

/** The recorded resources with the departures of a level; those that stay, when the construct is like its module. */
export function withDepartures(
  recorded: readonly Resource[],
  level: Level,
  { likeHclModule = false }: { readonly likeHclModule?: boolean } = {},
): readonly Resource[] {
  return departures
    .filter(({ shows, stays }) => shows.includes(level) && (stays || !likeHclModule))
    .reduce((resources, { expected }) => expected(resources), recorded);
}

const DEFAULT_PORT = 22000;

interface Container {
  readonly healthCheck?: { readonly command: readonly string[] };
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly environment?: readonly { readonly name: string; readonly value: unknown }[];
}

function replace(
  recorded: readonly Resource[],
  type: string,
  by: (values: Values) => readonly Resource[],
): readonly Resource[] {
  return recorded.flatMap((resource) => (resource.type === type ? by(resource.values) : [resource]));
}

function values(recorded: readonly Resource[], type: string): Values[] {
  return recorded.filter((resource) => resource.type === type).map((resource) => resource.values);
}

function secretsOf(recorded: readonly Resource[]): NonNullable<Container["secrets"]> {
  const containers = values(recorded, "aws_ecs_task_definition").flatMap(({ container_definitions: byName }) =>
    Object.values(byName as Record<string, Container>),
  );
  return containers.flatMap(({ secrets = [] }) => secrets);
}

function allowing(policy: Values, secretArn: string): Values {
  const statement = { Action: ["secretsmanager:GetSecretValue"], Effect: "Allow", Resource: [secretArn] };
  return { ...policy, Statement: sorted([...(policy.Statement as object[]), statement]) };
}

function withHealthCheckPort(container: Container, port: number): Container {
  const environment = container.environment?.map((variable) => {
    const { gateway, ...config } = variable.value as { readonly gateway?: object };
    return gateway === undefined
      ? variable
      : { ...variable, value: { ...config, gateway: { ...gateway, healthCheckPort: port } } };
  });
  return environment === undefined ? container : { ...container, environment };
}
