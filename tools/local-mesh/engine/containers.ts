import type { Writable } from "node:stream";
import type Docker from "dockerode";
import { statusOf } from "./connection";
import { runLabels } from "./labels";
import { destroy, endOf, finish, lineStream, textStream } from "./lines";

/** What a command in a container gave back. Its two outputs are one, in the order in which the engine had them. */
export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Lines that a container writes, as long as it runs. */
export interface LogFollowing {
  /** Resolves when the container has ended and its last line was handed on. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** The containers of a run. What is asked of one that has stopped, or is gone, is no error where that was the aim. */
export class Containers {
  constructor(
    private readonly docker: Docker,
    private readonly runId: string,
    private readonly imageName: (name: string) => string,
  ) {}

  /** @returns the engine's id of it */
  async create(options: Docker.ContainerCreateOptions & { readonly Image: string }): Promise<string> {
    const { id } = await this.docker.createContainer({
      ...options,
      Image: this.imageName(options.Image),
      Labels: { ...options.Labels, ...runLabels(this.runId) },
    });
    return id;
  }

  async start(id: string): Promise<void> {
    await this.docker.getContainer(id).start();
  }

  inspect(id: string): Promise<Docker.ContainerInspectInfo> {
    return this.docker.getContainer(id).inspect();
  }

  /** The signal of the image for stopping (SIGTERM, if it says nothing), then SIGKILL. Resolves when it has stopped. */
  async stop(id: string, timeoutSeconds: number): Promise<void> {
    await unlessOver(this.docker.getContainer(id).stop({ t: timeoutSeconds }));
  }

  async kill(id: string, signal = "SIGKILL"): Promise<void> {
    await unlessOver(this.docker.getContainer(id).kill({ signal }));
  }

  /** Kills it too; volumes without a name go with it. */
  async remove(id: string): Promise<void> {
    await unlessOver(this.docker.getContainer(id).remove({ force: true, v: true }));
  }

  /** @returns the exit code, when it has ended */
  async wait(id: string): Promise<number> {
    await this.docker.getContainer(id).wait();
    return (await this.inspect(id)).State.ExitCode;
  }

  /** Runs a command in a running container. */
  async exec(id: string, command: readonly string[], options: { readonly User?: string } = {}): Promise<CommandResult> {
    const output = textStream();
    return { exitCode: await this.execInto(id, command, output, options), output: output.text() };
  }

  /** The same, for what is long: each line is handed on when it comes. @returns the exit code */
  async follow(id: string, command: readonly string[], onLine: (line: string) => void): Promise<number> {
    const output = lineStream(onLine);
    const exitCode = await this.execInto(id, command, output);
    await finish(output);
    return exitCode;
  }

  /**
   * Hands on each line that it has written and writes. A last line without an end can be missed: the engine itself
   * does not always hand it to who follows.
   *
   * @param since leaves out what is older: the lines of an earlier start
   */
  async followLogs(
    id: string,
    onLine: (line: string, from: "stdout" | "stderr") => void,
    since?: Date,
  ): Promise<LogFollowing> {
    const { Config } = await this.inspect(id);
    const stream = await this.docker
      .getContainer(id)
      .logs({ follow: true, stdout: true, stderr: true, ...(since && { since: since.getTime() / 1000 }) });
    const outputs = [
      lineStream((line) => onLine(line, "stdout")),
      lineStream((line) => onLine(line, "stderr")),
    ] as const;
    // A terminal has one output only, and no frames that tell two apart.
    if (Config.Tty) stream.pipe(outputs[0], { end: false });
    else this.docker.modem.demuxStream(stream, ...outputs);
    const ended = endOf(stream).then(async () => {
      await Promise.all(outputs.map(finish));
    });
    return { ended, stop: () => destroy(stream) };
  }

  private async execInto(id: string, command: readonly string[], output: Writable, options = {}): Promise<number> {
    const exec = await this.docker
      .getContainer(id)
      .exec({ ...options, Cmd: [...command], AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    this.docker.modem.demuxStream(stream, output, output);
    await endOf(stream);
    return (await exec.inspect()).ExitCode ?? -1;
  }

  /** Runs a container of its own to its end, and removes it. */
  async run(options: Docker.ContainerCreateOptions & { readonly Image: string }): Promise<CommandResult> {
    const id = await this.create(options);
    try {
      const ended = this.docker.getContainer(id).wait({ condition: "next-exit" });
      await this.start(id);
      await ended;
      const { State } = await this.inspect(id);
      const output: string[] = [];
      await (
        await this.followLogs(id, (line) => output.push(line))
      ).ended;
      return { exitCode: State.ExitCode, output: output.join("\n") };
    } finally {
      await this.remove(id);
    }
  }
}

/** 304: in that state already; 404: gone; 409: does not run, or is being removed. */
async function unlessOver(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (![304, 404, 409].includes(statusOf(error) ?? 0)) throw error;
  });
}
