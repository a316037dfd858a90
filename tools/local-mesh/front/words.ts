/**
 * The words of a command, as ECS Exec splits it: at blanks, with quotes and backslashes as in a shell, and nothing else
 * of a shell.
 */
export function words(command: string): string[] {
  const found: string[] = [];
  for (const [word] of command.matchAll(WORD)) found.push(word.replace(PART, unquoted));
  return found;
}

const WORD = /(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+/g;
const PART = /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])/g;

function unquoted(_: string, double?: string, single?: string, escaped?: string): string {
  return double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? "";
}
