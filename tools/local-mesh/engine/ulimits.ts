import type { Ulimit } from "dockerode";
import type { Containers } from "./containers";

/** The limits that the engine may give: one without the rights of the system's administrator may raise none. */
export class Ulimits {
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(
    private readonly containers: Pick<Containers, "run">,
    private readonly image: string,
    private readonly onNote: (line: string) => void,
  ) {}

  /** Those of the wanted ones that it may give; the others are noted, once. */
  async allowed(wanted: readonly Ulimit[]): Promise<Ulimit[]> {
    const may = await Promise.all(wanted.map((ulimit) => this.may(ulimit)));
    return wanted.filter((_, index) => may[index]);
  }

  private may(ulimit: Ulimit): Promise<boolean> {
    const key = JSON.stringify(ulimit);
    const known = this.known.get(key) ?? this.ask(ulimit);
    this.known.set(key, known);
    return known;
  }

  private async ask({ Name, Soft, Hard }: Ulimit): Promise<boolean> {
    const options = { Image: this.image, Entrypoint: ["true"], Cmd: [] };
    const refusal = await this.containers
      .run({ ...options, HostConfig: { NetworkMode: "none", Ulimits: [{ Name, Soft, Hard }] } })
      .then(
        () => "",
        (error: unknown) => String(error),
      );
    // Whatever else is wrong shows where the limit is needed.
    if (!refusal.includes("rlimit")) return true;
    this.onNote(
      `The engine may not set the limit ${Name} to ${Hard}: containers that ask for it have the engine's own.`,
    );
    return false;
  }
}
