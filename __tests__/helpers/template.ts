import { AnnotationMetadataEntryType, App, TerraformStack, Testing } from "cdktf";
import type { ContainerDefinition } from "../../modules/aws";
import { evaluateJson } from "./evaluate-template";

/** A resource, data source, output or variable, with the attribute names of Terraform. */
export type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Block>>;

interface Synthesized {
  readonly terraform?: Block;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Blocks>>;
  readonly data?: Readonly<Record<string, Blocks>>;
  readonly output?: Blocks;
  readonly variable?: Blocks;
  readonly locals?: Block;
}

const skeletons = new WeakSet<TerraformStack>();

/** A stack to put the construct under test in. It needs no provider, unlike a stack that somebody deploys. */
export function testStack(build: (stack: TerraformStack) => void = () => undefined, id = "test"): TerraformStack {
  const stack = new TerraformStack(Testing.app(), id);
  skeletons.add(stack);
  build(stack);
  return stack;
}

/** What a stack synthesizes to, after all that a real synth does to it: preparation, aspects, validations, annotations. */
export class Template {
  static of(stack: TerraformStack): Template {
    // References between stacks are made in the preparation, and may add to any stack of the app.
    for (const node of App.of(stack).node.findAll()) if (TerraformStack.isStack(node)) node.prepareStack();
    const json = Testing.synth(stack);
    refuseErrors(stack);
    return new Template(JSON.parse(json) as Synthesized);
  }

  private constructor(readonly json: Synthesized) {}

  /** All resources of a type, by id. */
  resources(type: string): Blocks {
    return this.json.resource?.[type] ?? {};
  }

  /** The only resource of a type, or the one with the id. */
  resource<T extends object = Block>(type: string, id?: string): T {
    return pick(this.resources(type), `resource of type ${type}`, id) as T;
  }

  count(type: string): number {
    return Object.keys(this.resources(type)).length;
  }

  /** The resource types that there are, sorted. */
  get types(): string[] {
    return Object.keys(this.json.resource ?? {}).sort();
  }

  dataSources(type: string): Blocks {
    return this.json.data?.[type] ?? {};
  }

  dataSource<T extends object = Block>(type: string, id?: string): T {
    return pick(this.dataSources(type), `data source of type ${type}`, id) as T;
  }

  get outputs(): Blocks {
    return this.json.output ?? {};
  }

  get variables(): Blocks {
    return this.json.variable ?? {};
  }

  get locals(): Block {
    return this.json.locals ?? {};
  }

  /** The containers of the only task definition, or of the one with the id, by name. */
  containers(taskDefinitionId?: string): Readonly<Record<string, ContainerDefinition>> {
    const definition = this.resource<{ container_definitions: string }>("aws_ecs_task_definition", taskDefinitionId);
    const list = evaluateJson(definition.container_definitions) as ContainerDefinition[];
    return Object.fromEntries(list.map((container) => [container.name, container]));
  }

  container(name: string, taskDefinitionId?: string): ContainerDefinition {
    return pick(this.containers(taskDefinitionId), "container", name);
  }
}

/** The environment of a container as an object. */
export function environmentOf(container: ContainerDefinition): Record<string, string> {
  return Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]));
}

function pick<T>(all: Readonly<Record<string, T>>, what: string, id?: string): T {
  const ids = Object.keys(all);
  const [first] = ids;
  const chosen = id ?? (ids.length === 1 ? first : undefined);
  const found = chosen === undefined ? undefined : all[chosen];
  if (found !== undefined) return found;
  const wanted = id === undefined ? `Exactly one ${what} was expected` : `There is no ${what} named "${id}"`;
  throw new Error(`${wanted}. There are: ${ids.length === 0 ? "none" : ids.join(", ")}.`);
}

function refuseErrors(stack: TerraformStack): void {
  const errors = stack.node
    .findAll()
    .flatMap(({ node }) =>
      [
        ...node.validate(),
        ...node.metadata
          .filter(({ type }) => type === (AnnotationMetadataEntryType.ERROR as string))
          .map(({ data }) => String(data)),
      ].map((message) => `[${node.path}] ${message}`),
    );
  const forgiven = skeletons.has(stack) ? [NO_TERRAFORM, NO_PROVIDER] : [NO_TERRAFORM];
  const refused = errors.filter((message) => !forgiven.some((part) => message.includes(part)));
  if (refused.length > 0) throw new Error(`The stack is refused:\n  ${refused.join("\n  ")}`);
}

/** A cloud backend asks for Terraform's version when it is validated. Unit tests do without Terraform. */
const NO_TERRAFORM = "Could not determine version of";
const NO_PROVIDER = "without a matching provider";
