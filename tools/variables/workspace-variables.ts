/** A variable of a stack, as a workspace of HCP Terraform must be told it. */
export interface WorkspaceVariable {
  readonly name: string;
  /** Terraform's type expression; "any" where the stack does not say. */
  readonly type: string;
  /** Whether a run without it fails. */
  readonly required: boolean;
  /** Whether the workspace should keep it write-only. */
  readonly sensitive: boolean;
  /** Absent for a required one, and not told of a sensitive one. */
  readonly default?: unknown;
  readonly description: string;
}

interface Synthesized {
  readonly variable?: Readonly<
    Record<
      string,
      {
        readonly type?: string;
        readonly default?: unknown;
        readonly sensitive?: boolean;
        readonly ephemeral?: boolean;
        readonly description?: string;
      }
    >
  >;
}

/** The variables of a stack, from its `cdk.tf.json`: the required ones first, then by name. */
export function workspaceVariables(stack: Synthesized): WorkspaceVariable[] {
  return Object.entries(stack.variable ?? {})
    .map(([name, { type = "any", description = "", ...variable }]) => {
      const required = !("default" in variable);
      // What Terraform may not even keep is no less a secret.
      const sensitive = (variable.sensitive ?? false) || (variable.ephemeral ?? false);
      const shown = required || sensitive ? {} : { default: variable.default };
      return { name, type, required, sensitive, ...shown, description };
    })
    .sort((a, b) => Number(b.required) - Number(a.required) || (a.name < b.name ? -1 : 1));
}

/** The rows of a table, with its heading. */
export function variableRows(variables: readonly WorkspaceVariable[]): string[][] {
  return [
    ["name", "type", "required", "sensitive", "default", "description"],
    ...variables.map((variable) => [
      variable.name,
      variable.type,
      variable.required ? "yes" : "no",
      variable.sensitive ? "yes" : "no",
      shownDefault(variable),
      variable.description,
    ]),
  ];
}

function shownDefault({ required, sensitive, default: value }: WorkspaceVariable): string {
  if (required) return "";
  return sensitive ? "(sensitive)" : JSON.stringify(value);
}
