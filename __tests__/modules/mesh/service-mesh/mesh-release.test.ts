import type { Release } from "../../../../modules/consul";
import { ServiceMesh } from "../../../../modules/mesh/service-mesh";
import { Template, testStack } from "../../../helpers/template";
import {
  APP,
  CLUSTER,
  containersOf,
  ecsService,
  intentionsOf,
  LINES,
  NETWORK,
  resourceWith,
  servers,
  testMesh,
  TOKEN_ARN,
  upstreamsOf,
} from "../service/given";

const SECURE = { acls: true, bootstrapTokenSecretArn: TOKEN_ARN } as const;
const SERVICE = { port: 9090, containers: [APP] };
const other = (release: Release): Release => (release === "0.10" ? "0.6" : "0.10");
const names = (template: Template, type: string): unknown[] =>
  Object.values(template.resources(type))
    .map(({ name }) => name)
    .sort();
/** Sidecars by which a line is known. */
const SIDECAR = { "0.10": "consul-dataplane", "0.6": "consul-client" } as const;
const CONTROLLER = { "0.10": "consul-ecs-controller", "0.6": "consul-acl-controller" } as const;

describe.each(LINES)("services on another line than their mesh, which is on %s", (release) => {
  const to = other(release);

  test("has the sidecars of its own line, and keeps its address when it moves", () => {
    const addressAt = (line: Release): string => {
      const { mesh, stack } = testMesh({ release, servers: SECURE });
      const context = line === release ? mesh : mesh.withRelease(line);
      context.addService("web", { ...SERVICE, family: "web" });
      const template = Template.of(stack);
      expect(Object.keys(containersOf(template, "web"))).toContain(SIDECAR[line]);
      return resourceWith(template, "aws_ecs_service", "name", "web")[0];
    };
    expect(addressAt(to)).toBe(addressAt(release));
  });

  test("a controller of that line runs beside the mesh's own, under names that no mesh's own controller has", () => {
    const { mesh, stack } = testMesh({ release, servers: SECURE });
    const moving = mesh.withRelease(to);
    moving.addService("web", { ...SERVICE, family: "web" });
    const template = Template.of(stack);
    const suffix = to.replace(".", "");
    expect(names(template, "aws_ecs_service")).toEqual(
      [CONTROLLER[release], `test-mesh-controller-${suffix}`, "web"].sort(),
    );
    const [family] = [`test-mesh-${suffix}-${CONTROLLER[to]}`];
    expect(Object.keys(containersOf(template, family))).toEqual([CONTROLLER[to]]);
    // In the apply that changes the line of the mesh, its own controller of the former line goes at the same time.
    const { stack: before } = testMesh({ release: to, servers: SECURE });
    const formerNames = ["aws_ecs_service", "aws_iam_role", "aws_iam_policy"].flatMap((type) =>
      names(Template.of(before), type),
    );
    const added = names(template, "aws_ecs_service").filter((name) => String(name).includes(suffix));
    expect(formerNames).not.toEqual(expect.arrayContaining(added));
    for (const type of ["aws_iam_role", "aws_iam_policy"]) {
      const now = Object.entries(template.resources(type)).filter(([id]) => id.includes("release-"));
      expect(now.length).toBeGreaterThan(0);
      for (const [, block] of now) expect(formerNames).not.toContain(block.name);
    }
  });

  test("its services wait for both controllers, the mesh's for their own only", () => {
    const { mesh, stack, service } = testMesh({ release, servers: SECURE });
    service("api");
    mesh.withRelease(to).addService("web", { ...SERVICE, family: "web" });
    const template = Template.of(stack);
    const controllers = (name: string) =>
      (ecsService(template, name).depends_on as string[]).filter((address) => address.includes("_controller_service_"));
    expect(controllers("web")).toHaveLength(2);
    expect(controllers("api")).toHaveLength(1);
  });

  test("they call each other across the lines, and the intentions are the mesh's", () => {
    const { mesh, stack, service } = testMesh({ release, servers: SECURE });
    const api = service("api", { protocol: "http" });
    const web = mesh.withRelease(to).addService("web", { ...SERVICE, family: "web" });
    web.connectTo(api);
    api.connectTo(web);
    expect(intentionsOf(mesh).sort()).toEqual(["api -> web", "web -> api"]);
    const template = Template.of(stack);
    expect(upstreamsOf(template, "web")).toEqual([expect.objectContaining({ destinationName: "api" })]);
    expect(upstreamsOf(template, "api")).toEqual([expect.objectContaining({ destinationName: "web" })]);
  });

  test("the mesh's security group lets through what either line needs, each once", () => {
    const group = { securityGroupId: "sg-0123abcd" };
    const rulesOf = (...lines: Release[]): string[] => {
      const { mesh, stack } = testMesh({ release: lines[0], servers: { ...SECURE, ...group } });
      for (const line of lines.slice(1)) mesh.withRelease(line);
      return Object.values(Template.of(stack).resources("aws_security_group_rule"))
        .map(({ from_port, protocol, self, source_security_group_id: source }) =>
          [from_port, protocol, self, source].map(String).join(" "),
        )
        .sort();
    };
    const both = rulesOf(release, to);
    expect(new Set(both).size).toBe(both.length);
    expect(both).toEqual([...new Set([...rulesOf(release), ...rulesOf(to)])].sort());
  });

  test("the command that rolls the mesh starts both controllers before the services", () => {
    const { mesh, service } = testMesh({ release, servers: SECURE });
    service("api");
    mesh.withRelease(to).addService("web", { ...SERVICE, family: "web" });
    const rolls = mesh.rollCommand.split("\n").filter((line) => /^roll [^(]/.test(line));
    expect(rolls).toEqual([`roll ${CONTROLLER[release]} test-mesh-controller-${to.replace(".", "")}`, "roll api web"]);
  });

  test("its controller starts again with servers that are replaced without their data, and before what rolls by itself", () => {
    const { mesh, stack } = testMesh({
      release,
      servers: { ...SECURE, generation: "${aws_ecs_task_definition.server.revision}" },
      rollAfterLoss: true,
    });
    mesh.withRelease(to).addService("web", { ...SERVICE, family: "web" });
    const template = Template.of(stack);
    const name = `test-mesh-controller-${to.replace(".", "")}`;
    expect(ecsService(template, name)).toMatchObject({ force_new_deployment: true });
    expect(ecsService(template, name).triggers).toEqual(ecsService(template, CONTROLLER[release]).triggers);
    // What is rolled is rolled in this order, and allowed by name.
    const policies = Object.values(template.resources("aws_iam_role_policy")).map(({ policy }) => String(policy));
    const service = "arn:aws:ecs:us-east-1:123456789012:service/mesh";
    expect(policies.join()).toContain(`"Resource":["${service}/${name}","${service}/web"]`);
  });

  test("without a controller in the mesh there is none of the line", () => {
    const { mesh, stack } = testMesh({ release });
    expect(mesh.withRelease(to).controller).toBeUndefined();
    expect(names(Template.of(stack), "aws_ecs_service")).toEqual(["test-mesh-config-entries"]);
  });

  test("an id is taken on every line", () => {
    const { mesh, service } = testMesh({ release });
    service("web");
    expect(() => mesh.withRelease(to).addService("web", SERVICE)).toThrow(/id must be that of one service/);
  });

  test.each<[string, Release, object, RegExp]>([
    ["the mesh's own line", release, {}, /release must be another release line than the mesh's/],
    ["no line", "0.7" as Release, {}, /release must be one of '0.10' and '0.6'/],
    ["a line that is no text", Symbol("0.6") as unknown as Release, {}, /release must be one of '0.10' and '0.6'/],
    ["options that are none", to, null as unknown as object, /props must be an object/],
    ["options in a list", to, [], /props must be an object/],
    ["an option that no line has", to, { taskDefaults: { colour: "red" } }, /taskDefaults\.colour/],
  ])("refuses %s", (_, line, options, message) => {
    const { mesh } = testMesh({ release });
    expect(() => mesh.withRelease(line, options)).toThrow(message);
  });
});

test("options of the line are told to each of its tasks", () => {
  const stack = testStack();
  const props = { servers: servers(), cluster: CLUSTER, network: NETWORK, region: "us-east-1" };
  const mesh = new ServiceMesh(stack, "mesh", { release: "0.10", ...props });
  mesh
    .withRelease("0.6", { taskDefaults: { consulImage: "hashicorp/consul:1.15.9" } })
    .addService("web", { ...SERVICE, family: "web" });
  expect(containersOf(Template.of(stack), "web")["consul-client"]?.image).toBe("hashicorp/consul:1.15.9");
});
