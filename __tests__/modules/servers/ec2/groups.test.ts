import { type Template, testStack } from "../../../helpers/template";
import { groups, make, synthesize, userDataOf, type Resource } from "./given";

const tagsOf = (group: Resource) =>
  Object.fromEntries((group.tag as { key: string; value: string }[]).map(({ key, value }) => [key, value]));

describe("the groups", () => {
  const template = synthesize();

  test("are one of one instance for each server, in the subnet of its volume", () => {
    expect(groups(template).map(({ name, vpc_zone_identifier }) => [name, vpc_zone_identifier])).toEqual([
      ["consul-1", ["subnet-a"]],
      ["consul-2", ["subnet-b"]],
      ["consul-3", ["subnet-c"]],
    ]);
    for (const group of groups(template)) {
      expect(group).toMatchObject({ min_size: 1, max_size: 1, desired_capacity: 1 });
    }
  });

  test("are judged by EC2, never by the load balancer, which calls every server unhealthy without a leader", () => {
    for (const group of groups(template)) expect(group).toMatchObject({ health_check_type: "EC2" });
  });

  /** Terraform does not wait for an instance refresh: three groups would refresh at once. */
  test("have no instance refresh, and no hook that would let the load balancer lose all servers at once", () => {
    for (const group of groups(template)) {
      expect(group).not.toHaveProperty("instance_refresh");
      expect(group.launch_template).toEqual({
        id: expect.stringMatching(/^\$\{aws_launch_template\..*\.id\}$/) as string,
        version: expect.stringMatching(/^\$\{aws_launch_template\..*\.latest_version\}$/) as string,
      });
      expect(group.initial_lifecycle_hook).toEqual([
        {
          name: "consul-is-healthy",
          lifecycle_transition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          default_result: "ABANDON",
          heartbeat_timeout: 3600,
        },
      ]);
    }
  });

  test("are made one after the other, and taken away in the other order", () => {
    const before = groups(template).map(({ depends_on }) =>
      (depends_on as string[]).filter((id) => id.startsWith("aws_autoscaling_group.")),
    );
    expect(before).toEqual([
      [],
      [expect.stringMatching(/server_group_1_/)],
      [expect.stringMatching(/server_group_2_/)],
    ]);
  });

  test("give their instances the name of their server, the number of servers, and the tag by which they are found", () => {
    expect(groups(template).map(tagsOf)).toEqual(
      [1, 2, 3].map((number) => ({
        Name: `consul-${number}`,
        "consul-servers": "consul",
        "consul-node": `consul-${number}`,
        "consul-server-count": "3",
      })),
    );
    expect(userDataOf(template)).toContain("provider=aws tag_key=consul-servers tag_value=consul");
  });

  test("wait for the permissions, the volumes and the listeners, and outlive none of them", () => {
    for (const group of groups(template)) {
      const waits = (group.depends_on as string[])
        .map((id) => id.split(".")[0])
        .filter((type) => type !== "aws_autoscaling_group");
      expect(waits.sort()).toEqual([
        ...Array<string>(3).fill("aws_ebs_volume"),
        "aws_iam_role_policy",
        "aws_iam_role_policy_attachment",
        ...Array<string>(2).fill("aws_lb_listener"),
      ]);
    }
  });
});

describe("a cluster that grows and shrinks", () => {
  const of = (serverCount: number, subnetIds = ["subnet-a", "subnet-b", "subnet-c", "subnet-d", "subnet-e"]) =>
    synthesize({ serverCount, subnetIds });
  const pick = (template: Template, type: string, count: number) =>
    Object.fromEntries(Object.entries(template.resources(type)).slice(0, count));

  test.each([
    [1, 3],
    [3, 5],
    [1, 5],
  ])(
    "from %d to %d and back keeps the servers that stay: their volumes, their places, and their template",
    (few, many) => {
      const [small, large] = [of(few), of(many)];
      expect(pick(large, "aws_ebs_volume", few)).toEqual(small.resources("aws_ebs_volume"));
      expect(large.resources("aws_launch_template")).toEqual(small.resources("aws_launch_template"));
      expect(large.locals).toEqual(small.locals);
      const places = (template: Template) =>
        groups(template)
          .slice(0, few)
          .map(({ name, vpc_zone_identifier }) => [name, vpc_zone_identifier]);
      expect(places(large)).toEqual(places(small));
      expect(Object.keys(large.resources("aws_autoscaling_group")).sort().slice(0, few)).toEqual(
        Object.keys(small.resources("aws_autoscaling_group")).sort(),
      );
    },
  );

  test("tells a new server how many there are, without touching the template", () => {
    expect(groups(of(5)).map((group) => tagsOf(group)["consul-server-count"])).toEqual(Array(5).fill("5"));
  });

  test("tells autopilot's writer how many there are, and whoever depends on the servers what to wait for", () => {
    const stack = testStack();
    const servers = make({ serverCount: 3 }, stack);
    expect(servers.serverCount).toBe(3);
    expect(servers.ready).toEqual(servers.groups);
    expect(servers.groups).toHaveLength(3);
    expect(make()).not.toHaveProperty("generation");
  });
});
