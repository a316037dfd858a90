/** What the script of a server, as its container runs it, writes of what is known before. */
export function staticConfig(script: string): Record<string, unknown> {
  const [, json] = /<<'END_OF_JSON'\n(.*)\nEND_OF_JSON/s.exec(script) ?? [];
  if (json === undefined) throw new Error(`There is no JSON document in the script:\n${script}`);
  return JSON.parse(json) as Record<string, unknown>;
}
