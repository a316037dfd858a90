import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import {
  arn,
  waitables,
  enforce,
  every,
  fields,
  givenProps,
  known,
  unlessAttribute,
  mandatory,
  portNumber,
  propRules,
  shape,
  text,
  type ContainerDefinition,
  type Precondition,
  type Rule,
  together,
  typeRules,
} from "../../aws";
import type { ServiceTarget } from "../../aws/load-balancer";
import { PEER } from "../security-group";
import type { ExposeOptions } from "./props";

/** A load balancer, and which container answers it. */
interface Exposure extends ExposeOptions {
  readonly target: ServiceTarget;
}

/** Where the callers of a target are answered. */
export interface Answer {
  readonly target: ServiceTarget;
  readonly container: string;
  readonly port: number;
}

/** ECS takes as many target groups a service. */
const MOST_TARGETS = 5;

/** The load balancers that bring callers from outside the mesh to a service, in the order in which they were given. */
export class Exposures {
  /** What only Terraform can judge of them. */
  readonly preconditions: Precondition[] = [];
  private readonly all: Exposure[] = [];

  constructor(
    private readonly subject: string,
    /** The service's own port. */
    private readonly servicePort: number | undefined,
  ) {}

  /** @returns the port on which the callers are answered */
  add(target: ServiceTarget, given: ExposeOptions): number {
    const options = givenProps(this.subject, given);
    this.preconditions.push(
      ...enforce(
        this.subject,
        together(typeRules("MeshService.exposeThrough", { target, options }), () => givenRules(target, options)),
      ),
    );
    const port = options.port ?? target.containerPort ?? this.servicePort;
    enforce(this.subject, [
      ...NAMED("exposeThrough.port", port),
      {
        prop: "exposeThrough.port",
        rule: "is required for a service without a port",
        got: port,
        fix: "Give the port on which the container answers.",
        holds: port !== undefined,
      },
      {
        prop: "exposeThrough",
        rule: `must not be called for more than ${MOST_TARGETS} targets, which is what ECS takes`,
        got: this.all.length + 1,
        fix: "Have one load balancer with several listeners or rules forward to one target group.",
        holds: this.all.length < MOST_TARGETS,
      },
      {
        prop: "exposeThrough",
        rule: "must be given each target once",
        got: target.targetGroupArn,
        fix: "Give the load balancer a target of its own for each port.",
        holds: this.all.every((other) => other.target !== target),
      },
    ]);
    this.all.push({ target, ...options });
    return port ?? 0;
  }

  /** What the ECS service waits for: it refuses a target group that no listener forwards to. */
  get dependsOn(): ITerraformDependable[] {
    return this.all.flatMap(({ target }) => [...(target.dependsOn ?? [])]);
  }

  /** Which container answers which target, now that the containers are known. */
  answers(containers: readonly ContainerDefinition[]): Answer[] {
    return this.all.map(({ target, container, port = target.containerPort ?? this.servicePort ?? 0 }) => {
      const found = container ?? theOne(containers, port);
      enforce(this.subject, [containerRule(container, found, containers)]);
      return { target, container: found ?? "", port };
    });
  }
}

/** The only container, or the only one that maps the port. */
function theOne(containers: readonly ContainerDefinition[], port: number): string | undefined {
  if (containers.length === 1) return containers[0]?.name;
  const mapping = containers.filter(({ portMappings = [] }) =>
    portMappings.some(({ containerPort }) => containerPort === port),
  );
  return mapping.length === 1 ? mapping[0]?.name : undefined;
}

function containerRule(
  given: string | undefined,
  found: string | undefined,
  containers: readonly ContainerDefinition[],
): Rule {
  return {
    prop: "exposeThrough.container",
    rule: "must name a container of the service, and is required when several might answer",
    got: given,
    fix: `Name one of ${containers.map(({ name }) => name).join(", ")}.`,
    holds: found !== undefined && containers.some(({ name }) => name === found),
  };
}

const NAMED = known("because a rule of the security group is named after it", "Write the port out.");

const TARGET = fields<ServiceTarget>({
  targetGroupArn: mandatory(
    unlessAttribute(
      arn("elasticloadbalancing", { resource: "targetgroup/", rule: "must be the ARN of a target group" }),
    ),
  ),
  containerPort: portNumber(),
  dependsOn: waitables(),
});

const OPTIONS = shape<ExposeOptions>({
  container: [known("because the container is looked for at synth", "Write its name out."), text()],
  port: portNumber(),
});

function givenRules(target: ServiceTarget, options: ExposeOptions): Rule[] {
  return propRules({ target, options }, { target: mandatory(every(TARGET, PEER)), options: OPTIONS });
}

/** The load balancers, as the ECS service wants them. */
export function loadBalancers(answers: readonly Answer[]): EcsServiceConfig["loadBalancer"] {
  if (answers.length === 0) return undefined;
  return answers.map(({ target, container, port }) => ({
    targetGroupArn: target.targetGroupArn,
    containerName: container,
    containerPort: port,
  }));
}
