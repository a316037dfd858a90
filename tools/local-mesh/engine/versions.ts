import { repositoryOf, tagOf } from "./image-name";

/** A program of an image, and how it tells its version. */
export interface Program {
  readonly name: string;
  readonly command: readonly string[];
  /** The version in what it prints. */
  readonly version: RegExp;
}

/** What an image says by its tag, and what is in it. */
export interface VersionRow {
  readonly image: string;
  readonly program: string;
  /** Of the tag. */
  readonly said: string;
  /** Of the program; "unknown" where it tells none. */
  readonly found: string;
  /** Nothing where one of them is not known, or the tag speaks of another program. */
  readonly differs?: boolean;
}

/** The programs of an image: the first is the one that its tag speaks of. */
export function programsOf(image: string): readonly Program[] {
  const repository = repositoryOf(image);
  if (/^consul(-enterprise)?$/.test(repository)) return [CONSUL];
  if (/^consul-ecs(-enterprise)?$/.test(repository)) return [CONSUL_ECS];
  if (/^consul-dataplane/.test(repository)) return [CONSUL_DATAPLANE, ENVOY];
  if (/^envoy/.test(repository)) return [ENVOY];
  return [];
}

/** The programs of an image for instances, of which its tag says nothing. */
export function programsOfInstances(): readonly Program[] {
  return [CONSUL];
}

/** Reads what a program printed about itself. */
export function versionIn({ version }: Program, output: string): string | undefined {
  return version.exec(output)?.[1];
}

/** @param output what the program printed; nothing when it could not be asked */
export function versionRow(image: string, program: Program | undefined, output: string | undefined): VersionRow {
  const said = tagOf(image) ?? "no tag";
  const found = program && output !== undefined ? versionIn(program, output) : undefined;
  const isOfTag = programsOf(image)[0] === program;
  const tagged = /^v?(\d+\.\d+(?:\.\d+)*(?:-(?:alpha|beta|rc)\w*)?)/.exec(said)?.[1];
  return {
    image,
    program: program?.name ?? repositoryOf(image),
    said: isOfTag ? said : "-",
    found: found ?? "unknown",
    differs: isOfTag && tagged !== undefined && found !== undefined ? !isVersion(found, tagged) : undefined,
  };
}

/** The rows as cells, with a heading. */
export function versionTable(rows: readonly VersionRow[]): string[][] {
  return [
    ["image", "program", "tag says", "program says", ""],
    ...rows.map(({ image, program, said, found, differs }) => [
      image,
      program,
      said,
      found,
      differs === true ? "DIFFERS" : "",
    ]),
  ];
}

/** A tag may leave the last numbers out. */
function isVersion(found: string, tagged: string): boolean {
  return found === tagged || found.startsWith(`${tagged}.`);
}

const CONSUL: Program = { name: "consul", command: ["consul", "version"], version: /^Consul v(\d[\w.-]*)/m };
const CONSUL_ECS: Program = {
  name: "consul-ecs",
  command: ["consul-ecs", "version"],
  version: /^consul-ecs v(\d[\w.-]*)/m,
};
const CONSUL_DATAPLANE: Program = {
  name: "consul-dataplane",
  command: ["consul-dataplane", "-version"],
  version: /^Consul Dataplane v(\d[\w.-]*)/im,
};
const ENVOY: Program = {
  name: "envoy",
  command: ["envoy", "--version"],
  version: /version: [0-9a-f]+\/(\d[\w.-]*)\//,
};
