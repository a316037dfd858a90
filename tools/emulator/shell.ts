/**
 * The lines that make a POSIX shell talk to what this environment names: what it sets is exported, and what is undefined
 * in it is unset.
 */
export function shellLines(env: Readonly<Record<string, string | undefined>>): string[] {
  const set = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quote(value)}`]));
  const unset = Object.keys(env).filter((name) => env[name] === undefined);
  return [
    ...(set.length > 0 ? [`export ${set.join(" ")}`] : []),
    ...(unset.length > 0 ? [`unset ${unset.join(" ")}`] : []),
  ];
}

function quote(value: string): string {
  return /^[\w.:/@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
