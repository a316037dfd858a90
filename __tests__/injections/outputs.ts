import type { Template } from "../helpers/template";
import { scriptsOf, type Script } from "../helpers/scripts";

type Json = Template["json"];

/** Addresses of resources, data sources, variables and locals in an expression. */
const ADDRESS =
  /(?<![\w.])(?:(?:data|ephemeral)\.)?(?:aws|consul|hcp|tls|terraform)_\w+\.[\w-]+(?:\.\w+|\[[^\]"]*\])*|(?<![\w.])var\.\w+/g;
const DECODED = /(?:jsondecode\()?base64decode\((var\.crafted_\d+)\)\)?(?:\.\w+|\["?\w+"?\])*/g;
const ELEMENT = /element\((var\.crafted_\d+), *\d+\)/g;
const LOCAL = /(?<![\w.])local\.([\w-]+)/g;

/**
 * The scripts of stacks as outputs of one that makes nothing, so that Terraform itself says what they are: once for each
 * of some values, which stand in the place of everything that Terraform has to look up.
 */
export class ScriptOutputs {
  private readonly ids = new Map<string, string>();
  private readonly output: Record<string, { readonly value: string }> = {};
  private readonly locals: Record<string, unknown> = {};

  constructor(
    private readonly stacks: readonly Json[],
    private readonly values: readonly string[],
  ) {
    stacks.forEach((json, stack) =>
      values.forEach((_, index) => {
        scriptsOf(json, (template) => (this.add(template, stack, index), ""));
        for (const [name, local] of Object.entries(json.locals ?? {})) {
          if (typeof local === "string")
            this.locals[this.local(name, stack, index)] = this.pointed(local, stack, index);
        }
      }),
    );
  }

  /** What Terraform reads, without a provider. */
  get document(): object {
    const variable = Object.fromEntries(this.values.map((_, index) => [`crafted_${index}`, { type: "string" }]));
    return { terraform: { backend: { local: {} } }, variable, locals: this.locals, output: this.output };
  }

  get variables(): Record<string, string> {
    return Object.fromEntries(this.values.map((value, index) => [`crafted_${index}`, value]));
  }

  /** The scripts of each stack with one of the values, when Terraform has said what they are. */
  scripts(outputs: Readonly<Record<string, unknown>>, index: number): Script[] {
    return this.stacks.flatMap((json, stack) =>
      scriptsOf(json, (template) => {
        const said = outputs[this.ids.get(this.pointed(template, stack, index)) ?? ""];
        return typeof said === "string" ? said : template;
      }),
    );
  }

  private add(template: string, stack: number, index: number): void {
    // The rest is in no script, and may need what only AWS knows.
    if (!/\bsh\b|#!|CMD-SHELL|base64encode|curl|aws /.test(template)) return;
    const pointed = this.pointed(template, stack, index);
    if (this.ids.has(pointed)) return;
    const id = `script_${this.ids.size}`;
    this.ids.set(pointed, id);
    this.output[id] = { value: pointed };
  }

  private pointed(template: string, stack: number, index: number): string {
    return (
      template
        .replace(ADDRESS, `var.crafted_${index}`)
        // What a function reads of a value must be of its kind: here all of it is the value.
        .replace(DECODED, `var.crafted_${index}`)
        .replace(ELEMENT, `var.crafted_${index}`)
        .replace(LOCAL, (_, name: string) => `local.${this.local(name, stack, index)}`)
    );
  }

  private local(name: string, stack: number, index: number): string {
    return `s${stack}_${index}_${name}`;
  }
}
