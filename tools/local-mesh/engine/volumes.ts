import type Docker from "dockerode";
import { isThere } from "./connection";
import type { Containers } from "./containers";
import { runLabels, runName } from "./labels";

/** Who owns the root of a volume, as an access point of EFS says it. */
export interface VolumeOwner {
  readonly uid: number;
  readonly gid: number;
  /** As `chmod` takes it. */
  readonly mode: string;
}

/** The named volumes of a run: they outlive the tasks, and go with the run. */
export class Volumes {
  constructor(
    private readonly docker: Docker,
    private readonly containers: Containers,
    private readonly run: { readonly id: string; readonly image: string },
  ) {}

  /**
   * Makes the volume; one that is there already stays as it is, as with EFS.
   *
   * @returns the engine's name of it
   */
  async create(name: string, owner?: VolumeOwner): Promise<string> {
    const Name = runName(this.run.id, name);
    if (await this.exists(Name)) return Name;
    await this.docker.createVolume({ Name, Labels: runLabels(this.run.id) });
    if (owner) await this.own(Name, owner);
    return Name;
  }

  /** One that is in use stays, and this throws. */
  async remove(engineName: string): Promise<void> {
    await this.docker.getVolume(engineName).remove();
  }

  private exists(engineName: string): Promise<boolean> {
    return isThere(this.docker.getVolume(engineName));
  }

  private async own(engineName: string, { uid, gid, mode }: VolumeOwner): Promise<void> {
    const { exitCode, output } = await this.containers.run({
      Image: this.run.image,
      Entrypoint: ["sh", "-c"],
      Cmd: [`chown ${uid}:${gid} /volume && chmod ${mode} /volume`],
      User: "0:0",
      HostConfig: {
        NetworkMode: "none",
        Mounts: [{ Type: "volume", Source: engineName, Target: "/volume", VolumeOptions: { ...NO_COPY } }],
      },
    });
    if (exitCode !== 0) throw new Error(`Volume ${engineName} does not take its owner: ${output}`);
  }
}

const NO_COPY = { NoCopy: true, Labels: {}, DriverConfig: { Name: "", Options: {} } };
