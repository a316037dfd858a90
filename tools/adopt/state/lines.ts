import type { Release } from "../../../modules/consul";

/** The modules that each release line has, and that are taken over. */
export const MODULES = {
  "0.10": ["mesh-task", "controller", "gateway-task", "dev-server"],
  "0.6": ["mesh-task", "acl-controller", "gateway-task", "dev-server"],
} as const satisfies Readonly<Record<Release, readonly string[]>>;

export type ModuleName = (typeof MODULES)[Release][number];

export const RELEASES: readonly Release[] = ["0.10", "0.6"];

/** The release line of a version such as `0.10.0`. */
export function lineOf(version: string): Release | undefined {
  return RELEASES.find((release) => version === release || version.startsWith(`${release}.`));
}

export function isModuleOf(release: Release, module: string): module is ModuleName {
  return MODULES[release].some((known) => known === module);
}

/**
 * The version that a constraint allows alone, or of which it fixes what is before the last dot: `0.10.0`, `= 0.10.0`,
 * `~> 0.10.0`. Anything else leaves the release line open.
 */
export function constrainedVersion(constraint: string): string | undefined {
  return /^\s*(?:=|~>)?\s*v?(\d+\.\d+\.\d+)\s*$/.exec(constraint)?.[1];
}

/** What somebody has to do by hand before a version that the project has no line for can be taken over. */
export function byHand(module: string, version: string): string {
  const found = BY_HAND.find(({ versions }) => versions.test(version));
  return found?.advice(module) ?? `Upgrade it to 0.10.0, or to 0.6.2, apply, and run this again.`;
}

/** https://github.com/hashicorp/terraform-aws-consul-ecs/blob/main/CHANGELOG.md */
const BY_HAND: readonly { readonly versions: RegExp; advice(module: string): string }[] = [
  {
    versions: /^0\.[0-4](\.|$)/,
    advice: () =>
      "Its tasks hold ACL tokens in Secrets Manager. Upgrade all calls to 0.6.2: the tokens become the IAM auth method (`consul_http_addr`, `iam_role_path` of the tasks and of acl-controller the same), upstreams are written `destinationName` and `localBindPort`. Apply, and run this again.",
  },
  {
    versions: /^0\.5(\.|$)/,
    advice: () => "Upgrade all calls to 0.6.2, whose inputs are nearly the same, apply, and run this again.",
  },
  {
    versions: /^0\.[789](\.|$)/,
    advice: (module) =>
      module === "acl-controller"
        ? "The module is called controller since 0.7.0: call that, of 0.10.0, with `consul_server_hosts`, apply, and run this again."
        : "Upgrade all calls to 0.10.0, apply, and run this again: the architecture is the same, the images and the health checks of the sidecars are not.",
  },
];
