import { Fn, Lazy, TerraformLocal, Token, TerraformVariable, type TerraformStack } from "cdktf";
import { secretVariable } from "../../../../modules/aws";
import { MeshTask, type MeshTaskProps } from "../../../../modules/mesh/task";
import { Template, testStack } from "../../../helpers/template";
import { APP, LINES, refusals, untyped, type Props } from "./given";

interface Definition {
  readonly cpu: string;
  readonly tags: unknown;
  readonly container_definitions: string;
  readonly lifecycle?: {
    readonly precondition: readonly { readonly condition: string; readonly error_message: string }[];
  };
}

describe.each(LINES)("a mesh task on line %s", (_, line) => {
  const given = line as (props: Props) => MeshTaskProps;
  const synthesize = (props: (stack: TerraformStack) => Props): Definition =>
    Template.of(testStack((stack) => void new MeshTask(stack, "web", given(props(stack))))).resource<Definition>(
      "aws_ecs_task_definition",
    );
  const number = (stack: TerraformStack, name: string) =>
    new TerraformVariable(stack, name, { type: "number" }).numberValue;
  const told = (definition: Definition) => (definition.lifecycle?.precondition ?? []).map((each) => each.error_message);

  it("has a delay that only Terraform knows, which then is one", () => {
    const task = synthesize((stack) => ({ applicationShutdownDelaySeconds: number(stack, "delay") }));
    expect(task.container_definitions).toContain("app-entrypoint");
    expect(task.container_definitions).toContain('${jsonencode("${tostring(var.delay)}s")}');
    expect(told(task)).toEqual([expect.stringMatching(/applicationShutdownDelaySeconds .* more than 0/)]);
  });

  it("merges tags that only Terraform knows with the mesh's own", () => {
    const task = synthesize((stack) => ({
      tags: Token.asStringMap(new TerraformVariable(stack, "tags", { type: "map(string)" }).value),
    }));
    expect(task.tags).toContain("merge(var.tags, ");
    expect(told(task).join()).toContain("tags must have 44 tags at most");
  });

  it("asks Terraform whether the containers fit into the task", () => {
    const task = synthesize((stack) => ({
      cpu: number(stack, "cpu"),
      containers: [{ ...APP, cpu: number(stack, "share") }],
    }));
    expect(task.cpu).toBe("${var.cpu}");
    const [fits] =
      task.lifecycle?.precondition.filter(({ error_message }) => error_message.startsWith("cpu must be enough")) ?? [];
    expect(fits?.condition).toContain("(var.share <= var.cpu)");
  });

  it("asks Terraform for what a secret is read from", () => {
    const task = synthesize((stack) => ({
      containers: [
        {
          ...APP,
          secrets: [{ name: "A", valueFrom: new TerraformVariable(stack, "secret", { type: "string" }).stringValue }],
        },
      ],
    }));
    expect(told(task)).toEqual([expect.stringContaining("containers[0].secrets[0].valueFrom must be the ARN")]);
  });

  it.each(["containers", "volumes", "upstreams", "compatibilities", "taskRolePolicyArns", "startBeforeSidecars"])(
    "refuses a token for the list %s, and says so",
    (prop) => {
      const make = () => synthesize(() => untyped({ [prop]: Token.asList("${var.list}") }));
      expect(refusals(make)).toContainEqual(expect.stringMatching(new RegExp(`^${prop} must be known at synth`)));
    },
  );

  it.each(["outboundOnly", "executeCommand", "sidecarsEssential", "logRouterFirst", "syncHealthOfAllContainers"])(
    "refuses a token for the switch %s, and says so",
    (prop) => {
      const make = () => synthesize(() => untyped({ [prop]: Token.asAny("${var.on}") }));
      expect(refusals(make)).toContainEqual(expect.stringMatching(new RegExp(`^${prop} must be known at synth`)));
    },
  );

  describe("refuses an ephemeral value", () => {
    const secret = (stack: TerraformStack) => secretVariable(stack, "password", "A secret.").stringValue;
    const variable = (value: string): Props => ({ containers: [{ ...APP, environment: [{ name: "A", value }] }] });

    it.each<[string, (stack: TerraformStack) => Props, string]>([
      ["as it is", (stack) => variable(secret(stack)), "containers[0].environment[0].value"],
      ["in a text", (stack) => variable(`p=${secret(stack)}`), "containers[0].environment[0].value"],
      ["in a function", (stack) => variable(Fn.upper(secret(stack))), "containers[0].environment[0].value"],
      [
        "in a local",
        (stack) => variable(new TerraformLocal(stack, "l", secret(stack)).asString),
        "containers[0].environment[0].value",
      ],
      [
        "that is lazy",
        (stack) => {
          const value = secret(stack);
          return variable(Lazy.stringValue({ produce: () => value }));
        },
        "containers[0].environment[0].value",
      ],
      [
        "in a command",
        (stack) => ({ containers: [{ ...APP, command: ["serve", secret(stack)] }] }),
        "containers[0].command[1]",
      ],
      ["in meta data", (stack) => ({ serviceMeta: { a: secret(stack) } }), "serviceMeta.a"],
    ])("%s", (_, props, prop) => {
      expect(refusals(() => synthesize(props))).toEqual([expect.stringContaining(`${prop} must not be ephemeral`)]);
    });

    it("that a lazy one only turns out to be", () => {
      let value = "harmless";
      const stack = testStack((made) => {
        new MeshTask(made, "web", given(variable(Lazy.stringValue({ produce: () => value }))));
        value = secret(made);
      });
      expect(() => Template.of(stack)).toThrow(/containers\[0\]\.environment\[0\]\.value must not be ephemeral/);
    });
  });
});
