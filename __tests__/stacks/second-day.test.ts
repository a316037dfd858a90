import { APPLICATIONS } from "../../applications";
import { after, before } from "../helpers/changing-application";
import type { Template } from "../helpers/template";
import { HOSTINGS, withData } from "./given";

/** Resources by address, as they are written; what a local holds stands in its place. The hashes of ids are left out. */
function resources({ json }: Template): Map<string, string> {
  const { resource = {}, locals = {} } = json;
  const found = Object.entries(resource).flatMap(([type, all]) =>
    Object.entries(all).map(([id, block]) => {
      const text = JSON.stringify(block).replace(/local\.([\w-]+)/g, (_, name: string) => JSON.stringify(locals[name]));
      return [`${type}.${id.replace(/_[0-9A-F]{8}$/, "")}`, text] as const;
    }),
  );
  return new Map(found);
}

/** What the change adds, removes, and has Terraform touch of what is there. */
function change(data: object): Record<"added" | "removed" | "changed", string[]> {
  const [old, now] = [before, after].map((application) => {
    jest.spyOn(APPLICATIONS, "example").mockImplementation(application);
    return resources(withData(data));
  }) as [Map<string, string>, Map<string, string>];
  return {
    added: [...now.keys()].filter((address) => !old.has(address)),
    removed: [...old.keys()].filter((address) => !now.has(address)),
    changed: [...now.keys()].filter((address) => old.has(address) && old.get(address) !== now.get(address)),
  };
}

const ofService = (name: string) => new RegExp(`\\.dc1_mesh_(security-group_)?${name}`);

/** Where the servers are, and what else could have them replaced. */
const CASES = [
  ...Object.entries(HOSTINGS).flatMap(([hosting, servers]) =>
    (["0.10", "0.6"] as const).map((release) => [`${hosting}, line ${release}`, { servers, release }] as const),
  ),
  ["three on Fargate", { servers: { hosting: "fargate", count: 3 } }],
  ["one that keeps nothing", { servers: { hosting: "fargate", persistent: false } }],
  ["tasks on EC2 instances", { tasks: { launchType: "ec2" } }],
  ["with TLS", { servers: { hosting: "fargate", tls: "generated" } }],
] as const;

afterEach(() => jest.restoreAllMocks());

describe("one service more with two connections, and one less", () => {
  test.each(CASES)("%s: no server is touched, only who delivers, and who calls the new service", (_, data) => {
    const { added, removed, changed } = change(data);
    expect(changed.sort()).toEqual([
      "aws_ecs_task_definition.dc1_mesh_controller_task",
      "aws_ecs_task_definition.dc1_mesh_web_task",
    ]);
    expect(added.filter((address) => !ofService("orders").test(address))).toEqual([]);
    expect(removed.filter((address) => !ofService("audit").test(address))).toEqual([]);
    expect([added.length > 0, added.length]).toEqual([true, removed.length]);
  });

  test("without ACLs it is the small service of the delivery", () => {
    const { changed } = change({ servers: { hosting: "fargate", acls: false } });
    expect(changed.sort()).toEqual([
      "aws_ecs_task_definition.dc1_mesh_config-entries_task",
      "aws_ecs_task_definition.dc1_mesh_web_task",
    ]);
  });

  test.each(["0.10", "0.6"])("with a second datacenter it is the one whose mesh changes, line %s", (release) => {
    const { changed } = change({ release, servers: { hosting: "fargate", tls: "brought" }, secondDatacenter: {} });
    expect(changed.sort()).toEqual([
      "aws_ecs_task_definition.dc1_mesh_controller_task",
      "aws_ecs_task_definition.dc1_mesh_web_task",
    ]);
  });

  test("'bootstrap' is the way that touches the servers", () => {
    const { changed } = change({ configEntries: "bootstrap" });
    expect(changed).toContain("aws_ecs_task_definition.dc1_servers_server-1_task");
  });
});
