import Docker from "dockerode";
import { MissingRequirement } from "../../emulator";
import { outputOf } from "../../terminal";

/** Of Docker 20.10: before it, no container could name this machine. */
const OLDEST_API = "1.41";

/**
 * A connection to the engine that `DOCKER_HOST` names, or Docker's own current context, or else the usual socket.
 *
 * @throws MissingRequirement when none answers, with the cure
 */
export async function connect(): Promise<Docker> {
  const host = process.env.DOCKER_HOST ?? (await contextHost());
  const elsewhere = host === undefined ? undefined : otherMachine(host);
  if (elsewhere !== undefined)
    throw new MissingRequirement(
      `The Docker engine must be on this machine, and DOCKER_HOST names ${elsewhere}: unset it, or let it name an engine here.`,
    );
  const socketPath = host?.startsWith("unix://") ? host.slice("unix://".length) : undefined;
  const docker = new Docker(socketPath === undefined ? {} : { socketPath });
  const version = await docker.version().catch(async (error: unknown) => {
    throw new MissingRequirement(noAnswer(codeOf(error), await clientIsThere()));
  });
  const unfit = unfitEngine(version);
  if (unfit !== undefined) throw new MissingRequirement(unfit);
  return docker;
}

/** Why no engine answers, and what to do about it, in one line. */
export function noAnswer(code: string | undefined, clientInstalled: boolean): string {
  if (code === "EACCES" || code === "EPERM")
    return "The Docker engine does not let this user in: `sudo usermod -aG docker $USER` and log in again, or use rootless Docker.";
  if (code === "ENOENT" && !clientInstalled)
    return "The Docker engine is needed: install it (https://docs.docker.com/engine/install/, on a desktop Docker Desktop).";
  return "The Docker engine does not answer: start it (`sudo systemctl start docker`, or Docker Desktop), or set DOCKER_HOST to where it listens.";
}

/** What of an engine rules it out. */
export function unfitEngine({ ApiVersion, Version, Os }: Pick<Docker.DockerVersion, "ApiVersion" | "Version" | "Os">) {
  if (Os !== "linux") return `The Docker engine runs ${Os} containers: switch it to Linux containers.`;
  if (compareVersions(ApiVersion, OLDEST_API) < 0)
    return `The Docker engine is too old (${Version}): version 20.10 or later is needed.`;
  return undefined;
}

/** The machine of a `DOCKER_HOST`, when it is another one: a task's ports would be published there. */
export function otherMachine(dockerHost: string): string | undefined {
  const name = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(dockerHost)?.[1];
  if (name === undefined || /^(localhost|127\.[\d.]+|\[::1\])$/.test(name)) return undefined;
  return name;
}

/** The status of an answer of the engine that was no success. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
}

/** Whether the engine has an image, or a volume. */
export async function isThere(thing: { inspect(): Promise<unknown> }): Promise<boolean> {
  try {
    await thing.inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Desktop products listen where only the context of Docker's client says. */
async function contextHost(): Promise<string | undefined> {
  const format = "{{.Endpoints.docker.Host}}";
  const output = await outputOf("docker", ["context", "inspect", "--format", format]).catch(() => "");
  return output.trim() === "" ? undefined : output.trim();
}

async function clientIsThere(): Promise<boolean> {
  return outputOf("docker", ["--version"]).then(
    () => true,
    () => false,
  );
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
