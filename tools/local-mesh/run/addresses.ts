import { basename, isAbsolute, join } from "node:path";
import type { LoadBalancerSummary } from "../local-mesh";
import type { Address } from "../parts";
import { lastPart, type MeshStatus, type TaskSummary } from "../status";

/** Outputs of a stack, as Terraform gives them. */
export type Outputs = Readonly<Record<string, unknown>>;

/** A text with the load balancers' names, as it holds on this machine. */
export function onThisMachine(text: string, loadBalancers: readonly LoadBalancerSummary[]): string {
  const listeners = loadBalancers.flatMap(({ dnsName, listeners }) => listeners.map((one) => ({ dnsName, ...one })));
  return listeners.reduce(
    (changed, { dnsName, port, address }) => changed.replaceAll(`${dnsName}:${port}`, hostOf(address)),
    text,
  );
}

/** The outputs that are addresses, as they hold on this machine; in two datacenters there are several of a kind. */
export function urlsOf(outputs: Outputs, loadBalancers: readonly LoadBalancerSummary[]): Record<string, string> {
  const urls = Object.entries(outputs).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && /^https?:\/\/\S+$/.test(value) ? [[name, onThisMachine(value, loadBalancers)]] : [],
  );
  return Object.fromEntries(urls);
}

/**
 * What a user is told of a mesh that runs.
 *
 * @param path of the run's folder, whose name is that of the environment, as the user can type it
 */
export function describeMesh(path: string, outputs: Outputs, status: MeshStatus): string {
  const urls = Object.entries(urlsOf(outputs, status.loadBalancers));
  const commands = Object.entries(outputs).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && /_command(_|$)/.test(name) ? [[name, value]] : [],
  );
  return [
    "",
    ...section(
      "Addresses",
      urls.map(([name, url]) => [titleOf(name), url]),
    ),
    ...section(
      "Envoy's admin pages",
      status.tasks.flatMap((task) =>
        task.envoyAdmin ? [[`${task.family} ${shortId(task)}`, `http://${hostOf(task.envoyAdmin)}`]] : [],
      ),
    ),
    ...section(
      "EC2 instances",
      status.instances.map(({ name, container }) => [name, `docker exec -it ${container} bash`]),
    ),
    `Logs: ${status.logs}`,
    "",
    `Commands of AWS, in a shell after  export PATH="${isAbsolute(path) ? "" : "$PWD/"}${join(path, "bin")}:$PATH"`,
    ...commands.flatMap(([name, command]) => describeCommand(name, command, path)),
    ...describeExec(status.tasks),
    "",
  ].join("\n");
}

/** A short one is shown, of a long one how it is run. */
function describeCommand(name: string, command: string, path: string): string[] {
  const isLong = command.includes("\n");
  return [
    `  ${titleOf(name)}:`,
    `    ${isLong ? `terraform -chdir=${join(path, "cdktf.out/stacks", basename(path))} output -raw ${name} | sh` : command}`,
  ];
}

function describeExec(tasks: readonly TaskSummary[]): string[] {
  const [task] = [...tasks].sort((a, b) => Number(b.envoyAdmin !== undefined) - Number(a.envoyAdmin !== undefined));
  if (!task) return [];
  return [
    "  A command in a container:",
    `    aws ecs execute-command --cluster ${task.cluster} --task ${lastPart(task.arn)} --container ${task.containers[0]} --interactive --command 'ls /'`,
  ];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return [title, ...rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`), ""];
}

/** `consul_ui_url_dc1` is "consul ui, dc1". */
function titleOf(output: string): string {
  const [, name = output, suffix] = /^(.*?)_(?:url|command)(?:_(\w+))?$/.exec(output) ?? [];
  return [name.replaceAll("_", " "), ...(suffix === undefined ? [] : [suffix])].join(", ");
}

function shortId({ arn }: TaskSummary): string {
  return lastPart(arn).slice(0, 6);
}

function hostOf({ host, port }: Address): string {
  return `${host}:${port}`;
}
