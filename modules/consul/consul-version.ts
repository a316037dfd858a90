import { isKnown } from "../aws";

export interface ConsulVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * Version of Consul in an image's tag (`hashicorp/consul:1.15.10`, `consul-enterprise:1.15.10-ent@sha256:...`), or a
 * version itself. Nothing for a tag without one, such as `:latest`.
 */
export function consulVersion(image: string): ConsulVersion | undefined {
  const [name = ""] = image.split("@");
  const match = /(?:^|:[^:/]*?)(\d+)\.(\d+)\.(\d+)[^:/]*$/.exec(name);
  return match ? { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) } : undefined;
}

/**
 * Whether the version of an image is at least this one. A token counts as new: only Terraform will know it.
 *
 * Departure: the HCL modules compare the minor version alone, and take 2.0.1 for older than 1.14.
 */
export function isAtLeast(image: string, major: number, minor: number, patch = 0): boolean {
  const version = isKnown(image) ? consulVersion(image) : undefined;
  if (!version) return true;
  if (version.major !== major) return version.major > major;
  return version.minor > minor || (version.minor === minor && version.patch >= patch);
}
