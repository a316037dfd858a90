import { isKnown, type Rule } from "../aws";
import { consulVersion } from "./consul-version";
import { DATAPLANE_IMAGE, ENVOY_IMAGE, releaseLine, type Release } from "./releases";
import { DOCUMENTED, SOURCES, TRIED, type VersionRow } from "./version-table";

/** The programs of a mesh, each by its version or by an image whose tag says it. What is left out is not judged. */
export interface MeshVersions {
  /** Of the servers, and on line 0.6 of the client agents. */
  readonly consul?: string;
  readonly consulEcs?: string;
  readonly dataplane?: string;
  /** Beside a client agent. */
  readonly envoy?: string;
}

export type Program = keyof MeshVersions;

export type VersionVerdict =
  /** Documented, or tried. */
  | { readonly verdict: "known" }
  /** Known not to work. */
  | { readonly verdict: "refused"; readonly program: Program; readonly reason: string; readonly cure: string }
  /** Nobody says that it works, and nobody that it does not. */
  | { readonly verdict: "unknown"; readonly reason: string };

const NAMES: Readonly<Record<Program, string>> = {
  consul: "Consul",
  consulEcs: "consul-ecs",
  dataplane: "consul-dataplane",
  envoy: "Envoy",
};
const BESIDE_CONSUL = ["consulEcs", "dataplane", "envoy"] as const;

/** The images that a release line takes by default: its gateways are to have the dataplane of its mesh tasks. */
export function defaultImages(release: Release): MeshVersions {
  const { consulEcsImage: consulEcs, devServer } = releaseLine(release);
  const proxy = { "0.10": { dataplane: DATAPLANE_IMAGE }, "0.6": { envoy: ENVOY_IMAGE } }[release];
  return { consul: devServer.image, consulEcs, ...proxy };
}

/** Judges which programs go together. A value that only Terraform knows is not judged. */
export function judgeVersions(release: Release, given: MeshVersions): VersionVerdict {
  const programs = (["consul", ...BESIDE_CONSUL] as const).filter((program) => isGiven(given[program]));
  const silent = programs.find((program) => !consulVersion(given[program] ?? ""));
  const versions = minorVersions(programs, given);
  const refused = refusal(release, versions);
  if (refused) return refused;
  if (silent) {
    return { verdict: "unknown", reason: `'${given[silent]}' does not say which version of ${NAMES[silent]} it is` };
  }
  return isTried(versions) ? { verdict: "known" } : documented(versions);
}

/**
 * What to refuse and what to warn of, for the construct that knows the images.
 *
 * @param props what the caller calls the images
 */
export function versionFindings(
  release: Release,
  given: MeshVersions,
  props: Readonly<Record<Program, string>> = {
    consul: "consulImage",
    consulEcs: "consulEcsImage",
    dataplane: "dataplaneImage",
    envoy: "envoyImage",
  },
): { readonly rules: readonly Rule[]; readonly warnings: readonly string[] } {
  const judged = judgeVersions(release, given);
  if (judged.verdict === "known") return { rules: [], warnings: [] };
  if (judged.verdict === "unknown") {
    return { rules: [], warnings: [`Nobody says that these versions go together: ${judged.reason}.`] };
  }
  const { program, reason, cure } = judged;
  const rule = { prop: props[program], rule: reason, got: given[program], fix: cure, holds: false };
  return { rules: [rule], warnings: [] };
}

type Minors = Readonly<Partial<Record<Program, string>>>;

function isGiven(value: string | undefined): boolean {
  return value !== undefined && isKnown(value);
}

function minorVersions(programs: readonly Program[], given: MeshVersions): Minors {
  const entries = programs.flatMap((program) => {
    const version = consulVersion(given[program] ?? "");
    return version ? [[program, `${version.major}.${version.minor}`] as const] : [];
  });
  return Object.fromEntries(entries);
}

function refusal(release: Release, { consul, consulEcs, envoy }: Minors): VersionVerdict | undefined {
  const { consulEcsImage } = releaseLine(release);
  const refuse = (program: Program, reason: string, cure: string): VersionVerdict => ({
    verdict: "refused",
    program,
    reason,
    cure,
  });
  if (release === "0.10" && consulEcs !== undefined && isOlder(consulEcs, "0.8")) {
    return refuse(
      "consulEcs",
      `must be consul-ecs 0.8 or newer on release line 0.10, whose tasks run its mesh-init, health-sync and controller together (${SOURCES.consulEcsChanges})`,
      `Use '${consulEcsImage}', or release line 0.6.`,
    );
  }
  if (release === "0.6" && consulEcs !== undefined && !isOlder(consulEcs, "0.7")) {
    return refuse(
      "consulEcs",
      `must be older than consul-ecs 0.7 on release line 0.6: 0.7 took away its acl-controller and works without client agents (${SOURCES.consulEcsChanges})`,
      `Use '${consulEcsImage}', or release line 0.10.`,
    );
  }
  if (release === "0.10" && consul !== undefined && isOlder(consul, "1.14")) {
    return refuse(
      "consul",
      `must be Consul 1.14 or newer on release line 0.10, because consul-dataplane asks for it (${SOURCES.dataplaneNeeds})`,
      "Upgrade the servers, or use release line 0.6.",
    );
  }
  const oldest = DOCUMENTED.find((row) => row.consul === consul)?.envoy?.at(-1);
  if (envoy !== undefined && oldest !== undefined && isOlder(envoy, oldest)) {
    return refuse(
      "envoy",
      `must be Envoy ${oldest} or newer with Consul ${consul}, which turns an older one away (${SOURCES.envoy})`,
      `Use '${ENVOY_IMAGE}', or another of the versions that are documented.`,
    );
  }
  return undefined;
}

/** Whether the programs were run together: a whole row, and no two halves of two. */
function isTried(versions: Minors): boolean {
  return TRIED.some(
    (row) =>
      (versions.consul ?? row.consul) === row.consul &&
      BESIDE_CONSUL.every((program) => {
        const version = versions[program];
        return version === undefined || (row[program]?.includes(version) ?? false);
      }),
  );
}

function documented(versions: Minors): VersionVerdict {
  const { consul } = versions;
  if (consul === undefined) return { verdict: "known" };
  const row: VersionRow = DOCUMENTED.find((candidate) => candidate.consul === consul) ?? { consul };
  for (const program of BESIDE_CONSUL) {
    const version = versions[program];
    if (version === undefined || row[program]?.includes(version)) continue;
    const others = row[program]?.join(", ") ?? "none";
    return {
      verdict: "unknown",
      reason: `${NAMES[program]} ${version} with Consul ${consul}, for which HashiCorp documents ${others} (${SOURCES[program]})`,
    };
  }
  return { verdict: "known" };
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
