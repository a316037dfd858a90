/** Which programs go with a version of Consul. Versions are major.minor: patches of one minor version go together. */
export interface VersionRow {
  readonly consul: string;
  readonly consulEcs?: readonly string[];
  readonly dataplane?: readonly string[];
  /** For an Envoy that runs beside a client agent; a dataplane brings its own. */
  readonly envoy?: readonly string[];
}

/** Where a statement about versions comes from. */
export const SOURCES = {
  consulEcs: "https://developer.hashicorp.com/consul/docs/upgrade/ecs",
  dataplane: "https://developer.hashicorp.com/consul/docs/reference/proxy/envoy#envoy-and-consul-dataplane",
  envoy: "https://developer.hashicorp.com/consul/docs/v1.15.x/connect/proxies/envoy#supported-versions",
  dataplaneNeeds: "https://developer.hashicorp.com/consul/docs/reference/dataplane/cli#requirements",
  consulEcsChanges: "https://github.com/hashicorp/consul-ecs/blob/main/CHANGELOG.md",
} as const;

/**
 * What HashiCorp documents, `SOURCES` saying where: the dataplanes of Community Edition and of Enterprise together, which
 * has more of them; Envoy for the versions of Consul that release line 0.6 is for.
 */
export const DOCUMENTED: readonly VersionRow[] = [
  { consul: "2.0", consulEcs: ["0.10"], dataplane: ["2.0", "1.9", "1.8"] },
  { consul: "1.22", consulEcs: ["0.10", "0.9"], dataplane: ["1.9", "1.8", "1.7"] },
  { consul: "1.21", consulEcs: ["0.9"], dataplane: ["1.8", "1.7", "1.6"] },
  { consul: "1.20", consulEcs: ["0.9"], dataplane: ["1.7", "1.6", "1.5"] },
  { consul: "1.19", consulEcs: ["0.8"], dataplane: ["1.7", "1.6", "1.5", "1.4"] },
  { consul: "1.18", consulEcs: ["0.8"], dataplane: ["1.7", "1.6", "1.4", "1.3"] },
  { consul: "1.17", consulEcs: ["0.7"], dataplane: ["1.4", "1.3", "1.2"] },
  { consul: "1.16", consulEcs: ["0.7"], dataplane: ["1.3", "1.2", "1.1"] },
  {
    consul: "1.15",
    consulEcs: ["0.6"],
    dataplane: ["1.6", "1.4", "1.3", "1.2", "1.1", "1.0"],
    envoy: ["1.29", "1.28", "1.27", "1.26", "1.25", "1.24", "1.23", "1.22"],
  },
  { consul: "1.14", consulEcs: ["0.6", "0.5"], dataplane: ["1.1", "1.0"], envoy: ["1.24", "1.23", "1.22", "1.21"] },
  { consul: "1.13", consulEcs: ["0.6", "0.5"], envoy: ["1.23", "1.22", "1.21", "1.20"] },
];

/**
 * What was run here beyond that: the task definitions of the stacks, unchanged, with these programs. Services called each
 * other through the mesh, with ACLs. A row holds as a whole.
 */
export const TRIED: readonly VersionRow[] = [
  // Consul 1.19.2, consul-ecs 0.10.0, consul-dataplane 2.0.1, with Envoy 1.40 for it.
  { consul: "1.19", consulEcs: ["0.10"], dataplane: ["2.0"] },
  // Consul 1.15.10, consul-ecs 0.6.2, Envoy 1.36.
  { consul: "1.15", consulEcs: ["0.6"], envoy: ["1.36"] },
];
