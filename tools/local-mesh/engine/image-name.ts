/**
 * The name of an image in the registry of the user, who may have none of the public ones: the registry of the name is
 * replaced, and what Docker leaves out of a name of its own registry is said.
 */
export function imageName(name: string, registry?: string): string {
  if (registry === undefined) return name;
  const parts = name.split("/");
  const [first = ""] = parts;
  const path = parts.length > 1 && isRegistry(first) ? parts.slice(1) : parts;
  const full = path.length === 1 && (parts.length === 1 || first === "docker.io") ? ["library", ...path] : path;
  return [registry.replace(/\/+$/, ""), ...full].join("/");
}

/** The name's last part without tag and digest: what program is in it. */
export function repositoryOf(name: string): string {
  return name
    .replace(/@.*$/, "")
    .replace(/^.*\//, "")
    .replace(/:[^:]*$/, "");
}

/** The name's tag; none for a digest alone. */
export function tagOf(name: string): string | undefined {
  return /:([^:/]+)$/.exec(name.replace(/@.*$/, ""))?.[1];
}

function isRegistry(part: string): boolean {
  return part.includes(".") || part.includes(":") || part === "localhost";
}
