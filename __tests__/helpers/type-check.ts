import { join } from "node:path";
import * as ts from "typescript";
import { name } from "../../package.json";

const ROOT = join(__dirname, "../..");

/**
 * Type-checks modules that exist in memory only, all in one program.
 *
 * @param modules their texts, by the paths that they would have
 * @returns what the compiler says
 */
export function typeCheck(modules: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(join(ROOT, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const compilerOptions = {
    ...options,
    // The package is what modules/index.ts names.
    baseUrl: ROOT,
    paths: { [name]: ["modules/index.ts"] },
    noUnusedLocals: false,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(compilerOptions);
  host.fileExists = (file) => modules.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => modules.get(file) ?? ts.sys.readFile(file);
  host.getSourceFile = (file, version) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...modules.keys()], compilerOptions, host);
  return [...modules.keys()]
    .flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    })
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, { ...host, getCurrentDirectory: () => ROOT }).trim());
}
