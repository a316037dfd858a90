import { withIds } from "../../../tools/parity";
import type { StateResource } from "../../../tools/adopt";
import { recordedCases } from "../parity/cases";
import type { Resource, Values } from "../parity/normalise";
import { clientScript } from "./client-script";

/** The resources of a recorded call as a state has them: with their names in the module, and documents as texts. */
export function recordedState(name: string, module = "module.call"): StateResource[] {
  const { inputs, resources = [] } = recordedCases[name] ?? {};
  const given = withIds([...resources]);
  const seen = new Map<string, number>();
  return given.map(({ type, values }) => {
    const own = nameOf({ type, values });
    const index = seen.get(`${type}.${own}`) ?? 0;
    seen.set(`${type}.${own}`, index + 1);
    const isList = own.startsWith("additional_");
    return {
      address: `${module}.${type}.${own}${isList ? `[${index}]` : ""}`,
      module,
      type,
      name: own,
      ...(isList ? { index } : {}),
      values: { ...asState(type, values, inputs ?? {}), ...identity(type, given) },
      provider: "registry.terraform.io/hashicorp/aws",
      schemaVersion: type === "aws_ecs_task_definition" ? 1 : 0,
      sensitive: [],
      tainted: false,
    };
  });
}

/** Which resource of the module it is; the recording has none but their types. */
function nameOf({ type, values }: Resource): string {
  const isController = /-consul-(ecs|acl)-controller-/.test(String(values.name ?? values.role));
  const kind = String(values.name ?? values.role).endsWith("-task") ? "task" : "execution";
  switch (type) {
    case "aws_iam_role":
    case "aws_iam_policy":
      return isController ? `this_${kind}` : kind;
    case "aws_iam_role_policy_attachment":
      if (!String(values.policy_arn).endsWith(`/${String(values.role)}`)) return `additional_${kind}_policies`;
      return isController ? "consul-controller-execution" : kind;
    case "aws_security_group_rule":
      return values.type === "egress" ? "lb_egress_rule" : "lb_ingress_rule";
    default:
      return "this";
  }
}

function asState(type: string, values: Values, inputs: Values): Values {
  if (type === "aws_iam_policy") return { ...values, policy: JSON.stringify(values.policy) };
  if (type !== "aws_ecs_task_definition") return values;
  const containers = Object.values(values.container_definitions as Readonly<Record<string, Values>>);
  return { ...values, container_definitions: JSON.stringify(containers.map((each) => containerOf(each, inputs))) };
}

function containerOf(container: Values, inputs: Values): Values {
  const environment = (container.environment ?? []) as { readonly name: string; readonly value: unknown }[];
  return {
    ...container,
    environment: environment.map(({ name, value }) => ({
      name,
      value: typeof value === "string" ? value : JSON.stringify(value),
    })),
    // The recording left the scripts out.
    ...(container.name === "consul-client" ? { command: [clientScript(inputs)] } : {}),
  };
}

/** The id of the security group that a gateway makes, which its rules name. */
function identity(type: string, resources: readonly Resource[]): Values {
  if (type !== "aws_security_group") return {};
  const rule = resources.find(({ values }) => values.type === "egress");
  return { id: rule?.values.security_group_id };
}
