import { isKnown } from "../aws";

/** Major and minor version of Consul in an image's tag: `hashicorp/consul:1.15.10`, `consul:1.15.10-ent`. */
export function consulVersion(image: string): { readonly major: number; readonly minor: number } | undefined {
  const match = /:[^:/]*?(\d+)\.(\d+)\.\d+[^:/]*$/.exec(image);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/**
 * Whether the version of an image is at least this one.
 * An image whose version cannot be read (`:latest`, a digest, a token) is taken for a new one.
 *
 * Departure: the HCL modules compare the minor version alone, and take 2.0.1 for older than 1.14.
 */
export function isAtLeast(image: string, major: number, minor: number): boolean {
  const version = isKnown(image) ? consulVersion(image) : undefined;
  if (!version) return true;
  return version.major > major || (version.major === major && version.minor >= minor);
}
