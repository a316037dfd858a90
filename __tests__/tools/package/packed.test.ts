import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exports as entries, name } from "../../../package.json";
import { ForeignProject } from "./foreign-project";

const ROOT = join(__dirname, "../../..");

/** The first example of a page. */
function exampleOf(page: string): string {
  const [, code = ""] = /^```ts\n(.*?)^```/ms.exec(readFileSync(join(ROOT, page), "utf8")) ?? [];
  return code;
}

const SUB_PATHS = `
import { GeneratedCertificateAuthority } from "cdktf-consul-ecs/servers/certificate-authority";
import { HcpServers, type HcpServersProps } from "cdktf-consul-ecs/servers/hcp";
export const made: readonly unknown[] = [GeneratedCertificateAuthority, HcpServers];
export type Props = HcpServersProps;
`;

let project: ForeignProject;
beforeAll(() => {
  project = new ForeignProject();
}, 600_000);
afterAll(() => project.remove());

test("the package holds compiled constructs with their types, and nothing else of the project", () => {
  const folders = new Set(project.packed.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : path)));
  expect([...folders].sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json"]);
  const others = project.packed.filter((path) => path.startsWith("dist/") && !/\.(js|d\.ts)$/.test(path));
  expect(others).toEqual([]);
  expect(project.packed).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts"]));
});

test("each entry of the package is in it", () => {
  const files = Object.values(entries).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)));
  expect(files.filter((file) => !project.packed.includes(file.replace("./", "")))).toEqual([]);
});

test("the first example compiles in strict TypeScript, and synthesizes", () => {
  project.write("main.ts", exampleOf("docs/package.md"));
  expect(project.compile()).toBe("");
  project.node("main.js");
  const { resource } = project.written("billing") as { resource: Record<string, Record<string, object>> };
  expect(Object.values(resource["aws_ecs_task_definition"] ?? {})).toMatchObject([{ family: "billing" }]);
}, 300_000);

test("a wrong prop does not compile, and its own declarations need no skipLibCheck", () => {
  project.write("wrong.ts", exampleOf("docs/package.md").replace("port: 8080", 'port: "8080"'));
  const errors = project.compile("--noEmit", "--skipLibCheck", "false").split("\n");
  project.write("wrong.ts", "export {};\n");
  expect(errors).toContainEqual(expect.stringMatching(/^wrong\.ts.*Type 'string' is not assignable to type 'number'/));
  expect(errors.filter((line) => line.includes(`node_modules/${name}/`))).toEqual([]);
}, 300_000);

test("what needs another provider has a path of its own, and works once that is installed", () => {
  expect(() => project.node("-e", `require("${name}/servers/hcp")`)).toThrow(
    /Cannot find module '@cdktf\/provider-hcp/,
  );
  for (const provider of ["@cdktf/provider-hcp", "@cdktf/provider-tls"]) project.link(provider);
  project.write("sub-paths.ts", SUB_PATHS);
  for (const resolution of [[], ["--module", "node16", "--moduleResolution", "node16"]]) {
    expect(project.compile(...resolution)).toBe("");
  }
  expect(project.node("-p", 'require("./sub-paths").made.length').trim()).toBe("2");
}, 300_000);

test("an ES module imports it by name", () => {
  const code = `import { MeshTask, ServiceMesh } from "${name}"; console.log(typeof MeshTask, typeof ServiceMesh);`;
  expect(project.node("--input-type=module", "-e", code).trim()).toBe("function function");
});

test("what is not public cannot be imported", () => {
  expect(() => project.node("-e", `require("${name}/dist/mesh/task/containers")`)).toThrow(
    /ERR_PACKAGE_PATH_NOT_EXPORTED/,
  );
});

test("the first example of the README is a whole program, which compiles and synthesizes", () => {
  project.write("main.ts", exampleOf("README.md"));
  expect(project.compile()).toBe("");
  project.node("main.js");
  const { resource } = project.written("shop") as { resource: Record<string, Record<string, object>> };
  expect(Object.values(resource["aws_ecs_service"] ?? {})).toHaveLength(4);
}, 300_000);
