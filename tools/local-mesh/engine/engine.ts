import type Docker from "dockerode";
import { cleanUp, runsLeft } from "./clean-up";
import { connect } from "./connection";
import { Containers } from "./containers";
import { Events } from "./events";
import { Images } from "./images";
import { createNetwork, type Network } from "./network";
import { Relay, type RelayOptions } from "./relay";
import type { VersionRow } from "./versions";
import { versionsOf, type AskedImages } from "./versions-of";
import { Ulimits } from "./ulimits";
import { Volumes } from "./volumes";
import { checkWayBack } from "./way-back";

export interface EngineOptions {
  /** The run's id: everything that is made is labelled with it. */
  readonly id: string;
  /** A registry that has the images, instead of those that the definitions name. */
  readonly registry?: string;
  /** Image of what the run adds to the tasks. Any with a busybox that has `tcpsvd`, or Debian's. @default "busybox:1.37" */
  readonly holderImage?: string;
  readonly onNote?: (line: string) => void;
}

/** The Docker engine, as one run uses it. */
export class Engine {
  readonly id: string;
  readonly holderImage: string;
  readonly images: Images;
  readonly containers: Containers;
  readonly volumes: Volumes;
  readonly ulimits: Ulimits;
  readonly events: Events;

  constructor(
    readonly docker: Docker,
    { id, registry, holderImage = HOLDER_IMAGE, onNote }: EngineOptions,
  ) {
    this.id = id;
    this.holderImage = holderImage;
    this.images = new Images(docker, registry, onNote);
    this.containers = new Containers(docker, id, (name) => this.images.nameOf(name));
    this.volumes = new Volumes(docker, this.containers, { id, image: holderImage });
    this.ulimits = new Ulimits(this.containers, holderImage, onNote ?? (() => {}));
    this.events = new Events(docker, id);
  }

  /** What the programs of images say that they are. The images have to be here. */
  versionsOf(images: AskedImages): Promise<VersionRow[]> {
    return versionsOf(this.containers, images);
  }

  /** The network of the run; made when it is not there yet. */
  createNetwork(): Promise<Network> {
    return createNetwork(this.docker, this.id);
  }

  /** Whether containers reach what listens on the network's `bindAddress`; refuses with the cure when they do not. */
  checkWayBack(network: Network): Promise<void> {
    return checkWayBack(this.containers, network, this.holderImage);
  }

  /** A container whose names lead to this process. */
  startRelay(network: Network, options: RelayOptions): Promise<Relay> {
    return Relay.start(this.containers, { network, runId: this.id, image: this.holderImage }, options);
  }

  /** Takes away everything of this run, also what an earlier one with its id left. */
  cleanUp(): Promise<void> {
    return cleanUp(this.docker, this.id);
  }

  /** The ids of runs of which anything is there, this one's included. */
  runsLeft(): Promise<string[]> {
    return runsLeft(this.docker);
  }

  /** Ends what this process has open. Containers go on. */
  close(): void {
    this.events.close();
  }
}

/**
 * Connects to the engine.
 *
 * @throws MissingRequirement when none answers
 */
export async function connectEngine(options: EngineOptions): Promise<Engine> {
  const engine = new Engine(await connect(), options);
  await engine.events.open();
  return engine;
}

const HOLDER_IMAGE = "busybox:1.37";
