import type Docker from "dockerode";
import { MissingRequirement } from "../../emulator";
import { isThere } from "./connection";
import { imageName } from "./image-name";

/** What of an image a task needs to know. */
export interface ImageConfig {
  readonly id: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly user: string;
  readonly hasHealthcheck: boolean;
}

/** Images, by the names that definitions say. */
export class Images {
  constructor(
    private readonly docker: Docker,
    private readonly registry?: string,
    private readonly onNote: (line: string) => void = () => {},
  ) {}

  /** The name by which the engine is asked for it. */
  nameOf(name: string): string {
    return imageName(name, this.registry);
  }

  /**
   * Pulls what is not here yet.
   *
   * @throws MissingRequirement with all that cannot be had
   */
  async ensure(names: readonly string[]): Promise<void> {
    const wanted = [...new Set(names.map((name) => this.nameOf(name)))].sort();
    const failures = await Promise.all(wanted.map((name) => this.ensureOne(name)));
    const missing = failures.filter((failure) => failure !== undefined);
    if (missing.length > 0) throw new MissingRequirement(missingImages(missing));
  }

  /** The names of those that are not here, without trying to get them. */
  async missing(names: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(names.map((name) => this.nameOf(name)))].sort();
    const here = await Promise.all(wanted.map((name) => this.isHere(name)));
    return wanted.filter((_, index) => !here[index]);
  }

  async config(name: string): Promise<ImageConfig> {
    const { Id, Config } = await this.docker.getImage(this.nameOf(name)).inspect();
    return {
      id: Id,
      entrypoint: words(Config.Entrypoint),
      command: words(Config.Cmd),
      environment: Config.Env ?? [],
      user: Config.User ?? "",
      hasHealthcheck: (Config.Healthcheck?.Test ?? ["NONE"])[0] !== "NONE",
    };
  }

  private async ensureOne(name: string): Promise<MissingImage | undefined> {
    if (await this.isHere(name)) return undefined;
    this.onNote(`pulling ${name}`);
    try {
      await this.pull(name);
      return undefined;
    } catch (error) {
      return { name, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private isHere(name: string): Promise<boolean> {
    return isThere(this.docker.getImage(name));
  }

  /** An image that there is for another processor only is run by emulation, where the engine has one. */
  private async pull(name: string): Promise<void> {
    await this.pullFor(name, {}).catch(async (error: unknown) => {
      if (!/no (matching|match for) (manifest|platform)/i.test(String(error))) throw error;
      this.onNote(`${name} is there for linux/amd64 only: it will be emulated`);
      await this.pullFor(name, { platform: "linux/amd64" });
    });
  }

  private async pullFor(name: string, options: { platform?: string }): Promise<void> {
    const progress = await this.docker.pull(name, options);
    await new Promise<void>((resolve, reject) => {
      this.docker.modem.followProgress(
        progress,
        (error) => (error ? reject(error) : resolve()),
        (event: { error?: string }) => {
          if (event.error !== undefined) reject(new Error(event.error));
        },
      );
    });
  }
}

interface MissingImage {
  readonly name: string;
  readonly reason: string;
}

/** One message about all images that are not here. */
export function missingImages(missing: readonly MissingImage[]): string {
  return [
    "These images are not here and could not be pulled:",
    ...missing.map(({ name, reason }) => `  - ${name}  (${reason.replace(/\s+/g, " ").trim()})`),
    "Pull each with `docker pull NAME`, after `docker login` where that is needed, or name a registry that has them.",
  ].join("\n");
}

function words(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
